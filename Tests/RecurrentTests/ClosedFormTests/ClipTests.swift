import Recurrent
import Testing

/// Clipping, where the answer is known: norms of 3-4-5 and of extreme sizes.
@Suite struct ClipTests {
  private func gradients<Scalar: NetworkScalar>(_ values: [Scalar]) -> Parameters<Scalar> {
    var layout = ParameterLayout()
    layout.append("W_hh", shape: 1, values.count - 1)
    layout.append("b_h", shape: 1)
    var result = Parameters<Scalar>(layout)
    result.values = values
    return result
  }

  private struct Summary: Equatable {
    var norm: Double
    var clippedNorm: Double
    var wasClipped: Bool
    var cosine = 1.0
  }

  private func summary(_ report: ClipReport<Double>) -> Summary {
    Summary(
      norm: report.norm, clippedNorm: report.clippedNorm, wasClipped: report.wasClipped,
      cosine: report.cosine)
  }

  @Test func theNormRunsOverAllBlocksTogether() throws {
    var g = gradients([3.0, 4])
    let report = try g.clip(.globalNorm(1))
    #expect(report.norm == 5)
    #expect(report.wasClipped)
    #expect(deviation(g.values, from: [0.6, 0.8]) <= 1e-15)
    #expect(abs(report.clippedNorm - 1) <= 1e-15)
  }

  @Test func aGradientAtTheThresholdIsNotClipped() throws {
    var g = gradients([3.0, 4])
    let report = try g.clip(.globalNorm(5))
    #expect(summary(report) == Summary(norm: 5, clippedNorm: 5, wasClipped: false))
    #expect(g.values == [3, 4])
    let byValue = try g.clip(.value(4))
    #expect(summary(byValue) == Summary(norm: 5, clippedNorm: 5, wasClipped: false))
    #expect(g.values == [3, 4])
    let below = try g.clip(.globalNorm(5.0.nextDown))
    #expect(below.wasClipped)
  }

  @Test func aThresholdOrANormOfZeroMakesNoNaN() throws {
    for clip in [Clip.globalNorm(0), .value(0)] {
      var zero = gradients([0.0, 0, 0])
      let nothing = try zero.clip(clip)
      #expect(summary(nothing) == Summary(norm: 0, clippedNorm: 0, wasClipped: false))
      #expect(zero.values == [0, 0, 0])
      var g = gradients([3.0, 4])
      let report = try g.clip(clip)
      #expect(summary(report) == Summary(norm: 5, clippedNorm: 0, wasClipped: true))
      #expect(g.values == [0, 0])
    }
  }

  @Test(arguments: [Clip.globalNorm(1), .value(1)])
  func whatIsNotFiniteIsNamedAndNothingChanges(clip: Clip) {
    for value in [Double.infinity, -.infinity, .nan] {
      var g = gradients([1, 2, value, 4])
      let error = #expect(throws: NonFiniteEntry.self) { try g.clip(clip) }
      #expect(error?.name == "W_hh[0, 2]")
      #expect(error?.description == "W_hh[0, 2] is \(value)")
      #expect(g.values[0...1] == [1, 2])
      #expect(g.values[3] == 4)
      var last = gradients([1, 2, 3, value])
      #expect(#expect(throws: NonFiniteEntry.self) { try last.clip(clip) }?.name == "b_h[0]")
    }
  }

  /// Squares of 1e200 overflow and squares of 1e-200 are 0; the norms are neither.
  @Test(arguments: [1e200, 1e-200, 0x1p-1030, 1e307])
  func normsOfExtremeSizeAreRight(scale: Double) throws {
    var g = gradients([3 * scale, 4 * scale])
    #expect(abs(g.globalNorm / scale - 5) <= 1e-12)
    let report = try g.clip(.globalNorm(scale / 2))
    #expect(report.wasClipped)
    #expect(abs(report.cosine - 1) <= 1e-12)
    #expect(deviation(g.values, from: [0.3 * scale, 0.4 * scale]) <= 1e-12)
  }

  @Test(arguments: [1e30, 1e-30] as [Float])
  func floatNormsOfExtremeSizeAreRight(scale: Float) throws {
    var g = gradients([3 * scale, 4 * scale])
    #expect(abs(g.globalNorm / scale - 5) <= 1e-5)
    _ = try g.clip(.globalNorm(1e-3))
    #expect(g.globalNorm <= 1.0001e-3)
  }

  /// Squares that are subnormal one by one, though their sum is not.
  @Test func aNormOfManySmallEntriesKeepsItsDigits() {
    let g = gradients([Float](repeating: 1.2e-21, count: 10_000))
    #expect(abs(g.globalNorm / 1.2e-19 - 1) <= 1e-5, "\(g.globalNorm)")
  }

