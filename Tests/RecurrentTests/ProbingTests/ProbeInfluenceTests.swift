import Recurrent
import Testing

/// Moves without influence leave every bit of the loss.
@Suite struct ProbeInfluenceTests {
  /// A token that no valid step has; the padding of the batch has token 0.
  @Test func theRowOfAnAbsentTokenHasNoInfluence() throws {
    var rows = 0
    for seed: UInt64 in 1...40 {
      let c = RandomCase(
        seed: 42_000 + seed, .init(hasLengths: true, isEmbedding: true, dropout: 0.3))
      let block = try #require(c.spec.layout["embedding"])
      let present = Set(c.batch.tokenRows.joined())
      for token in 0..<block.rows where !present.contains(token) {
        let row = block.offset + token * block.columns..<block.offset + (token + 1) * block.columns
        expectNoInfluence(of: row.map { ($0, 0.5) }, in: c)
        rows += 1
      }
    }
    #expect(rows > 40)
  }

  /// With one step and zero states W_hh meets zeros alone.
  @Test func recurrentWeightsHaveNoInfluenceInAFirstStepFromZeros() {
    for cell in RandomCase.cells {
      for isBidirectional in [false, true] {
        let spec = NetworkSpec(
          input: .vectors(size: 3), cell: cell, hiddenSizes: [5, 4],
          isBidirectional: isBidirectional, head: .init(.dense(outputs: 2), at: .last),
          loss: .binaryCrossEntropy)
        var g = SeededGenerator(seed: 5)
        var parameters = Parameters<Double>(spec.layout)
        parameters.values = g.normals(parameters.values.count)
        let network = Network(spec, parameters: parameters)
        let batch = g.batch(for: spec, steps: 1, batch: 6)
        for block in spec.layout.blocks where block.name.hasSuffix("W_hh") {
          let all: Probe = block.range.map { ($0, g.nextNormal()) }
          let losses = network.losses(batch, moving: [[], all] + all.map { [$0] })
          #expect(Set(losses).count == 1, "\(block.name), \(cell)")
        }
      }
    }
  }

  /// A column of W_xh whose input is 0 throughout.
  @Test func aWeightOnAnInputOfZerosHasNoInfluence() {
    for cell in RandomCase.cells {
      let spec = NetworkSpec(
        input: .vectors(size: 3), cell: cell, hiddenSizes: [5], isBidirectional: true,
        head: .init(.identity, at: .eachStep), loss: .halfSquaredError)
      var g = SeededGenerator(seed: 6)
      var parameters = Parameters<Double>(spec.layout)
      parameters.values = g.normals(parameters.values.count)
      let (steps, rows) = (7, 4)
      var inputs = g.normals(steps * rows * 3)
      for position in 0..<steps * rows { inputs[position * 3 + 1] = 0 }
      let batch = SequenceBatch(
        steps: steps, batch: rows, inputSize: 3, inputs: inputs,
        targets: .values(g.normals(steps * rows * 10), size: 10))
      let network = Network(spec, parameters: parameters)
      let column: Probe = (0..<cell.bands * 5).map { (index: $0 * 3 + 1, delta: 0.7) }
      let many = column + (0..<20).flatMap { _ in column }
      let losses = network.losses(batch, moving: [[], column, many] + column.map { [$0] })
      #expect(Set(losses).count == 1, "\(cell)")
      let other = network.losses(batch, moving: [[(index: 0, delta: 0.7)]])
      #expect(other[0] != losses[0], "\(cell)")
    }
  }

  /// A unit of ReLU that stays off gives nothing on, whatever it reads.
  @Test func theWeightsOfAUnitThatIsOffHaveNoInfluence() throws {
    let spec = NetworkSpec(
      inputSize: 2, hiddenSizes: [5], activation: .relu, head: .init(.dense(outputs: 3), at: .last),
      loss: .softmaxCrossEntropy)
    var g = SeededGenerator(seed: 7)
    var parameters = Parameters<Double>(spec.layout)
    parameters.values = g.normals(parameters.values.count, deviation: 0.5)
    let bias = try #require(spec.layout["b_h"])
    parameters.values[bias.offset + 3] = -1000
    let network = Network(spec, parameters: parameters)
    let batch = g.batch(for: spec, steps: 6, batch: 4)
    let recurrent = try #require(spec.layout["W_hh"])
    var probes: [Probe] = [[], [(bias.offset + 3, 1)]]
    for unit in 0..<5 {
      probes.append([(recurrent.offset + 3 * 5 + unit, 1)])
      probes.append([(recurrent.offset + unit * 5 + 3, 1)])
    }
    #expect(Set(network.losses(batch, moving: probes)).count == 1)
    let tangents = network.tangents(batch, entries: probes.dropFirst().map { $0[0].index })
    #expect(tangents == Array(repeating: 0, count: probes.count - 1))
  }

  private func expectNoInfluence(of probe: Probe, in c: RandomCase) {
    let losses = c.losses(moving: [[], probe] + probe.map { [$0] })
    #expect(Set(losses).count == 1, "\(c)")
  }
}
