import Recurrent
import Testing

/// Windows of a sequence, chained by their states, are the whole sequence. 1000 random networks of
/// one direction each, cut at random places.
@Suite struct WindowTests {
  static let seeds: ClosedRange<UInt64> = 1...1000

  private func draw(_ seed: UInt64) -> (RandomCase, [Range<Int>]) {
    let c = RandomCase(
      seed: seed,
      .init(
        isBidirectional: false, place: .eachStep, hasLengths: false, hasWeights: false,
        scale: seed % 20 == 0 ? .large : .small))
    var g = SeededGenerator(seed: seed + 8000)
    var windows: [Range<Int>] = []
    while windows.last?.upperBound != c.batch.steps {
      let start = windows.last?.upperBound ?? 0
      windows.append(start..<Int.random(in: start + 1...c.batch.steps, using: &g))
    }
    return (c, windows)
  }

  @Test func chainedWindowsGiveTheWholeForwardPass() {
    var outputs = Worst()
    var states = Worst()
    var losses = Worst()
    for seed in Self.seeds {
      let (c, windows) = draw(seed)
      let whole = c.network.forward(c.batch, from: c.initial)
      var state = c.initial
      var got: [Double] = []
      var loss = 0.0
      for window in windows {
        let trace = c.network.forward(c.batch.window(window), from: state)
        state = trace.finalState
        got += trace.outputs
        loss += trace.loss * Double(window.count) / Double(c.batch.steps)
      }
      let place = "\(c), \(windows)"
      let allowed = c.usesLoopsAlone ? 0 : 1e-14
      let off = deviation(got, from: whole.outputs)
      outputs.record(off <= allowed ? off : .infinity, at: place)
      states.record(
        deviation(state.tensors("final"), from: whole.finalState.tensors("final")), at: place)
      losses.record(deviation([loss], from: [whole.loss]), at: place)
    }
    outputs.expect(
      within: 1e-14, ofAtLeast: 1000, "windows, outputs (0 allowed in products of the loops)")
    states.expect(within: 1e-14, ofAtLeast: 1000, "windows, final states")
    losses.expect(within: 1e-13, ofAtLeast: 1000, "windows, loss")
  }

  /// dL/dh_0 of each window handed to the window before it, from the last to the first: the cut is
  /// then no cut, and the windows' gradients add up to the whole one.
  @Test func windowsThatHandTheirGradientBackGiveTheWholeBackwardPass() {
    var parameters = Worst()
    var inputs = Worst()
    var initial = Worst()
    for seed in Self.seeds {
      let (c, windows) = draw(seed)
      var g = SeededGenerator(seed: seed + 9000)
      let whole = c.network.forward(c.batch, from: c.initial)
      let above = g.normals(whole.outputs.count)
      let final = g.state(for: c.spec, batch: c.batch.batch)
      let wanted = c.network.pullback(whole, outputGradients: above, finalStateGradients: final)

      var traces: [Trace<Double>] = []
      for window in windows {
        traces.append(
          c.network.forward(c.batch.window(window), from: traces.last?.finalState ?? c.initial))
      }
      let width = above.count / c.batch.steps
      var handed = final
      var sum = [Double](repeating: 0, count: c.parameters.count)
      var inputGradients: [Double] = []
      for (window, trace) in zip(windows, traces).reversed() {
        let backward = c.network.pullback(
          trace,
          outputGradients: Array(above[window.lowerBound * width..<window.upperBound * width]),
          finalStateGradients: handed)
        handed = backward.initialStateGradient
        inputGradients = backward.inputGradients + inputGradients
        for (index, value) in backward.gradients.values.enumerated() { sum[index] += value }
      }
      let place = "\(c), \(windows)"
      parameters.record(
        deviationByBlock(sum, from: wanted.gradients.values, in: c.spec.layout), at: place)
      inputs.record(deviation(inputGradients, from: wanted.inputGradients), at: place)
      initial.record(
        deviation(handed.tensors("d0"), from: wanted.initialStateGradient.tensors("d0")), at: place)
    }
    parameters.expect(within: 1e-11, ofAtLeast: 1000, "windows, gradient")
    inputs.expect(within: 1e-12, ofAtLeast: 1000, "windows, input gradient")
    initial.expect(within: 1e-12, ofAtLeast: 1000, "windows, initial state gradient")
  }
}
