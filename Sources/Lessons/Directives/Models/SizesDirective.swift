import Recurrent

/// `sizes`: the parameters of a recurrent network beside those of networks without recurrence that
/// read as many steps.
struct SizesDirective: Directive {
  static let declaration = DirectiveDeclaration(
    "sizes",
    summary: "Parameters for sequences of several lengths, with recurrence and without.",
    keys: [
      KeyDeclaration("id", .newID, required: true, help: "the name for later steps"),
      KeyDeclaration(
        "model", .reference(to: ["model"]), required: true,
        help: "the recurrent network: one layer of the cell 'rnn', a dense head"),
      KeyDeclaration(
        "lengths", .list(.integer(1...1_000_000), count: 1...20), default: "[1, 2, 4, 8, 100]",
        help: "how many steps are read"),
    ])

  let id: String
  private let spec: NetworkSpec
  private let lengths: [Int]

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    lengths = fields.integers("lengths")
    guard let model = plan.directive(fields.text("model"), ModelDirective.self) else { return nil }
    spec = model.spec
    guard case .elman = spec.cell, case .dense = spec.head.kind, case .vectors = spec.input,
      spec.hiddenSizes.count == 1, !spec.isBidirectional
    else {
      plan.error(
        at: fields.location(of: "model"),
        "'\(fields.text("model"))' has no feed-forward network to stand beside it; that needs one "
          + "layer of the cell 'rnn' in one direction, vectors as inputs and a dense head")
      return nil
    }
  }

  var valueNames: [String] { ["recurrent", "feedforward", "layers"] }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    let (d, h, o) = (spec.inputSize, spec.hiddenSizes[0], spec.outputSize)
    let recurrent = spec.layout.blocks.reduce(0) { $0 + $1.range.count }
    // One hidden layer over all steps side by side; a hidden layer of its own for each step.
    let feedforward = lengths.map { h * ($0 * d) + h + o * h + o }
    let layers = lengths.map { $0 * (h * d + h * h + h) + o * h + o }
    step.values = [
      ("recurrent", .number(Double(recurrent))),
      ("feedforward", .numbers(feedforward.map(Double.init), from: 1)),
      ("layers", .numbers(layers.map(Double.init), from: 1)),
    ]
    step.items.append(
      .table(
        Table(
          columns: [
            .init("steps"), .init("recurrent"), .init("one hidden layer, all steps at once"),
            .init("a layer of its own for each step"),
          ],
          rows: lengths.indices.map {
            Table.Row([
              "\(lengths[$0])", "\(recurrent)", "\(feedforward[$0])", "\(layers[$0])",
            ])
          })))
  }
}
