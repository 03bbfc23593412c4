/// What every copy of a call has in common, for some sequences of the batch: copies of a large batch
/// go through one part of it after the other, so that they need no more room than there is.
final class ProbeCall: @unchecked Sendable {
  let spec: NetworkSpec
  let offsets: Network<Double>.Offsets
  let batch: SequenceBatch<Double>
  let initial: NetworkState<Double>?
  let packing: Packing
  /// sum(w) over the valid positions of the whole batch.
  let totalWeight: Double
  /// The unmoved parameters.
  let parameters: AlignedBuffer<Double>
  let parameterCount: Int
  /// What dropout multiplies the inputs of each layer with, [R, D]; nil where nothing is dropped.
  let masks: [AlignedBuffer<Double>]?
  /// The packed rows in which each token of an embedding stands.
  let tokenRows: [[Int]]
  let sites: ProbeSites

  /// A tile of copies takes about as many bytes at most, unless a single sequence takes more.
  private static let roomLimit = 1 << 25

  /// The parts of a batch; one where all of it fits.
  ///
  /// - Precondition: The batch fits the network, states fit its layers.
  static func parts(
    _ network: Network<Double>, _ batch: SequenceBatch<Double>,
    from initial: NetworkState<Double>?, dropoutSeed: UInt64?
  ) -> [ProbeCall] {
    network.check(batch)
    if let initial { network.check(initial, batch: batch.batch) }
    let parameters = AlignedBuffer(copying: network.parameters.values)
    func split(_ parts: Int) -> [ProbeCall] {
      Packing.split(
        steps: batch.steps, batch: batch.batch, lengths: batch.lengths, parts: parts,
        needsReversal: network.spec.isBidirectional
      ).map {
        ProbeCall(
          network, batch, from: initial, dropoutSeed: dropoutSeed, packing: $0,
          parameters: parameters)
      }
    }
    let whole = split(1)
    let size = ProbePlan(whole[0], copies: probePanel, keeps: false).count
    let bytes = size * MemoryLayout<Double>.stride
    return bytes <= roomLimit ? whole : split((bytes + roomLimit - 1) / roomLimit)
  }

  private init(
    _ network: Network<Double>, _ batch: SequenceBatch<Double>,
    from initial: NetworkState<Double>?, dropoutSeed: UInt64?, packing: Packing,
    parameters: AlignedBuffer<Double>
  ) {
    let spec = network.spec
    self.spec = spec
    offsets = network.offsets
    self.batch = batch
    self.initial = initial
    self.packing = packing
    self.parameters = parameters
    parameterCount = network.parameters.values.count
    totalWeight = batch.totalWeight(atLast: spec.head.place == .last)
    masks = dropoutSeed.flatMap { seed in
      spec.dropout > 0 ? Self.masks(spec, packing.rows, seed: seed) : nil
    }
    var tokenRows: [[Int]] = []
    if case .embedding(let vocabulary, _) = spec.input {
      tokenRows = Array(repeating: [], count: vocabulary)
      for (row, place) in packing.rows.places.enumerated() {
        tokenRows[batch.tokens[place]].append(row)
      }
    }
    self.tokenRows = tokenRows
    sites = ProbeSites(spec, network.offsets, count: parameterCount)
  }

  private static func masks(
    _ spec: NetworkSpec, _ packing: PackedRows, seed: UInt64
  ) -> [AlignedBuffer<Double>] {
    spec.hiddenSizes.indices.map { layer in
      let size = spec.inputSize(ofLayer: layer)
      let mask = AlignedBuffer<Double>(capacity: packing.rows * size)
      let ones = AlignedBuffer<Double>(capacity: packing.rows * size)
      ones.base.update(repeating: 1, count: packing.rows * size)
      Dropout(rate: spec.dropout, seed: seed, layer: layer).apply(
        UnsafePointer(ones.base), rows: packing, size: size, mask: mask.base, into: ones.base)
      return mask
    }
  }

  /// P: the packed rows with a head at each step, the sequences with one at the last.
  var positions: Int { spec.head.place == .last ? packing.rows.count : packing.rows.rows }

  /// Where the target and the weight of a position stand.
  func place(of position: Int) -> Int {
    spec.head.place == .last ? packing.rows.order[position] : packing.rows.places[position]
  }
}

extension AlignedBuffer where Scalar == Double {
  convenience init(copying values: [Double]) {
    self.init(capacity: values.count)
    values.withUnsafeBufferPointer {
      if let first = $0.baseAddress { base.update(from: first, count: $0.count) }
    }
  }
}
