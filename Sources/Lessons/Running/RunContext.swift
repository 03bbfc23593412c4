import Recurrent

/// What the steps of a running lesson leave for each other.
struct RunContext {
  let plan: LessonPlan
  let observer: RunObserver
  let sourceLabel: String
  let theme: FigureTheme

  var networks: [String: Network<Double>] = [:]
  /// What each step leaves for later ones, by id; the step's kind decides the type.
  var results: [String: any Sendable] = [:]
  /// The step that is running, for its progress.
  var current: (index: Int, of: Int, kind: String, id: String?) = (0, 0, "", nil)
  /// The values of each step so far, by the step's id and the value's name.
  var values: [String: [String: Value]] = [:]

  init(plan: LessonPlan, observer: RunObserver, sourceLabel: String, theme: FigureTheme) {
    self.plan = plan
    self.observer = observer
    self.sourceLabel = sourceLabel
    self.theme = theme
  }

  /// The network of a `model` or a `train` step.
  func network(_ id: String) throws(StepFailure) -> Network<Double> {
    try found(networks[id], id)
  }

  /// What an earlier step left, if it is of this type.
  func result<Result>(_ id: String, _ type: Result.Type) -> Result? { results[id] as? Result }

  /// What an earlier step left; its absence means that that step failed.
  func found<Result>(_ id: String, _ type: Result.Type) throws(StepFailure) -> Result {
    try found(result(id, type), id)
  }

  /// What an earlier step left; its absence means that that step failed.
  func found<Result>(_ result: Result?, _ id: String) throws(StepFailure) -> Result {
    guard let result else { throw StepFailure("needs '\(id)', which failed") }
    return result
  }

  /// The value at a path.
  func value(at path: ValuePath) throws(StepFailure) -> Value {
    guard var value = values[path.id]?[path.name] else {
      throw StepFailure("\(path) has no value: '\(path.id)' failed")
    }
    for index in path.indices {
      guard case .list(let list) = value else {
        throw StepFailure("\(path): [\(index)] is one index too many")
      }
      guard let element = list[index] else {
        let last = list.firstIndex + list.elements.count - 1
        throw StepFailure("\(path): [\(index)] is outside \(list.firstIndex) ... \(last)")
      }
      value = element
    }
    return value
  }

  /// The number at a path.
  func number(at path: ValuePath) throws(StepFailure) -> Double {
    guard case .number(let number) = try value(at: path) else {
      throw StepFailure("\(path) is not a number")
    }
    return number
  }
}

/// The colours of figures.
public enum FigureTheme: String, Sendable, CaseIterable { case light, dark }

/// Whoever watches a lesson run. Called on the thread that runs it.
public struct RunObserver: Sendable {
  public struct Progress: Sendable {
    public var step: Int
    public var steps: Int
    /// `train clipped`
    public var label: String
    /// Work done and work to do, in updates.
    public var done: Int
    public var total: Int
    /// What is worth watching: `loss 0.0312`.
    public var detail: String
  }

  public var stepFinished: @Sendable (StepResult, _ of: Int) -> Void
  public var progress: @Sendable (Progress) -> Void
  /// A line about a part of a long step that is done, with its time: for a terminal, never for a
  /// page.
  public var note: @Sendable (String) -> Void
  /// How the watcher asks a long step to end early; nil where it never will.
  public var interruption: Interruption?

  public init(
    stepFinished: @escaping @Sendable (StepResult, _ of: Int) -> Void = { _, _ in },
    progress: @escaping @Sendable (Progress) -> Void = { _ in },
    note: @escaping @Sendable (String) -> Void = { _ in }, interruption: Interruption? = nil
  ) {
    self.stepFinished = stepFinished
    self.progress = progress
    self.note = note
    self.interruption = interruption
  }
}
