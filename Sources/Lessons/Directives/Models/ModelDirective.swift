import Recurrent

/// `model`: a recurrent network and its first parameters.
struct ModelDirective: Directive {
  static let declaration = DirectiveDeclaration(
    "model", summary: "A recurrent network: cell, sizes, head, loss and first parameters.",
    keys: [
      KeyDeclaration("id", .newID, required: true, help: "the name for later steps"),
      KeyDeclaration(
        "cell", .choice(["rnn", "lstm", "gru"]), default: "rnn",
        help: "h_t = f(W_xh x_t + W_hh h_{t-1} + b_h), or gates: i f g o, or r z n"),
      KeyDeclaration(
        "activation", .choice(Activation.allCases.map(\.rawValue)), default: "tanh",
        help: "rnn: f"),
      KeyDeclaration(
        "reset", .choice(Cell.Reset.allCases.map(\.rawValue)), default: "after",
        help: "gru: n = tanh(W x + b + U (r * h)), or n = tanh(W x + b + r * (U h + b_hn))"),
      KeyDeclaration(
        "input", .integer(1...1_000_000), help: "numbers in x_t; this or 'embedding' is needed"),
      KeyDeclaration(
        "embedding",
        .mapping([
          KeyDeclaration(
            "vocabulary", .integer(1...1_000_000), required: true, help: "how many symbols"),
          KeyDeclaration(
            "size", .integer(1...1_000_000), required: true, help: "numbers in x_t"),
        ]), help: "x_t is looked up in a trained table, a row for each symbol"),
      KeyDeclaration(
        "hidden", .integer(1...1_000_000_000), required: true, help: "units in h_t"),
      KeyDeclaration("layers", .integer(1...100), default: "1", help: "layers, one on the other"),
      KeyDeclaration(
        "bidirectional", .boolean, default: "false",
        help: "whether a second set of cells in each layer reads from the end; h_t has both"),
      KeyDeclaration(
        "dropout", .number(.from(0, below: 1)), default: "0",
        help: "the share of each layer's inputs that 'train' and 'compare' drop; 'gradcheck' holds "
          + "one mask fixed, other steps drop none"),
      KeyDeclaration(
        "head",
        .mapping([
          KeyDeclaration(
            "kind", .choice(["dense", "identity"]), default: "dense",
            help: "y = W_hy h + b_y, or y = h"),
          KeyDeclaration("outputs", .integer(1...1_000_000), help: "dense: numbers in y"),
          KeyDeclaration(
            "at", .choice(["each", "last"]), default: "each",
            help: "an output at each step, or at the last one alone"),
        ]), required: true, help: "what is made of the highest hidden state"),
      KeyDeclaration(
        "loss", .choice(["cross_entropy", "binary_cross_entropy", "half_squared_error"]),
        required: true,
        help: "of softmax, of sigmoid, or (y - target)^2 / 2; the mean over all positions"),
      KeyDeclaration(
        "weights", .oneOf([.namedTensors, .path(endings: [".yaml"])]),
        help: "every parameter by name, or a file that holds them; without it they are drawn"),
      KeyDeclaration(
        "init", .mapping(FirstParameters.keys),
        help: "how the first parameters are drawn; biases begin at 0, but for 'forget_bias'"),
    ])

  let id: String
  let spec: NetworkSpec
  let first: FirstParameters
  /// Parameters as the lesson gives them.
  let given: Parameters<Double>?
  let seed: UInt64

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    seed = plan.seed(for: id)
    guard
      let spec = ModelKeys.spec(fields, in: &plan),
      let first = FirstParameters(fields, spec: spec, in: &plan)
    else { return nil }
    self.spec = spec
    self.first = first
    if fields.isGiven("weights") {
      guard let given = Weights.read(fields, spec: spec, in: &plan) else { return nil }
      self.given = given
    } else {
      given = nil
    }
  }

  var valueNames: [String] { ["parameters"] + spec.layout.blocks.map(\.name) }

  /// The network with its first parameters.
  ///
  /// - Parameter seed: Replaces the model's own seed where a step runs over several.
  func network(seed: UInt64? = nil) -> Network<Double> {
    if let given, seed == nil { return Network(spec, parameters: given) }
    var generator = SeededGenerator(seed: seed ?? self.seed)
    return first.network(spec, using: &generator)
  }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    let network = network()
    context.networks[id] = network
    step.values = [("parameters", .number(Double(network.parameters.values.count)))]
    for block in spec.layout.blocks {
      step.values.append((block.name, Self.value(of: block, in: network.parameters.values)))
    }
    let shapes = spec.layout.blocks.map { block in
      "\(block.name) \(block.shape.map(String.init).joined(separator: "x"))"
    }
    var parts = [spec.cell.title]
    if spec.isBidirectional { parts.append("both directions") }
    if spec.dropout > 0 { parts.append("dropout \(significant(spec.dropout))") }
    parts.append("\(network.parameters.values.count) parameters: " + shapes.joined(separator: ", "))
    step.items.append(.line(parts.joined(separator: ", ")))
  }

  /// A block as nested lists that count from 0.
  static func value(of block: ParameterLayout.Block, in flat: [Double]) -> Value {
    let entries = Array(flat[block.range])
    guard block.shape.count > 1 else { return .numbers(entries, from: 0) }
    return .list(
      (0..<block.rows).map { row in
        .numbers(Array(entries[row * block.columns..<(row + 1) * block.columns]), from: 0)
      }, from: 0)
  }
}