  /// Finite entries whose norm is beyond the largest number.
  @Test(arguments: [Clip.globalNorm(1), .value(1)])
  func aNormBeyondTheLargestNumberIsAnErrorAndNothingChanges(clip: Clip) {
    let huge = Double.greatestFiniteMagnitude
    var g = gradients([huge, huge])
    let error = #expect(throws: NonFiniteEntry.self) { try g.clip(clip) }
    #expect(error?.description == "the global norm is inf")
    #expect(g.values == [huge, huge])
  }

  /// Two blocks of norms 4 and 3: each alone is below the threshold, both together are not.
  @Test func blocksAreNotClippedEachForItself() throws {
    var g = gradients([4.0, 3])
    let report = try g.clip(.globalNorm(4.5))
    #expect(report.wasClipped)
    #expect(deviation(g.values, from: [3.6, 2.7]) <= 1e-15)
  }

  /// Entries up to the limit stay as they are to the bit, larger ones become it.
  @Test func aClipByValueChangesNothingElse() throws {
    var g = gradients([0.1, -0.25, 0.25.nextUp, -7, -0.0, 1e-300, 3, -0.3, 0.2, 0.25])
    let report = try g.clip(.value(0.25))
    #expect(g.values == [0.1, -0.25, 0.25, -0.25, -0.0, 1e-300, 0.25, -0.25, 0.2, 0.25])
    #expect(g.values[4].sign == .minus)
    #expect(report.wasClipped)
    var single = gradients([0.0, 3])
    let other = try single.clip(.value(1))
    // (0, 3) becomes (0, 1): the direction stays, and the cosine says so.
    #expect(summary(other) == Summary(norm: 3, clippedNorm: 1, wasClipped: true))
  }

  /// (3, 4) becomes (1, 1): cosine 7 / (5 sqrt 2); the same at every size.
  @Test(arguments: [1, 1e200, 1e-200, 0x1p-1000, 1e307])
  func theCosineOfAClipByValueIsRightAtEverySize(scale: Double) throws {
    var g = gradients([3 * scale, 4 * scale])
    let report = try g.clip(.value(scale))
    #expect(g.values == [scale, scale])
    #expect(abs(report.cosine - 7 / (5 * 2.0.squareRoot())) <= 1e-14)
  }

  /// A threshold far below the gradient: what is left has few digits, and the cosine tells.
  @Test func theCosineIsComputedFromWhatIsLeft() throws {
    var g = gradients([3.0, 4])
    let report = try g.clip(.globalNorm(0x1p-1073))
    // 0.6 and 0.8 of two units in the last place are one unit and two.
    #expect(g.values == [0x1p-1074, 0x1p-1073])
    #expect(abs(report.cosine - 11 / (5 * 5.0.squareRoot())) <= 1e-14)
  }

  @Test func everyCountOfEntriesIsClippedToItsEnd() throws {
    for count in 2...40 {
      var generator = SeededGenerator(seed: UInt64(count))
      let raw = generator.normals(count).map { Float($0) + 3 }
      var byNorm = gradients(raw)
      let report = try byNorm.clip(.globalNorm(0.5))
      #expect(deviation(byNorm.values, from: raw.map { $0 / report.norm * 0.5 }) <= 1e-7)
      var byValue = gradients(raw)
      _ = try byValue.clip(.value(1.5))
      #expect(byValue.values == raw.map { min(max($0, -1.5), 1.5) })
    }
  }

  @Test func theNormKeepsTheDirectionAndTheValueDoesNot() throws {
    var byNorm = Worst()
    var largestByValue = 0.0
    for seed: UInt64 in 1...200 {
      var g = SeededGenerator(seed: seed)
      let raw = gradients(g.normals(20))
      var clipped = raw
      let report = try clipped.clip(.globalNorm(0.5))
      byNorm.record(abs(report.cosine - 1), at: "seed \(seed)")
      byNorm.record(abs(clipped.globalNorm - 0.5), at: "seed \(seed)")
      var limited = raw
      let value = try limited.clip(.value(0.3))
      let dot = zip(raw.values, limited.values).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(value.cosine - dot / raw.globalNorm / limited.globalNorm) <= 1e-14)
      #expect(value.clippedNorm == limited.globalNorm)
      #expect(limited.values == raw.values.map { min(max($0, -0.3), 0.3) })
      largestByValue = max(largestByValue, value.cosine)
    }
    byNorm.expect(within: 1e-14, ofAtLeast: 200, "clip by norm, cosine - 1 and norm")
    print("clip by value: largest cosine \(largestByValue)")
    #expect(largestByValue < 0.999)
  }
}
