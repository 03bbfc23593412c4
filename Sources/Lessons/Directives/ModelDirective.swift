import Recurrent

/// `model`: a recurrent network and its first parameters.
struct ModelDirective: Directive {
  static let declaration = DirectiveDeclaration(
    "model", summary: "A recurrent network: cell, sizes, head, loss and first parameters.",
    keys: [
      KeyDeclaration("id", .newID, required: true, help: "the name for later steps"),
      KeyDeclaration(
        "cell", .choice(["rnn"]), default: "rnn", help: "h_t = f(W_xh x_t + W_hh h_{t-1} + b_h)"),
      KeyDeclaration(
        "activation", .choice(Activation.allCases.map(\.rawValue)), default: "tanh", help: "f"),
      KeyDeclaration("input", .integer(1...1_000_000), required: true, help: "numbers in x_t"),
      KeyDeclaration(
        "hidden", .integer(1...1_000_000_000), required: true, help: "units in h_t"),
      KeyDeclaration("layers", .integer(1...100), default: "1", help: "layers, one on the other"),
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
        "init",
        .mapping([
          KeyDeclaration(
            "weights", .choice(["glorot", "uniform", "normal"]), default: "glorot",
            help: "for W_xh and W_hy"),
          KeyDeclaration(
            "recurrent", .choice(["orthogonal", "glorot", "uniform", "normal"]),
            default: "orthogonal", help: "for W_hh"),
          KeyDeclaration(
            "gain", .number(.closed(0...100)), default: "1.0",
            help: "orthogonal: the modulus of every eigenvalue of W_hh"),
          KeyDeclaration(
            "scale", .number(.closed(0...100)), default: "0.1",
            help: "uniform: the bound; normal: the standard deviation"),
        ]), help: "how the first parameters are drawn; biases begin at 0"),
    ])

  let id: String
  let spec: NetworkSpec
  let weights: Initializer
  let recurrent: Initializer
  /// Parameters as the lesson gives them.
  let given: Parameters<Double>?
  let seed: UInt64

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    seed = plan.seed(for: id)
    let head = fields.mapping("head")
    let place: NetworkSpec.Head.Place = head.text("at") == "last" ? .last : .eachStep
    let hidden = fields.integer("hidden")
    let layers = fields.integer("layers")
    let kind: NetworkSpec.Head.Kind
    if head.text("kind") == "identity" {
      guard !head.isGiven("outputs") else {
        plan.error(
          at: head.location(of: "outputs"),
          "a head of the kind 'identity' has the \(hidden) outputs of the hidden state; leave out "
            + "'outputs'")
        return nil
      }
      kind = .identity
    } else {
      guard let outputs = head.integerIfGiven("outputs") else {
        plan.error(at: head.location, "a dense head needs 'outputs'")
        return nil
      }
      kind = .dense(outputs: outputs)
    }
    guard
      Self.memoryFits(
        inputs: fields.integer("input"), hidden: hidden, layers: layers,
        outputs: head.integerIfGiven("outputs") ?? 0, fields: fields, in: &plan)
    else { return nil }
    spec = NetworkSpec(
      inputSize: fields.integer("input"), hiddenSizes: Array(repeating: hidden, count: layers),
      activation: Activation(rawValue: fields.text("activation"))!,
      head: NetworkSpec.Head(kind, at: place), loss: Self.loss(fields.text("loss")))
    let initial = fields.mappingIfGiven("init")
    let scale = initial?.number("scale") ?? 0.1
    func initializer(_ name: String) -> Initializer {
      switch name {
      case "uniform": .uniform(bound: scale)
      case "normal": .normal(deviation: scale)
      case "orthogonal": .orthogonal(gain: initial?.number("gain") ?? 1)
      default: .glorot
      }
    }
    if !fields.isGiven("weights"), hidden > 500,
      initial?.text("recurrent") ?? "orthogonal" == "orthogonal"
    {
      plan.error(
        at: fields.location(of: "hidden"),
        "hidden \(hidden): an orthogonal W_hh takes hidden^3 operations to draw, and is made for at "
          + "most 500 units; write init: { recurrent: glorot } for more")
      return nil
    }
    weights = initializer(initial?.text("weights") ?? "glorot")
    recurrent = initializer(initial?.text("recurrent") ?? "orthogonal")
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
    return Network(spec, weights: weights, recurrent: recurrent, using: &generator)
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
    let kind =
      switch spec.cell {
      case .elman(let activation): "\(activation.rawValue) RNN"
      case .lstm, .gru: spec.cell.name.uppercased()
      }
    step.items.append(
      .line(
        "\(kind), \(network.parameters.values.count) parameters: "
          + shapes.joined(separator: ", ")))
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

  private static func loss(_ name: String) -> Loss {
    switch name {
    case "cross_entropy": .softmaxCrossEntropy
    case "binary_cross_entropy": .binaryCrossEntropy
    default: .halfSquaredError
    }
  }

  /// Refuses sizes before any memory is asked for.
  private static func memoryFits(
    inputs: Int, hidden: Int, layers: Int, outputs: Int, fields: CheckedMapping,
    in plan: inout LessonPlan
  ) -> Bool {
    let h = Double(hidden)
    let recurrent = h * (Double(inputs) + h + 1) + Double(layers - 1) * h * (2 * h + 1)
    let entries = recurrent + Double(outputs) * (h + 1)
    guard entries > 4e6 else { return true }
    plan.error(
      at: fields.location(of: "hidden"),
      "hidden \(hidden) makes \(significant(entries, 3)) parameters, "
        + "\(significant(entries * 8 / 0x1p30, 3)) GiB; at most 4000000 are allowed")
    return false
  }
}
