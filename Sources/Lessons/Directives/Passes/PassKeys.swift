import Recurrent

/// What `forward` and `predict` share: a network, the data that goes through it, and the sequence
/// that is shown.
struct PassKeys: Sendable {
  /// A network and what goes through it.
  static let subject = [
    KeyDeclaration("id", .newID, required: true, help: "the name for later steps"),
    KeyDeclaration(
      "model", .reference(to: ["model", "train"]), required: true,
      help: "a model, or a training whose result is used"),
    KeyDeclaration("data", .reference(to: ["data"]), required: true, help: "the sequences"),
  ]

  static let keys =
    subject + [
      KeyDeclaration(
        "sequence", .integer(1...100_000), default: "1", help: "the sequence that is shown")
    ]

  let modelID: String
  let dataID: String
  let sequence: Int
  let spec: NetworkSpec
  let batch: SequenceBatch<Double>

  /// - Returns: Nil where a problem was reported.
  init?(_ fields: CheckedMapping, in plan: inout LessonPlan) {
    modelID = fields.text("model")
    dataID = fields.text("data")
    sequence = fields.integer("sequence") - 1
    guard
      let model = plan.model(modelID),
      let batch = plan.batch(
        of: dataID, for: modelID, at: fields.location(of: "data"), needsTargets: false)
    else { return nil }
    spec = model.spec
    self.batch = batch
  }

  /// Whether the data has the shown sequence; reported where not.
  func hasSequence(_ fields: CheckedMapping, in plan: inout LessonPlan) -> Bool {
    guard sequence < batch.batch else {
      plan.error(
        at: fields.location(of: "sequence"),
        "sequence \(sequence + 1); '\(dataID)' has \(batch.batch)")
      return false
    }
    return true
  }

  /// The forward pass, with the layer and the direction that are shown of it.
  func run(
    in context: RunContext, layer: Int? = nil, direction: NetworkSpec.Direction = .forward
  ) throws(StepFailure) -> ForwardRun {
    let network = try context.network(modelID)
    return ForwardRun(
      network: network, trace: network.forward(batch),
      data: try context.found(context.plan.dataSet(dataID), dataID), sequence: sequence,
      layer: layer, direction: direction)
  }
}
