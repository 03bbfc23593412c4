// Many networks at once that differ in a few parameters each. Goals, in this order: the numbers of
// the network whose parameters were really moved, to rounding; results that do not depend to the
// bit on which other copies are in the call, nor on the number of threads; speed.
//
//   a_t = W_xh x_t + W_hh h_{t-1} + b_h
//
// Copies share W: a product with it takes 32 of them at once, side by side in the registers. A
// copy in which W[i, j] is W[i, j] + delta has delta x_j more in a_i, of its own x; a copy in which
// b[i] is b[i] + delta has delta more. What lies below the lowest layer that a copy moves is that of
// the unmoved network, which is kept; only the layers above are run again. Tangents are the same
// walk over derivatives: the products are linear, and each cell is replaced by its derivatives at
// the unmoved network.
//
// Rejected: a network for each copy (the matrices are read again for every copy, and a batch of few
// rows leaves the registers half empty); really moved parameters for sparse copies too (a copy of
// them costs more than the pass of a small network).

extension Network where Scalar == Double {
  /// The loss of `forward` at the parameters with each list of moves made, all in one go.
  ///
  ///     loss(theta + sum_k delta_k e_{index_k}) for each list
  ///
  /// The loss of a list depends on that list alone, to the bit: not on the others, their order or
  /// the threads. A list of moves without influence has the bits of the empty list: an unused
  /// token, a weight whose input is 0 throughout, a weight into a unit that stays off. Lists of up
  /// to `max(16, parameters / 32)` moves share the matrices with other lists; for longer ones the
  /// parameters are really moved. Against `forward` all agree to rounding.
  ///
  /// - Parameters:
  ///   - initialState: Nil means zeros.
  ///   - dropoutSeed: As in `forward`: every copy has the same mask. Nil drops none.
  ///   - probes: Each the moves of one copy, positions in `parameters.values` and what is added
  ///     there; one position may come more than once. An empty list is the network itself.
  ///   - threads: Among how many threads the copies are split.
  /// - Returns: One loss for each list.
  /// - Precondition: The batch fits the network, states fit its layers, every position is one of a
  ///   parameter.
  /// - Complexity: That of `forward` for each list, from the lowest layer that it moves; 32 lists
  ///   that move the same layer take a few times as long as one `forward`.
  public func losses(
    _ batch: SequenceBatch<Double>, from initialState: NetworkState<Double>? = nil,
    dropoutSeed: UInt64? = nil, moving probes: [[(index: Int, delta: Double)]], threads: Int = 1
  ) -> [Double] {
    let parts = ProbeCall.parts(self, batch, from: initialState, dropoutSeed: dropoutSeed)
    let bases = parts.map { ProbeBase($0, forTangents: false) }
    return ProbeSchedule(bases, probes: probes).run(threads: threads)
  }

  /// dL/d(parameter) in forward mode: exact to rounding, without a step to choose and without a line
  /// of the backward pass.
  ///
  ///     da_t = W_xh dx_t + W_hh dh_{t-1} + (the input of the entry)      dh_t = f'(a_t) da_t
  ///
  /// An entry W[i, j] has x_j in da_i, an entry b[i] has 1 there, and nothing elsewhere; all entries
  /// go through the same derivatives at the one pass of the network itself.
  ///
  /// - Parameters:
  ///   - initialState: Nil means zeros.
  ///   - dropoutSeed: As in `forward`; nil drops none.
  ///   - entries: Positions in `parameters.values`; nil means all.
  ///   - threads: Among how many threads the entries are split; the results do not depend on it.
  /// - Returns: One derivative for each entry, in their order.
  /// - Precondition: As for `losses(_:from:dropoutSeed:moving:threads:)`.
  /// - Complexity: A pass without its transcendental functions for each entry.
  /// - Source: Williams and Zipser, "A learning algorithm for continually running fully recurrent
  ///   neural networks" (1989), for the recurrence.
  public func tangents(
    _ batch: SequenceBatch<Double>, from initialState: NetworkState<Double>? = nil,
    dropoutSeed: UInt64? = nil, entries: [Int]? = nil, threads: Int = 1
  ) -> [Double] {
    let parts = ProbeCall.parts(self, batch, from: initialState, dropoutSeed: dropoutSeed)
    let bases = parts.map { ProbeBase($0, forTangents: true) }
    return ProbeSchedule(bases, entries: entries ?? Array(parameters.values.indices))
      .run(threads: threads)
  }
}
