import GradientCheck
import Recurrent

extension NetworkCheck {
  /// What backpropagation through time says of every step, against the loss of a network whose
  /// weights are another copy at each.
  ///
  /// - Parameter terms: Another backward pass's word for every step, in the order of
  ///   `UntiedNetwork.parameters`; nil takes the network's own.
  /// - Complexity: `check`'s evaluations of T times the parameters, each a textbook pass: for small
  ///   networks and short sequences.
  public func throughTime(
    _ network: Network<Double>, on batch: SequenceBatch<Double>,
    from initialState: NetworkState<Double>? = nil,
    terms: ((UntiedNetwork) -> LossAndGradient)? = nil
  ) -> TimeReport {
    let untied = UntiedNetwork(network, on: batch, from: initialState)
    var check = check
    // The first step's W_hh multiplies zeros, and beyond a sequence's end nothing is read.
    check.allowUnused.formUnion(untied.parameters.map(\.name))
    let report = check.run(
      parameters: untied.parameters, loss: untied.loss,
      gradient: { _ in terms?(untied) ?? untied.gradient() })
    return TimeReport(report, untied)
  }

  /// The gradients of truncated backpropagation, against the one loss that they are the exact
  /// gradient of: the sum over the windows, each from the states in which the one before it ended
  /// at these parameters, held fixed.
  ///
  ///     S(theta) = sum over windows w of L_w(theta; h_w)     h_w: states at the entry, not moved
  ///
  /// - Precondition: A network of one direction with a head at each step; sequences of equal
  ///   length.
  public func truncated(
    _ network: Network<Double>, on batch: SequenceBatch<Double>, truncation: Truncation,
    from initialState: NetworkState<Double>? = nil
  ) -> GradientCheck.Report {
    let windows = TruncatedWindows(network, batch, truncation, from: initialState)
    var traces = windows.windows.map { _ in Trace<Double>(network.spec) }
    return check.run(
      parameters: network.parameters.namedTensors,
      loss: { windows.loss(network, at: $0.values, traces: &traces) },
      gradient: { windows.gradient(network, at: $0.values) })
  }
}

/// The windows of truncated backpropagation, with the states at their entries.
struct TruncatedWindows {
  let windows: [(batch: SequenceBatch<Double>, state: NetworkState<Double>)]

  init(
    _ network: Network<Double>, _ batch: SequenceBatch<Double>, _ truncation: Truncation,
    from initialState: NetworkState<Double>?
  ) {
    let whole = network.forward(
      batch, from: initialState ?? .zero(for: network.spec, batch: batch.batch))
    windows = stride(from: 0, to: batch.steps, by: truncation.every).map { start in
      let end = min(start + truncation.every, batch.steps)
      let entry = max(0, start + truncation.every - truncation.back)
      return (batch.window(entry..<end, countingFrom: start), whole.state(after: entry))
    }
  }

  /// S. The traces keep the windows' plans and memory from call to call.
  func loss(
    _ network: Network<Double>, at values: [Double], traces: inout [Trace<Double>]
  ) -> Double {
    var network = network
    network.parameters.values = values
    var sum = 0.0
    for (index, window) in windows.enumerated() {
      network.forward(window.batch, from: window.state, into: &traces[index])
      sum += traces[index].loss
    }
    return sum
  }

  func gradient(_ network: Network<Double>, at values: [Double]) -> LossAndGradient {
    var network = network
    network.parameters.values = values
    var sum = [Double](repeating: 0, count: values.count)
    var loss = 0.0
    for window in windows {
      let trace = network.forward(window.batch, from: window.state)
      loss += trace.loss
      for (index, value) in network.backward(trace).gradients.values.enumerated() {
        sum[index] += value
      }
    }
    return LossAndGradient(loss: loss, values: sum)
  }
}
