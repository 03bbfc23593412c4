import Recurrent

/// The keys of a clip, wherever a directive has one.
enum ClipKeys {
  static let keys = [
    KeyDeclaration(
      "norm", .number(.above(0, atMost: 1e12)), help: "the largest global norm; keeps the direction"
    ),
    KeyDeclaration(
      "value", .number(.above(0, atMost: 1e12)), help: "the largest entry; changes the direction"),
  ]

  /// The clip, nil within where there is none; nil altogether where a problem was reported.
  static func clip(_ fields: CheckedMapping?, in plan: inout LessonPlan) -> Clip?? {
    guard let fields else { return .some(nil) }
    switch (fields.numberIfGiven("norm"), fields.numberIfGiven("value")) {
    case (let norm?, nil): return .globalNorm(norm)
    case (nil, let value?): return .value(value)
    default:
      plan.error(at: fields.location, "a clip has either 'norm' or 'value'")
      return nil
    }
  }

  static func text(_ clip: Clip) -> String {
    switch clip {
    case .globalNorm(let threshold): "norm \(significant(threshold))"
    case .value(let threshold): "value \(significant(threshold))"
    }
  }
}
