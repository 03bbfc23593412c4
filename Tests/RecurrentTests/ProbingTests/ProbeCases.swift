import Recurrent

/// Random networks of every kind for probes: each cell, depth and direction, with lengths and
/// without, four times: 7 x 3 x 2 x 2 x 4 = 336 networks of any input, head, place, loss and
/// weights, half of them with dropout.
enum ProbeCases {
  static let all: [RandomCase] = {
    var cases: [RandomCase] = []
    let cells: [Cell] =
      Activation.allCases.map { .elman($0) } + [.lstm, .gru(.before), .gru(.after)]
    for cell in cells {
      for layers in 1...3 {
        for isBidirectional in [false, true] {
          for hasLengths in [false, true] {
            for turn in 0..<4 {
              cases.append(
                RandomCase(
                  seed: UInt64(40_000 + cases.count),
                  .init(
                    cell: cell, layers: layers, isBidirectional: isBidirectional,
                    hasLengths: hasLengths, dropout: turn % 2 == 0 ? 0 : 0.4)))
            }
          }
        }
      }
    }
    return cases
  }()

  /// The masks of every case are drawn from this; cases without dropout have none.
  static let dropoutSeed: UInt64 = 77
}

typealias Probe = [(index: Int, delta: Double)]

extension RandomCase {
  /// The loss of the network whose parameters were really moved.
  func loss(moving probe: Probe) -> Double {
    var moved = network
    for move in probe { moved.parameters.values[move.index] += move.delta }
    var trace = Trace<Double>(spec)
    moved.forward(batch, from: initial, dropoutSeed: ProbeCases.dropoutSeed, into: &trace)
    return trace.loss
  }

  /// The losses of probes in one call.
  func losses(moving probes: [Probe], threads: Int = 1) -> [Double] {
    network.losses(
      batch, from: initial, dropoutSeed: ProbeCases.dropoutSeed, moving: probes, threads: threads)
  }

  /// A probe of nothing, of one entry of each block, of a few entries anywhere with one of them
  /// twice, and of all entries of each block.
  func probes(using g: inout SeededGenerator) -> [Probe] {
    var probes: [Probe] = [[]]
    for block in spec.layout.blocks {
      let entry = Int.random(in: block.range, using: &g)
      probes.append([(entry, g.nextNormal() * 0.3)])
      probes.append(block.range.map { ($0, g.nextNormal() * 0.1) })
    }
    for count in [2, 5, 16] {
      let entries = (0..<count).map { _ in Int.random(in: parameters.indices, using: &g) }
      probes.append(([entries[0]] + entries.dropLast()).map { ($0, g.nextNormal() * 0.1) })
    }
    return probes
  }
}
