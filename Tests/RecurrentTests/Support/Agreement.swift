import Recurrent
import Testing

/// The largest |got - wanted|, relative to the largest |wanted|; infinite where the counts differ
/// or a number is not finite.
func deviation<Scalar: NetworkScalar>(
  _ got: some Collection<Scalar>, from wanted: some Collection<Scalar>
) -> Double {
  guard got.count == wanted.count else { return .infinity }
  var difference: Scalar = 0
  var largest: Scalar = 0
  for (a, b) in zip(got, wanted) {
    guard a.isFinite, b.isFinite else { return .infinity }
    difference = max(difference, (a - b).magnitude)
    largest = max(largest, b.magnitude)
  }
  if difference == 0 { return 0 }
  return Double(difference) / Double(largest)
}

/// The worst deviation of a block of the parameters, each relative to its own largest entry.
func deviationByBlock(_ got: [Double], from wanted: [Double], in layout: ParameterLayout) -> Double
{
  guard got.count == layout.count, wanted.count == layout.count else { return .infinity }
  return layout.blocks.map { deviation(got[$0.range], from: wanted[$0.range]) }.max()!
}

/// The worst of many measured figures, and where it was seen. A figure that is not a number
/// counts as infinite.
struct Worst {
  private(set) var figure = 0.0
  private(set) var place = "everywhere alike"
  private(set) var count = 0

  mutating func record(_ figure: Double, at place: @autoclosure () -> String) {
    count += 1
    let figure = figure.isNaN ? .infinity : figure
    if figure > self.figure {
      self.figure = figure
      self.place = place()
    }
  }

  /// Prints what was measured, and expects it to be small enough and to come from enough cases.
  func expect(
    within limit: Double, ofAtLeast cases: Int = 1, _ what: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    print("\(what): worst \(figure.short) of \(count) (\(limit.short) allowed; \(place))")
    #expect(figure <= limit, "\(what), \(place)", sourceLocation: sourceLocation)
    #expect(count >= cases, "\(what): too few cases", sourceLocation: sourceLocation)
  }
}

extension Double {
  /// Two digits: 3.1e-16.
  var short: String {
    guard isFinite, self != 0 else { return "\(self)" }
    var exponent = Int(Double.log10(magnitude).rounded(.down))
    var tenths = (self / Double.pow(10, exponent) * 10).rounded()
    if tenths.magnitude >= 100 {
      tenths /= 10
      exponent += 1
    }
    return "\(tenths / 10)e\(exponent)"
  }
}
