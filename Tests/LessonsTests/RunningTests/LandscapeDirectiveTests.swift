import Foundation
import Lessons
import Testing

/// The loss of one recurrent unit over its two parameters.
@Suite struct LandscapeDirectiveTests {
  /// L and |dL/d(w, b)| by forward differentiation.
  private static func slope(_ w: Double, _ b: Double, steps: Int) -> (loss: Double, norm: Double) {
    var (h, dw, db) = (0.0, 0.0, 0.0)
    for _ in 0..<steps {
      let next = 1 / (1 + exp(-(w * h + b)))
      let slope = next * (1 - next)
      (dw, db) = (slope * (h + w * dw), slope * (1 + w * db))
      h = next
    }
    return (0.5 * (h - 0.7) * (h - 0.7), abs(h - 0.7) * hypot(dw, db))
  }

  private static let lesson = [
    """
    landscape:
      id: l
      grid: 21
      descents:
        - { name: raw, from: [6.5, -3.2], updates: 20 }
        - { name: cut, from: [6.5, -3.2], updates: 20, clip: { norm: 0.1 } }
        - { name: on, after: cut, updates: 5, clip: { norm: 0.1 } }
      scatter: { starts: 5, loss_below: 0.01 }
    """,
    "figure: { id: p, kind: landscape, from: [l], alt: a wall }",
  ]

  @Test func gradientsAreThoseOfForwardDifferentiation() throws {
    let result = try LessonFiles.result(Self.lesson)
    #expect(result.verdict == .pass)
    let first = Self.slope(6.5, -3.2, steps: 50)
    #expect(abs((result.number("l", "raw_first_loss") ?? 0) - first.loss) < 1e-15)
    #expect(abs((result.number("l", "raw_first_gradient") ?? 0) / first.norm - 1) < 1e-12)
    let norms = (0..<21).flatMap { row in
      (0..<21).map { Self.slope(3 + 5 * Double($0) / 20, -4.5 + 3.5 * Double(row) / 20, steps: 50) }
    }.map(\.norm).sorted()
    #expect(abs((result.number("l", "median_gradient") ?? 0) / norms[220] - 1) < 1e-10)
    #expect(abs((result.number("l", "largest_gradient") ?? 0) / norms[440] - 1) < 1e-8)
    #expect((result.number("l", "exact_difference") ?? 1) < 1e-9)
  }

  /// On b = 1/2 - sigmoid(1/2) w the unit stays at h_0 = sigmoid(1/2), and with s = h (1 - h)
  ///
  ///     dL/db = (h - target) s (1 + ws + ... + (ws)^(T-1)),   dL/dw = h dL/db
  @Test(arguments: [2.0, 4.0, 4.5])
  func onTheLineOfBalanceTheGradientIsAGeometricSum(_ w: Double) throws {
    let h = 1 / (1 + exp(-0.5))
    let result = try LessonFiles.result([
      """
      landscape:
        id: l
        steps: 50
        start: \(h)
        grid: 2
        descents: [{ name: on, from: [\(w), \(0.5 - h * w)], updates: 1 }]
      """
    ])
    let s = h * (1 - h)
    let sum = (pow(w * s, 50) - 1) / (w * s - 1)
    let gradient = abs(h - 0.7) * s * sum * (1 + h * h).squareRoot()
    #expect(abs((result.number("l", "on_first_gradient") ?? 0) / gradient - 1) < 1e-9)
    #expect(abs((result.number("l", "on_first_loss") ?? 0) - 0.5 * (h - 0.7) * (h - 0.7)) < 1e-12)
  }

  /// x_t = w sigmoid(x_{t-1}) + b from x_0 = 1/2, with the error (sigmoid(x_50) - 0.7)^2.
  @Test func thePaperWritesTheSameUnitWithTwiceTheLoss() throws {
    let (w, b) = (5.5, -2.9)
    let result = try LessonFiles.result([
      """
      landscape:
        id: l
        steps: 50
        start: \(1 / (1 + exp(-0.5)))
        grid: 2
        descents: [{ name: at, from: [\(w), \(b)], updates: 1 }]
      """
    ])
    var x = 0.5
    for _ in 0..<50 { x = w / (1 + exp(-x)) + b }
    let error = pow(1 / (1 + exp(-x)) - 0.7, 2)
    #expect(abs(2 * (result.number("l", "at_first_loss") ?? 0) - error) < 1e-12)
  }

  @Test func aClippedDescentTakesShortStepsAndGoesOnWhereAnotherEnded() throws {
    let result = try LessonFiles.result(Self.lesson)
    #expect((result.number("l", "cut_jump") ?? 1) <= 0.1 * (1 + 1e-12))
    #expect((result.number("l", "raw_jump") ?? 0) > 0.1)
    #expect((result.number("l", "cut_clipped") ?? 0) > 0)
    #expect(result.number("l", "on_first_loss") == result.number("l", "cut_loss"))
    #expect((0...5).contains(result.number("l", "cut_arrived") ?? -1))
    #expect(result.figures.count == 1)
  }

  @Test func whatCannotBeWalkedIsRefused() {
    expectOne(
      LessonFiles.complaints([
        "landscape: { id: l, descents: [{ name: first }, { name: b, after: frist }] }"
      ]),
      endingWith: "no earlier descent is named 'frist'; did you mean 'first'?")
    expectOne(
      LessonFiles.complaints(["landscape: { id: l, w: [8, 3] }"]),
      endingWith: "'w' has two rising numbers from -1000 to 1000: the ends of the grid")
    expectOne(
      LessonFiles.complaints(["landscape: { id: l, descents: [{ name: a, from: [1] }] }"]),
      endingWith: "'from' has two numbers from -1000 to 1000, w and b, and does not go with 'after'"
    )
    expectOne(
      LessonFiles.complaints(["landscape: { id: l, steps: 1000, grid: 400 }"]),
      endingWith: "take 1.6e+08 steps of the network; at most 1e+08 are allowed")
  }
}
