import Figures

/// A kind of picture: what it is made from, what makes it, and what may stand in its way.
///
/// A new kind is an extension of this type beside the function that makes it, and a line in `all`.
struct FigureKind: Sendable {
  let name: String
  /// What is seen, in a few words.
  let help: String
  /// The kinds of steps that must be there, once each, and those that may.
  let needs: [String]
  let takes: [String]
  let make: @Sendable (FigureDirective, RunContext) throws -> any Figure
  /// Why these steps cannot be drawn so; nil where they can.
  let problem: @Sendable (FigureDirective, LessonPlan) -> String?

  init(
    _ name: String, help: String, needs: [String] = [], takes: [String] = [],
    problem: @escaping @Sendable (FigureDirective, LessonPlan) -> String? = { _, _ in nil },
    make: @escaping @Sendable (FigureDirective, RunContext) throws -> any Figure
  ) {
    self.name = name
    self.help = help
    self.needs = needs
    self.takes = takes
    self.make = make
    self.problem = problem
  }

  var allowed: [String] { needs + takes }

  static let all: [FigureKind] = [
    unrolled, wirings, cell, heatmap, terms, activation, activations, loss, accuracy, probabilities,
    gradcheck, differences, carry, gradientFlow, truncation, landscape, reading, attention,
    byLength, pictures, flips, pixels,
    remembered, forgetting,
  ]

  /// Every kind of step that some figure is made from.
  static var sources: [String] {
    all.reduce(into: []) { found, kind in
      found += kind.allowed.filter { !found.contains($0) }
    }
  }
}
