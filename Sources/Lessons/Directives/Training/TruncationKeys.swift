import Recurrent

/// The keys of truncated backpropagation, wherever a directive trains.
struct TruncationKeys: Sendable {
  static let key = KeyDeclaration(
    "truncate",
    .mapping([
      KeyDeclaration(
        "every", .integer(1...1_000_000), required: true, help: "steps from update to update"),
      KeyDeclaration(
        "back", .integer(1...1_000_000),
        help: "steps that a gradient goes back; without it, 'every'"),
      KeyDeclaration(
        "carry_state", .boolean, default: "true",
        help: "whether a window begins in the states in which the one before it ended"),
    ]),
    help: "cut the sequences into windows, an update each; the gradient stops at a window's edge")

  let truncation: Truncation
  let carriesState: Bool

  /// Nil where a problem was reported.
  init?(_ fields: CheckedMapping, in plan: inout LessonPlan) {
    let every = fields.integer("every")
    let back = fields.integerIfGiven("back") ?? every
    guard back >= every else {
      plan.error(
        at: fields.location(of: "back"),
        "'back' is \(back) and 'every' \(every); a gradient goes back over the steps of its update "
          + "at least")
      return nil
    }
    truncation = Truncation(every: every, back: back)
    carriesState = fields.boolean("carry_state")
  }

  /// Window after window; after the last one again from the first.
  func train(
    _ trainer: inout Trainer<Double>, on data: SequenceBatch<Double>, updates: Int,
    each: (Trainer<Double>.Update) -> Void
  ) throws(Divergence) {
    var left = updates
    while left > 0 {
      let every = truncation.every
      let steps = left < data.steps / every ? left * every : data.steps
      let part = steps == data.steps ? data : data.window(0..<steps)
      try trainer.step(
        through: part, truncation: truncation, carriesState: carriesState
      ) { update, _ in
        if left > 0 { each(update) }
        left -= 1
      }
    }
  }
}

extension TrainingOptions {
  /// Whether a model and its data can be trained like this; reported where not.
  func fit(
    _ spec: NetworkSpec, _ data: SequenceBatch<Double>, _ fields: CheckedMapping,
    in plan: inout LessonPlan
  ) -> Bool {
    let names = spec.layout.blocks.map(\.name)
    if let unknown = frozen.first(where: { !names.contains($0) }) {
      plan.error(
        at: fields.location(of: "freeze"),
        "the model has no tensor '\(unknown)' to freeze\(suggestion(for: unknown, among: names)) "
          + "(it has \(names.joined(separator: ", ")))")
      return false
    }
    guard Set(frozen).count < names.count else {
      plan.error(
        at: fields.location(of: "freeze"), "every tensor is frozen; nothing can be trained")
      return false
    }
    guard truncation != nil else { return true }
    let location = fields.location(of: "truncate")
    if batchSize != nil {
      plan.error(
        at: location,
        "'truncate' takes the windows of all sequences in turn, and 'batch' draws sequences; write "
          + "one of them")
      return false
    }
    if let problem = Self.problemWithWindows(spec, data) {
      plan.error(at: location, problem)
      return false
    }
    return true
  }

  /// Why sequences cannot be cut into windows; nil where they can.
  static func problemWithWindows(
    _ spec: NetworkSpec, _ data: SequenceBatch<Double>
  ) -> String? {
    if spec.isBidirectional { return "windows need a model of one direction; this one has two" }
    if spec.head.place == .last {
      return "windows need a head at each step (at: each); this model's is at the last"
    }
    return data.lengths == nil ? nil : "windows need sequences of equal length"
  }
}
