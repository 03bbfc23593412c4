import Recurrent
import Testing

/// Comparison with the dual-number gradient must kill each planted mistake on every seed, and must
/// let the copy without a mistake live.
@Suite struct PlantedBugTests {
  static let seeds: ClosedRange<UInt64> = 1...10
  /// What the right gradient never comes near, and a wrong one must not stay below.
  static let allowed = 1e-12

  /// How far the gradient of the copy is from the dual numbers', by the worst block.
  private func distance(_ mistake: PlantedMistake, seed: UInt64) -> Double {
    var g = SeededGenerator(seed: seed)
    let spec = NetworkSpec(
      inputSize: 2, hiddenSizes: [5], head: .init(.dense(outputs: 3), at: .eachStep),
      loss: .halfSquaredError)
    var parameters = Parameters<Double>(spec.layout)
    parameters.values = g.normals(parameters.values.count, deviation: 0.5)
    let batch = g.batch(for: spec, steps: 4, batch: 1)
    guard case .values(let targets, _) = batch.targets else { return .infinity }
    func rows(_ values: [Double], _ width: Int) -> [[Double]] {
      stride(from: 0, to: values.count, by: width).map { Array(values[$0..<$0 + width]) }
    }
    let gradient = PlantedRNN(spec: spec, parameters: parameters, mistake: mistake)
      .gradient(inputs: rows(batch.inputs, 2), targets: rows(targets, 3))
    let exact = TextbookNetwork.gradient(spec, at: parameters.values, of: batch)
    return deviationByBlock(gradient, from: exact, in: spec.layout)
  }

  @Test func theCopyWithoutAMistakeIsRight() {
    var worst = Worst()
    for seed in Self.seeds { worst.record(distance(.none, seed: seed), at: "seed \(seed)") }
    worst.expect(within: 1e-14, ofAtLeast: 10, "copy without a mistake")
  }

  @Test func everyPlantedMistakeIsKilledOnEverySeed() {
    let mistakes = PlantedMistake.allCases.filter { $0 != .none }
    var total = 0
    for mistake in mistakes {
      let distances = Self.seeds.map { distance(mistake, seed: $0) }
      let kills = distances.count { !($0 <= Self.allowed) }
      total += kills
      print(
        "planted \(mistake.rawValue), \(mistake): killed \(kills) of \(distances.count), nearest "
          + "\(distances.min()!.short)")
      #expect(kills == distances.count, "\(mistake)")
    }
    print("planted mistakes: gradient comparison kills \(total) of \(mistakes.count * 10)")
    #expect(mistakes.map(\.rawValue) == [1, 3, 4, 7, 8])
  }
}
