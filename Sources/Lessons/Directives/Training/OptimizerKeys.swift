import Recurrent

/// The keys of an optimizer, wherever a directive trains.
struct OptimizerKeys: Sendable {
  static let keys = [
    KeyDeclaration(
      "optimizer", .choice(["sgd", "momentum", "rmsprop", "adam"]), default: "sgd",
      help: "w -= rate g; w += v, v = momentum v - rate g; w -= rate g / sqrt(v + epsilon), "
        + "v = rho v + (1 - rho) g^2; w -= rate m / (sqrt(v) + epsilon), m and v the means of g "
        + "and g^2, corrected for their start at 0"),
    KeyDeclaration("rate", .number(.above(0, atMost: 1e6)), default: "0.1", help: "learning rate"),
    KeyDeclaration(
      "momentum", .number(.from(0, below: 1)), default: "0.9", help: "momentum: what v keeps"),
    KeyDeclaration(
      "rho", .number(.from(0, below: 1)), default: "0.9", help: "rmsprop: memory of v"),
    KeyDeclaration(
      "beta1", .number(.from(0, below: 1)), default: "0.9", help: "adam: memory of m"),
    KeyDeclaration(
      "beta2", .number(.from(0, below: 1)), default: "0.999", help: "adam: memory of v"),
    KeyDeclaration(
      "epsilon", .number(.above(0, atMost: 1)),
      help: "rmsprop: inside the root, 1e-7 where not given; adam: outside it, 1e-8"),
  ]

  /// Whose each key is, where it is not everyone's.
  private static let owners: KeyValuePairs = [
    "momentum": ["momentum"], "rho": ["rmsprop"], "beta1": ["adam"], "beta2": ["adam"],
    "epsilon": ["rmsprop", "adam"],
  ]

  private var name: String
  private var rate: Double
  private var momentum: Double
  private var rho: Double
  private var beta1: Double
  private var beta2: Double
  private var epsilon: Double?

  /// - Parameter shared: What holds where the fields say nothing, for fields without defaults.
  init(_ fields: CheckedMapping, over shared: OptimizerKeys?) {
    name = fields.textIfGiven("optimizer") ?? shared!.name
    rate = fields.numberIfGiven("rate") ?? shared!.rate
    momentum = fields.numberIfGiven("momentum") ?? shared!.momentum
    rho = fields.numberIfGiven("rho") ?? shared!.rho
    beta1 = fields.numberIfGiven("beta1") ?? shared!.beta1
    beta2 = fields.numberIfGiven("beta2") ?? shared!.beta2
    epsilon = fields.numberIfGiven("epsilon") ?? shared?.epsilon
  }

  /// Reports the keys that none of these optimizers has. False where there is one.
  static func accept(
    _ fields: CheckedMapping, for optimizers: [OptimizerKeys], in plan: inout LessonPlan
  ) -> Bool {
    let names = optimizers.map(\.name)
    var isGood = true
    for (key, owners) in owners
    where fields.isGiven(key) && !names.contains(where: owners.contains) {
      plan.error(
        at: fields.location(of: key),
        "'\(key)' is for the optimizer \(quotedList(owners, last: " or ")); here it is "
          + "'\(names[0])'")
      isGood = false
    }
    return isGood
  }

  var spec: OptimizerSpec {
    switch name {
    case "momentum": .momentum(rate: rate, momentum: momentum)
    case "rmsprop": .rmsprop(rate: rate, rho: rho, epsilon: epsilon ?? 1e-7)
    case "adam": .adam(rate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon ?? 1e-8)
    default: .sgd(rate: rate)
    }
  }
}
