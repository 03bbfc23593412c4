import Recurrent

/// How the first parameters of a model are drawn: the keys of `init`.
struct FirstParameters: Sendable {
  static let keys = [
    KeyDeclaration(
      "weights", .choice(["glorot", "uniform", "normal"]), default: "glorot",
      help: "for W_xh and W_hy"),
    KeyDeclaration(
      "recurrent", .choice(["orthogonal", "glorot", "uniform", "normal"]), default: "orthogonal",
      help: "for W_hh"),
    KeyDeclaration(
      "gain", .number(.closed(0...100)), default: "1.0",
      help: "orthogonal: every singular value of W_hh, and of an rnn the modulus of every "
        + "eigenvalue"),
    KeyDeclaration(
      "scale", .number(.closed(0...100)), default: "0.1",
      help: "uniform: the bound; normal: the standard deviation"),
    KeyDeclaration(
      "embedding", .number(.closed(0...100)), default: "0.05",
      help: "the bound of the embedding's entries, which are uniform"),
    KeyDeclaration(
      "forget_bias", .number(.closed(-100...100)), default: "1.0",
      help: "lstm: b_h of the forget gates"),
  ]

  /// Beyond it an orthogonal matrix takes noticeably long to draw.
  private static let mostOrthogonalUnits = 500

  private let weights: Initializer
  private let recurrent: Initializer
  private let embedding: Double
  private let forgetBias: Double

  /// - Returns: Nil where a problem was reported.
  init?(_ fields: CheckedMapping, spec: NetworkSpec, in plan: inout LessonPlan) {
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
    weights = initializer(initial?.text("weights") ?? "glorot")
    recurrent = initializer(initial?.text("recurrent") ?? "orthogonal")
    embedding = initial?.number("embedding") ?? 0.05
    forgetBias = initial?.number("forget_bias") ?? 1
    if let initial, initial.isGiven("forget_bias"), spec.cell != .lstm {
      plan.error(
        at: initial.location(of: "forget_bias"),
        "'forget_bias' is for the cell 'lstm'; the model's is '\(spec.cell.name)'")
      return nil
    }
    if let initial, initial.isGiven("embedding"), case .vectors = spec.input {
      plan.error(
        at: initial.location(of: "embedding"),
        "'embedding' in 'init' is for a model with an 'embedding'; this one has 'input'")
      return nil
    }
    let hidden = fields.integer("hidden")
    if !fields.isGiven("weights"), hidden > Self.mostOrthogonalUnits, case .orthogonal = recurrent {
      plan.error(
        at: fields.location(of: "hidden"),
        "hidden \(hidden): an orthogonal W_hh takes hidden^3 operations to draw, and is made for at "
          + "most 500 units; write init: { recurrent: glorot } for more")
      return nil
    }
  }

  func network<Generator: RandomNumberGenerator>(
    _ spec: NetworkSpec, using generator: inout Generator
  ) -> Network<Double> {
    Network(
      spec, weights: weights, recurrent: recurrent, embedding: .uniform(bound: embedding),
      forgetBias: forgetBias, using: &generator)
  }
}
