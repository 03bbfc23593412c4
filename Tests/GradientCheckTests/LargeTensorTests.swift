import GradientCheck
import Testing

/// Tensors of more than 256 entries are checked by directions and a sample.
@Suite struct LargeTensorTests {
  /// sum_i a_i x_i^2 / 2 over 1000 rows of 100, four bands of rows.
  private func check(
    _ check: GradientCheck = GradientCheck(), spoil: (inout [Double]) -> Void = { _ in }
  ) -> GradientCheck.Report {
    let count = 100_000
    let x = Draw.numbers(count, seed: 1)
    let a = Draw.numbers(count, seed: 2)
    let loss: (ParameterTensors) -> Double = { p in
      var sum = 0.0
      for i in 0..<count { sum += a[i] * p.values[i] * p.values[i] }
      return sum / 2
    }
    let bands = ["i", "f", "g", "o"].enumerated().map {
      NamedTensor.Band($0.element, rows: $0.offset * 250..<($0.offset + 1) * 250)
    }
    return check.run(
      parameters: [NamedTensor("W", rows: 1000, columns: 100, values: x, bands: bands)],
      loss: loss,
      gradient: { p in
        var g = (0..<count).map { a[$0] * p.values[$0] }
        spoil(&g)
        return LossAndGradient(loss: loss(p), values: g)
      })
  }

  @Test func aRightLargeGradientPassesInFewEvaluations() {
    let clock = ContinuousClock()
    var report = check(GradientCheck(mode: .quick))
    let quick = clock.measure { report = check(GradientCheck(mode: .quick)) }
    #expect(report.passed && report.checkedCount == 0, "\(report)")
    let standard = clock.measure { report = check() }
    #expect(report.passed, "\(report)")
    #expect(report.checkedCount >= 36 && report.checkedCount <= 48)
    #expect(report.lossEvaluations < 1000)
    #expect(Set(report.entries.compactMap(\.band)) == ["i", "f", "g", "o"])
    print("100,000 entries: quick \(quick), standard \(standard), \(report.lossEvaluations) losses")
  }

  @Test func oneWrongEntryAmongManyIsSeenByTheDirections() {
    for position in [0, 777, 50_000, 99_999] {
      let report = check(GradientCheck(mode: .quick)) { g in g[position] += 0.5 }
      #expect(report.verdict == .fail, "\(report)")
      #expect(report.entries.prefix(4).allSatisfy { $0.direction != nil && $0.verdict.isFailure })
      #expect(report.description.contains("W, direction "))
    }
  }

  @Test func theSizeOfABugThatDirectionsSeeIsReported() throws {
    let weakest = try #require(check(GradientCheck(mode: .quick)).weakest)
    // Gradient and estimate may differ by K E beforehand, in the opposite direction.
    let size = 2.1 * weakest.detectable
    let report = check(GradientCheck(mode: .quick)) { g in g[4321] += size }
    #expect(report.verdict == .fail, "a bug of \(size) passed: \(report)")
    print("100,000 entries: one wrong by \(size) seen")
  }

  @Test func exactZerosOfALargeTensorAreProbed() {
    // Half of the entries left out of the gradient.
    let report = check { g in for i in 0..<50_000 { g[i] = 0 } }
    #expect((report.tensors[0].counts[.missing] ?? 0) >= 4)
  }

  @Test func exhaustiveModeLooksAtEveryEntry() {
    let n = 300
    let a = Draw.numbers(n, seed: 5)
    let model = Model(
      name: "linear", parameters: [NamedTensor("x", values: Draw.numbers(n, seed: 6))],
      loss: { x in zip(a, x).reduce(0) { $0 + $1.0 * $1.1 } }, gradient: { _ in a })
    #expect(model.check(GradientCheck(mode: .exhaustive)).checkedCount == n)
    #expect(model.check().checkedCount < 50)
  }
}
