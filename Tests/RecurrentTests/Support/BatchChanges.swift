import Recurrent

// The same sequences in another form, for properties that compare two passes.

extension SequenceBatch {
  /// tokens[b][t], of the valid steps alone.
  var tokenRows: [[Int]] {
    (0..<batch).map { row in (0..<length(of: row)).map { tokens[$0 * batch + row] } }
  }

  /// The same inputs with other targets and weights.
  func with(
    inputs: [Scalar]? = nil, targets: Targets, weights: [Scalar]? = nil
  ) -> SequenceBatch {
    guard tokens.isEmpty else {
      return SequenceBatch(tokens: tokenRows, steps: steps, targets: targets, weights: weights)
    }
    return SequenceBatch(
      steps: steps, batch: batch, inputSize: inputSize, inputs: inputs ?? self.inputs,
      targets: targets, lengths: lengths, weights: weights)
  }

  /// The batch in another number type.
  func converted<Other: NetworkScalar>(to _: Other.Type) -> SequenceBatch<Other> {
    let targets: SequenceBatch<Other>.Targets =
      switch targets {
      case .none: .none
      case .classes(let classes): .classes(classes)
      case .values(let values, let size): .values(values.map { Other($0) }, size: size)
      }
    let weights = weights?.map { Other($0) }
    guard tokens.isEmpty else {
      return SequenceBatch<Other>(
        tokens: tokenRows, steps: steps, targets: targets, weights: weights)
    }
    return SequenceBatch<Other>(
      steps: steps, batch: batch, inputSize: inputSize, inputs: inputs.map { Other($0) },
      targets: targets, lengths: lengths, weights: weights)
  }

  /// Each sequence's valid steps from its end to its start, with their targets and weights where
  /// each step has them.
  func reversed() -> SequenceBatch {
    func reverse<Element>(_ flat: [Element], width: Int) -> [Element] {
      guard width > 0, flat.count == steps * batch * width else { return flat }
      return atReversedSteps(flat, width: width)
    }
    let targets: Targets =
      switch targets {
      case .none: .none
      case .classes(let classes): .classes(reverse(classes, width: 1))
      case .values(let values, let size): .values(reverse(values, width: size), size: size)
      }
    let weights = weights.map { reverse($0, width: 1) }
    guard tokens.isEmpty else {
      return SequenceBatch(
        tokens: tokenRows.map { $0.reversed() }, steps: steps, targets: targets, weights: weights)
    }
    return SequenceBatch(
      steps: steps, batch: batch, inputSize: inputSize, inputs: reverse(inputs, width: inputSize),
      targets: targets, lengths: lengths, weights: weights)
  }

  /// [T, B, width] with the valid steps of each sequence in the opposite order.
  func atReversedSteps<Element>(_ flat: [Element], width: Int) -> [Element] {
    var result = flat
    for row in 0..<batch {
      for step in 0..<length(of: row) {
        let from = (step * batch + row) * width
        let to = ((length(of: row) - 1 - step) * batch + row) * width
        for index in 0..<width { result[to + index] = flat[from + index] }
      }
    }
    return result
  }

  /// Whether a step lies beyond the length of its sequence; the place is t x B + the sequence.
  func isPadding(_ place: Int) -> Bool { place / batch >= length(of: place % batch) }

  /// The sum of the weights of the positions that count, of a head at each step or at the last.
  func totalWeight(of spec: NetworkSpec) -> Scalar {
    (0..<spec.outputSteps(of: steps) * batch).reduce(0) { total, place in
      spec.head.place == .eachStep && isPadding(place) ? total : total + (weights?[place] ?? 1)
    }
  }

  /// One sequence's part of a [S, B, width] tensor.
  func column(_ row: Int, of values: [Scalar], width: Int) -> [Scalar] {
    (0..<values.count / (batch * width)).flatMap { step in
      values[((step * batch + row) * width)...].prefix(width)
    }
  }
}

extension NetworkState {
  /// The states of some sequences of B.
  func selecting(_ rows: [Int], of batch: Int) -> NetworkState {
    func select(_ flat: [Scalar]) -> [Scalar] {
      let size = flat.count / batch
      return rows.flatMap { flat[$0 * size..<($0 + 1) * size] }
    }
    return NetworkState(hidden: hidden.map(select), cell: cell.map(select))
  }

  /// The states in another number type.
  func converted<Other: NetworkScalar>(to _: Other.Type) -> NetworkState<Other> {
    NetworkState<Other>(
      hidden: hidden.map { $0.map { Other($0) } }, cell: cell.map { $0.map { Other($0) } })
  }

  /// a x + b y, entry by entry.
  static func mix(_ a: Scalar, _ x: NetworkState, _ b: Scalar, _ y: NetworkState) -> NetworkState {
    func mix(_ u: [Scalar], _ v: [Scalar]) -> [Scalar] { zip(u, v).map { a * $0 + b * $1 } }
    return NetworkState(
      hidden: zip(x.hidden, y.hidden).map(mix), cell: zip(x.cell, y.cell).map(mix))
  }
}
