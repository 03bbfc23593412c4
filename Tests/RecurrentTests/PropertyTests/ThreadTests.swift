import Recurrent
import Testing

/// A batch split among threads. 1000 random networks each, every eighth of them with products of
/// the library's size.
@Suite struct ThreadTests {
  static let seeds: ClosedRange<UInt64> = 1...1000

  private func draw(_ seed: UInt64) -> RandomCase {
    RandomCase(seed: seed, .init(scale: seed % 16 == 0 ? .large : .small))
  }

  /// The sums over sequences are added up in another order, and nothing else.
  @Test func threadsChangeNothingButRounding() {
    var forward = Worst()
    var gradients = Worst()
    var others = Worst()
    for seed in Self.seeds {
      let c = draw(seed)
      let one = c.network.forward(c.batch, from: c.initial)
      let backward = c.network.backward(one)
      let threads = 2 + Int(seed) % 3
      var trace = Trace<Double>(c.spec)
      c.network.forward(c.batch, from: c.initial, threads: threads, into: &trace)
      let split = c.network.backward(trace)
      let place = "\(c), \(threads) threads"
      forward.record(deviation(trace.tensors, from: one.tensors), at: place)
      gradients.record(
        deviationByBlock(
          split.gradients.values, from: backward.gradients.values, in: c.spec.layout), at: place)
      others.record(
        deviation(
          Array(split.tensors.dropFirst()), from: Array(backward.tensors.dropFirst())), at: place)
    }
    forward.expect(within: 1e-12, ofAtLeast: 1000, "threads, forward pass")
    gradients.expect(within: 1e-12, ofAtLeast: 1000, "threads, gradient")
    others.expect(within: 1e-12, ofAtLeast: 1000, "threads, everything else of the backward pass")
  }

  @Test func asManyThreadsGiveTheSameBitsAgain() {
    var worst = Worst()
    for seed in Self.seeds {
      let c = draw(seed)
      let passes = (0..<2).map { _ in
        var trace = Trace<Double>(c.spec)
        c.network.forward(c.batch, from: c.initial, threads: 2, into: &trace)
        return (trace.tensors, c.network.backward(trace).tensors)
      }
      worst.record(passes[1].0, equals: passes[0].0, at: "\(c)")
      worst.record(passes[1].1, equals: passes[0].1, at: "\(c)")
    }
    worst.expect(within: 0, ofAtLeast: 2000, "two threads twice, passes that differ")
  }

  /// More threads than sequences, and fewer than one, are as many as there can be.
  @Test func thereAreNoMoreThreadsThanSequences() {
    let c = RandomCase(seed: 5)
    var many = Trace<Double>(c.spec)
    c.network.forward(c.batch, threads: 1000, into: &many)
    var each = Trace<Double>(c.spec)
    c.network.forward(c.batch, threads: c.batch.batch, into: &each)
    #expect(many.tensors == each.tensors)
    var none = Trace<Double>(c.spec)
    c.network.forward(c.batch, threads: 0, into: &none)
    #expect(none.tensors == c.network.forward(c.batch).tensors)
  }
}
