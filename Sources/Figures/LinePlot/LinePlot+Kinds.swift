import Drawing
import Foundation

extension LinePlot {
  /// The norm of a gradient through time, one curve a cell, on a logarithmic axis.
  ///
  /// The reference lines are norm(k) = norm(0) rho^k: what a gradient does whose every step back
  /// multiplies it by rho. Norms below `floor` are marked at the lower edge as lost.
  ///
  /// ```swift
  /// let back = (0...60).map(Double.init)
  /// let plot = LinePlot.gradientNorm(
  ///   title: "How far the gradient reaches",
  ///   cells: [.init(label: "tanh RNN", x: back, y: back.map { pow(0.8, $0) })], ratios: [0.9])
  /// ```
  ///
  /// - Parameters:
  ///   - cells: x is the number of steps back, or a time step.
  ///   - ratios: each rho above 0.
  ///   - start: what the reference lines start from; nil takes the largest norm at the least x.
  /// - Complexity: O(points).
  public static func gradientNorm(
    title: Label, subtitle: Label? = nil, cells: [Curve], ratios: [Double] = [],
    start: Double? = nil, floor: Floor? = .float32, xTitle: Label = "steps back $k$",
    yTitle: Label = "$\\|\\partial L/\\partial h_{T-k}\\|$"
  ) -> LinePlot {
    let points = cells.flatMap(\.points).filter { $0.x.isFinite }
    let first = points.map(\.x).min() ?? 0
    let last = points.map(\.x).max() ?? 1
    let begins = points.filter { $0.x == first && $0.y.isFinite }.map(\.y).max() ?? 1
    let from = start ?? (begins > 0 ? begins : 1)
    let lines = ratios.filter { $0 > 0 && $0.isFinite }.map { ratio -> Curve in
      // Straight on these axes; cut where it would no longer be a number.
      let decades = log10(ratio)
      let least = log10(floor?.value ?? 1e-300)
      let room = decades < 0 ? (log10(from) - least) / -decades : (300 - log10(from)) / decades
      let end = decades == 0 ? last - first : min(last - first, max(0, room))
      return Curve(
        label: Label("$\\rho = \(NumberText.trimmed(ratio))$"),
        points: [Point(first, from), Point(first + end, from * pow(ratio, end))],
        role: .parameter, dash: .dotted, isReference: true)
    }
    return LinePlot(
      title: title, subtitle: subtitle, curves: cells + lines, xTitle: xTitle, yTitle: yTitle,
      yScale: .logarithmic, floor: floor)
  }

  /// How long a memory reaches: the accuracy over the gap between a symbol and its question.
  ///
  /// ```swift
  /// let plot = LinePlot.accuracyAgainstGap(
  ///   title: "Recall", cells: [.init(label: "LSTM", x: [5, 10, 20], runs: [[1, 1, 0.9], [1, 1, 1]])],
  ///   chance: 0.5)
  /// ```
  ///
  /// - Parameters:
  ///   - cells: x is the gap, y an accuracy of 0...1; with one run a seed, the median is bold.
  ///   - chance: the accuracy of guessing.
  public static func accuracyAgainstGap(
    title: Label, subtitle: Label? = nil, cells: [Curve], chance: Double? = nil,
    chanceLabel: Label = "chance", xTitle: Label = "gap $T$ in steps", yTitle: Label = "accuracy",
    xScale: AxisScale = .linear
  ) -> LinePlot {
    LinePlot(
      title: title, subtitle: subtitle, curves: cells,
      references: chance.map { [Reference(chanceLabel, value: $0)] } ?? [], xTitle: xTitle,
      yTitle: yTitle, xScale: xScale, yRange: 0...1)
  }

