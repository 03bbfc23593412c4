import Figures
import Recurrent

/// What one network does with one text in one of the four wirings.
struct WiringRun: Sendable {
  let name: String
  let wiring: UnrolledDiagram.Wiring
  /// What it reads from outside, and what it says.
  let read: [String]
  let said: [String]
  let isFedBack: Bool
  /// What it is used for.
  let note: String
  /// The largest distance between its outputs and those of the same steps in many to many.
  let distance: Double
}

/// `wirings`: one network, four ways to give it inputs and to take its outputs.
struct WiringsDirective: Directive {
  static let declaration = DirectiveDeclaration(
    "wirings",
    summary:
      "A text through one network in four wirings: one or many steps read, one or many said.",
    keys: [
      KeyDeclaration("id", .newID, required: true, help: "the name for later steps"),
      KeyDeclaration(
        "model", .reference(to: ["model", "train"]), required: true,
        help: "a model, or a training whose result is used"),
      KeyDeclaration(
        "data", .reference(to: ["data"]), required: true,
        help: "one sequence of symbols, 'characters'"),
    ])

  /// More do not fit beside each other in the figure.
  private static let mostSteps = 12

  let id: String
  private let modelID: String
  private let data: DataSet
  private let spec: NetworkSpec
  private let targets: [Int]

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    modelID = fields.text("model")
    let dataID = fields.text("data")
    guard let model = plan.model(modelID), let data = plan.dataSet(dataID) else { return nil }
    self.data = data
    spec = model.spec
    guard spec.loss == .softmaxCrossEntropy, !spec.isBidirectional, spec.head.place == .eachStep,
      spec.input == .vectors(size: spec.outputSize)
    else {
      plan.error(
        at: fields.location(of: "model"),
        "'\(modelID)' cannot be wired in all four ways; that needs the loss cross_entropy, one "
          + "direction, a head at each step, and as many outputs as inputs")
      return nil
    }
    guard case .classes(let rows, _) = data.targets, data.sequences == 1, !data.symbols.isEmpty,
      data.inputSize == spec.inputSize, data.alphabet == data.targetAlphabet,
      (2...Self.mostSteps).contains(data.steps)
    else {
      plan.error(
        at: fields.location(of: "data"),
        "'\(dataID)' has \(counted(data.sequences, "sequence")) of \(counted(data.steps, "step")) "
          + "of \(counted(data.inputSize, "number")); one text of 2 to "
          + "\(Self.mostSteps) steps with \(spec.inputSize) classes is needed, whose targets "
          + "are classes of the same alphabet")
      return nil
    }
    targets = rows[0]
  }

  var valueNames: [String] {
    [
      "parameters", "right", "one_to_one", "one_to_many", "many_to_one", "many_to_many",
      "one_to_one_distance", "many_to_one_distance", "one_to_many_distance",
    ]
  }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    let network = try context.network(modelID)
    let runs = wirings(of: network)
    context.results[id] = runs
    step.values = [
      ("parameters", .number(Double(network.parameters.values.count))),
      ("right", .number(Double(runs.filter { isRight($0) }.count))),
    ]
    for run in runs {
      step.values.append((run.name.replacing(" ", with: "_"), .text(run.said.joined())))
      if run.name != "many to many" {
        step.values.append(
          ("\(run.name.replacing(" ", with: "_"))_distance", .number(run.distance)))
      }
    }
    step.items.append(
      .table(
        Table(
          columns: [
            .init("wiring"), .init("reads"), .init("x", math: "x"), .init("says"),
            .init("y", math: "y"), .init("parameters"),
          ],
          rows: runs.map { run in
            Table.Row([
              run.name, run.read.joined(separator: " "), "(\(run.read.count), \(spec.inputSize))",
              run.said.joined(separator: " "), "(\(run.said.count), \(spec.outputSize))",
              "\(network.parameters.values.count)",
            ])
          })))
  }

  private func isRight(_ run: WiringRun) -> Bool {
    run.said == targets.suffix(run.said.count).map(data.targetName)
      || run.said == targets.prefix(run.said.count).map(data.targetName)
  }

  private func wirings(of network: Network<Double>) -> [WiringRun] {
    let steps = data.steps
    let symbols = data.symbols[0]
    let places = symbols.map { data.alphabet.firstIndex(of: $0)! }
    func batch(_ tokens: [Int]) -> SequenceBatch<Double> {
      SequenceBatch(oneHot: [tokens], classes: spec.inputSize)
    }
    let each = network.forward(batch(places)).outputs
    let first = network.forward(batch([places[0]])).outputs
    // The same numbers behind a head that stands at the last step alone.
    var lastSpec = spec
    lastSpec.head = NetworkSpec.Head(spec.head.kind, at: .last)
    let atLast = Network(lastSpec, parameters: network.parameters)
    let last = atLast.forward(batch(places)).outputs
    var generator = SeededGenerator(seed: 0)
    let own = network.generate(after: [places[0]], count: steps, using: &generator)
    let free = network.forward(batch([places[0]] + own.dropLast())).outputs
    func names(_ outputs: [Double]) -> [String] {
      stride(from: 0, to: outputs.count, by: spec.outputSize).map { start in
        let y = outputs[start..<start + spec.outputSize]
        return data.targetName(y.indices.max { y[$0] < y[$1] }! - start)
      }
    }
    func distance(_ outputs: [Double], _ other: some Collection<Double>) -> Double {
      zip(outputs, other).reduce(0) { max($0, abs($1.0 - $1.1)) }
    }
    return [
      WiringRun(
        name: "one to one", wiring: .oneToOne, read: [symbols[0]], said: names(first),
        isFedBack: false, note: "no recurrence", distance: distance(first, each)),
      WiringRun(
        name: "one to many", wiring: .oneToMany(steps: steps), read: [symbols[0]],
        said: own.map(data.targetName), isFedBack: true, note: "describes a picture",
        distance: distance(free, each)),
      WiringRun(
        name: "many to one", wiring: .manyToOne(steps: steps), read: symbols, said: names(last),
        isFedBack: false, note: "judges a sentence",
        distance: distance(last, each.suffix(spec.outputSize))),
      WiringRun(
        name: "many to many", wiring: .manyToMany(steps: steps), read: symbols, said: names(each),
        isFedBack: false, note: "predicts the next letter", distance: 0),
    ]
  }
}

extension FigureKind {
  static let wirings = FigureKind(
    "wirings", help: "one network in four wirings", needs: ["wirings"],
    make: { try $0.wirings($1) })
}

extension FigureDirective {
  /// The four wirings side by side, with what is read and said in their boxes.
  func wirings(_ context: RunContext) throws(StepFailure) -> WiringPanels {
    let runs = try context.found(from[0], [WiringRun].self)
    return WiringPanels(
      title: heading("Four wirings, one network"), subtitle: subheading,
      panels: runs.map { run in
        WiringPanels.Panel(
          run.wiring, note: Label(run.note), isFedBack: run.isFedBack,
          inputs: run.read.map { Label.plain($0) },
          outputs: run.said.map { Label.plain($0) })
      })
  }
}
