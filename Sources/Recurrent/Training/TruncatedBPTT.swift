/// Backpropagation through time cut into windows: every k_1 steps an update, whose gradient goes
/// k_2 steps back. The states are carried over the cuts; the gradient is not. Memory is that of
/// one window, however long the sequence.
///
/// Source: Williams and Peng (1990), BPTT(h; h'), with h' = `every` and h = `back`.
public struct Truncation: Sendable, Hashable, Codable {
  /// k_1, the steps from one update to the next; the loss of an update is that of these steps.
  public var every: Int
  /// k_2, the steps that the gradient of an update goes back.
  public var back: Int

  /// - Parameter back: Nil means `every`: windows that touch and do not overlap.
  /// - Precondition: 1 <= every <= back.
  public init(every: Int, back: Int? = nil) {
    let back = back ?? every
    precondition(
      every >= 1 && back >= every,
      "truncation every \(every) steps, \(back) back; every is at least 1, back at least every")
    self.every = every
    self.back = back
  }
}

extension Trainer {
  /// Updates all along a batch of long sequences, window by window.
  ///
  /// - Parameters:
  ///   - initialState: Where the sequences begin; nil means zeros.
  ///   - carriesState: Whether a window begins in the states in which the one before it was there,
  ///     as they were computed then; otherwise each begins from zeros.
  ///   - each: Told after each update, with the steps whose loss it took.
  /// - Returns: The states in which the sequences end, for what follows them.
  /// - Precondition: A network of one direction with a head at each step; sequences of equal
  ///   length.
  /// - Throws: `Divergence`, with the parameters of the last good update.
  @discardableResult
  public mutating func step(
    through batch: SequenceBatch<Scalar>, truncation: Truncation,
    from initialState: NetworkState<Scalar>? = nil, carriesState: Bool = true,
    each: (Update, Range<Int>) -> Void = { _, _ in }
  ) throws(Divergence) -> NetworkState<Scalar> {
    precondition(
      !network.spec.isBidirectional && network.spec.head.place == .eachStep,
      "truncated BPTT needs a network of one direction with a head at each step")
    let zero = NetworkState<Scalar>.zero(for: network.spec, batch: batch.batch)
    var state = initialState ?? zero
    var start = 0
    var end = min(truncation.every, batch.steps)
    while true {
      let new = max(start, end - truncation.every)..<end
      let update = try step(
        batch.window(start..<end, countingFrom: new.lowerBound), from: state)
      each(update, new)
      guard end < batch.steps else { return trace.finalState }
      end = min(end + truncation.every, batch.steps)
      // The last window may be short: its loss begins where the one before ended.
      let next = max(start, new.upperBound + truncation.every - truncation.back, 0)
      state = carriesState ? trace.state(after: next - start) : zero
      start = next
    }
  }
}