  /// Activation functions beside their derivatives, a panel each on one scale.
  ///
  /// ```swift
  /// let plot = LinePlot.activations(
  ///   title: "Three activations", [.sigmoid, .tanh.marking([0.5, -1.2]), .relu])
  /// ```
  ///
  /// - Parameters:
  ///   - x: the pre-activations that are shown.
  ///   - y: the ends of the y axis; nil takes them from the values between -1.5 and 1.5, so that
  ///     ReLU leaves it.
  /// - Complexity: 201 values of each function.
  public static func activations(
    title: Label, subtitle: Label? = nil, _ functions: [Activation],
    x: ClosedRange<Double> = -4...4, y: ClosedRange<Double>? = nil,
    xTitle: Label = "pre-activation $a$"
  ) -> LinePlot {
    let places = (0...200).map {
      x.lowerBound + (x.upperBound - x.lowerBound) * Double($0) / 200
    }
    let panels = functions.map { function in
      Panel(
        title: functions.count > 1 ? function.title : nil,
        curves: [
          Curve(
            label: function.label, points: function.points(function.value, at: places),
            role: .hiddenState, dash: .solid),
          Curve(
            label: function.derivativeLabel,
            points: function.points(function.derivative, at: places), role: .gradient,
            dash: .dashed),
        ],
        markers: function.points.flatMap { point in
          [
            Marker(point.label, at: Point(point.a, function.value(point.a)), role: .hiddenState),
            Marker(at: Point(point.a, function.derivative(point.a)), role: .gradient),
          ]
        })
    }
    let values = panels.flatMap(\.curves).flatMap(\.points).map(\.y).filter(\.isFinite)
      .map { $0.clamped(to: -1.5...1.5) }
    let low = ((values.min() ?? 0) * 2 + 1e-9).rounded(.down) / 2
    let high = ((values.max() ?? 1) * 2 - 1e-9).rounded(.up) / 2
    return LinePlot(
      title: title, subtitle: subtitle, panels: panels, xTitle: xTitle,
      yRange: y ?? min(low, 0)...max(high, low + 0.5))
  }

  /// A function of one number with its derivative, and the places where a network uses it.
  public struct Activation: Sendable {
    public struct OperatingPoint: Sendable, Hashable {
      public var label: Label?
      public var a: Double
    }

    public var title: Label?
    public var label: Label
    public var derivativeLabel: Label
    public var value: @Sendable (Double) -> Double
    public var derivative: @Sendable (Double) -> Double
    public var points: [OperatingPoint] = []
    /// Where the derivative jumps; it is drawn upright there.
    public var jumps: [Double]

    public init(
      title: Label? = nil, label: Label, derivativeLabel: Label,
      value: @escaping @Sendable (Double) -> Double,
      derivative: @escaping @Sendable (Double) -> Double, jumps: [Double] = []
    ) {
      self.title = title
      self.label = label
      self.derivativeLabel = derivativeLabel
      self.value = value
      self.derivative = derivative
      self.jumps = jumps
    }

    /// The curve through places, with both sides of each jump.
    func points(_ f: (Double) -> Double, at places: [Double]) -> [Point] {
      let all = Set(places + jumps.flatMap { [$0.nextDown, $0.nextUp] }).sorted()
      guard let first = places.first, let last = places.last else { return [] }
      return all.filter { $0 >= first && $0 <= last }.map { Point($0, f($0)) }
    }

    /// The same function with operating points, named $a_1$, $a_2$, ... or as given.
    public func marking(_ a: [Double], labels: [Label]? = nil) -> Activation {
      var copy = self
      copy.points += a.enumerated().map { index, a in
        let given = labels.flatMap { index < $0.count ? $0[index] : nil }
        return OperatingPoint(label: given ?? Label("$a_{\(index + 1)}$"), a: a)
      }
      return copy
    }

    public static let sigmoid = Activation(
      title: "sigmoid", label: "$\\sigma(a)$", derivativeLabel: "$\\sigma'(a)$",
      value: { 1 / (1 + exp(-$0)) },
      derivative: { 1 / (2 + exp($0) + exp(-$0)) })
    public static let tanh = Activation(
      title: "tanh", label: "$\\tanh a$", derivativeLabel: "$1 - \\tanh^2 a$",
      value: { Foundation.tanh($0) },
      derivative: { 1 / (cosh($0) * cosh($0)) })
    /// With the derivative 0 at 0, as frameworks take it.
    public static let relu = Activation(
      title: "ReLU", label: "$\\max(0, a)$", derivativeLabel: "$[a > 0]$",
      value: { max(0, $0) }, derivative: { $0 > 0 ? 1 : 0 }, jumps: [0])
  }
}
