import Recurrent

/// What is known of a lesson before it runs. Directives add what they define and look up what
/// they use; the problems of all of them are reported together.
struct LessonPlan {
  /// The lesson's path as it was given, and the folder that its data files must stay in.
  let path: String
  let folder: String
  let seed: UInt64

  private(set) var diagnostics: [Diagnostic] = []
  /// The directives that were understood, by id.
  private var directives: [String: any Directive] = [:]
  private(set) var valueNames: [String: [String]] = [:]
  /// The file that `--data` puts in the place of a corpus.
  var corpusFile: String?
  /// The steps whose numbers come from that file.
  private(set) var replaced: Set<String> = []

  init(path: String, folder: String, seed: UInt64) {
    self.path = path
    self.folder = folder
    self.seed = seed
  }

  mutating func error(at location: SourceLocation, _ message: String) {
    diagnostics.append(Diagnostic(.error, at: location, message))
  }

  mutating func warn(at location: SourceLocation, _ message: String) {
    diagnostics.append(Diagnostic(.warning, at: location, message))
  }

  /// Notes that a corpus is read from the file of `--data`.
  mutating func replaceCorpus(_ id: String) { replaced.insert(id) }

  /// Notes that a step's numbers come from that file where those of a step that it uses do.
  mutating func inheritCorpus(_ id: String, from used: String...) {
    if used.contains(where: replaced.contains) { replaced.insert(id) }
  }

  mutating func define(_ directive: any Directive, id: String?) {
    guard let id else { return }
    valueNames[id] = directive.valueNames
    directives[id] = directive
  }

  /// The directive that an id stands for; nil where its own problems were reported.
  func directive<Kind: Directive>(_ id: String, _ kind: Kind.Type) -> Kind? {
    directives[id] as? Kind
  }

  /// The kind of a directive that an id stands for; nil where its own problems were reported.
  func kind(of id: String) -> String? {
    directives[id].map { type(of: $0).declaration.kind }
  }

  /// The sequences of a `data`; nil for a corpus.
  func dataSet(_ id: String) -> DataSet? { directive(id, DataDirective.self)?.dataSet }

  /// The model that an id of a `model` or of a `train` stands for.
  func model(_ id: String) -> ModelDirective? {
    directive(id, ModelDirective.self)
      ?? directive(id, TrainDirective.self).flatMap { model($0.modelID) }
  }

  /// The data with the targets in the shape that the model wants; a problem where they do not fit.
  ///
  /// - Parameter rows: How many sequences go through the network at once; nil means all of them.
  mutating func batch(
    of dataID: String, for modelID: String, at location: SourceLocation, needsTargets: Bool,
    rows: Int? = nil
  ) -> SequenceBatch<Double>? {
    if directive(dataID, DataDirective.self)?.corpus != nil {
      error(at: location, "'\(dataID)' is a corpus; 'fit' trains on it, and 'read' reads texts")
      return nil
    }
    guard let model = model(modelID), let data = dataSet(dataID) else { return nil }
    let spec = model.spec
    let numbers =
      Double(rows ?? data.sequences) * Double(data.steps) * Self.numbersOfStep(spec)
    guard numbers <= 2e7 else {
      error(
        at: location,
        "'\(dataID)' through '\(modelID)' needs \(significant(numbers * 8 / 0x1p30, 3)) GiB for "
          + "the numbers of its steps; at most 0.149 GiB are allowed")
      return nil
    }
    do {
      return try data.batch(for: model.spec, modelID: modelID, needsTargets: needsTargets)
    } catch {
      self.error(at: location, "'\(dataID)' does not fit '\(modelID)': \(error)")
      return nil
    }
  }

  /// How many numbers forward and backward keep of one step of one sequence.
  private static func numbersOfStep(_ spec: NetworkSpec) -> Double {
    // Gates, their deltas, h and dL/dh; c and dL/dc of an LSTM, what a GRU's reset acts on.
    let width = 2 * spec.cell.bands + 2 + (spec.cell.bands > 1 ? 2 : 0)
    let units = spec.hiddenSizes.reduce(0, +) * spec.directions.count
    return Double(width * units + 3 * spec.outputSize + spec.inputSize)
  }

  /// Reports a value path whose name its step does not yield.
  mutating func checkName(of path: ValuePath, at location: SourceLocation) {
    guard let names = valueNames[path.id], !names.contains(path.name) else { return }
    let suggestion = nearest(to: path.name, among: names).map { "; did you mean '\($0)'?" } ?? ""
    let list = names.isEmpty ? "it has none" : "it has " + names.joined(separator: ", ")
    error(at: location, "'\(path.id)' has no value '\(path.name)'\(suggestion) (\(list))")
  }

  /// A generator of its own for the directive: adding a step never changes the numbers of others.
  func seed(for id: String) -> UInt64 { derivedSeed(seed, id) }
}

/// A seed that depends on the lesson's and on a name, by FNV-1a.
func derivedSeed(_ seed: UInt64, _ name: String) -> UInt64 {
  name.utf8.reduce(0xcbf2_9ce4_8422_2325 ^ seed) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
}
