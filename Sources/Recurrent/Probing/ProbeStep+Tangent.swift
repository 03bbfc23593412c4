// The part of a step in which the derivatives of a cell act: for each unit a small matrix over the
// bands of the step, which stand at equal distances, [bands, H, P]. `ProbeSlopes` has the numbers.

extension ProbeDirection {
  /// dh_t, and dc_t of an LSTM, from the bands of the step.
  func applySlopes(_ step: ProbeStep) {
    switch cell {
    case .elman:
      multiply(step, 0..<1, bands: 0, by: 1, count: 1, into: step.state)
    case .lstm:
      step.previous.update(from: step.previousCell, count: width)
      // dc_t and dh_t are two rows of one product, as far apart as their places.
      multiply(
        step, 0..<10, bands: 0, by: 1, count: 5, into: step.cell, distance: step.state - step.cell)
    case .gru(.after):
      step.previous.update(from: step.previousState, count: width)
      multiply(step, 0..<7, bands: 0, by: 1, count: 7, into: step.state)
    case .gru(.before):
      // z, n, h'
      multiply(step, 2..<5, bands: 1, by: 1, count: 3, into: step.state)
    }
  }

  /// d(r * h_{t-1}) of a GRU that resets before, from the bands r and h'.
  func applyResetSlopes(_ step: ProbeStep) {
    step.previous.update(from: step.previousState, count: width)
    multiply(step, 0..<2, bands: 0, by: 3, count: 2, into: step.candidate)
  }

  /// For each unit, some of its derivatives times `count` bands: the first, and every `by`-th.
  private func multiply(
    _ step: ProbeStep, _ numbers: Range<Int>, bands first: Int, by: Int, count: Int,
    into result: UnsafeMutablePointer<Double>, distance: Int = 0
  ) {
    let perUnit = ProbeSlopes.numbersOfUnit(in: cell)
    let from = slopes! + step.row * hidden * perUnit + numbers.lowerBound
    let bands = UnsafePointer(step.gates + first * width)
    for unit in 0..<hidden {
      smallProduct(
        m: numbers.count / count, n: copies, k: count, a: from + unit * perUnit,
        aRowStride: count, aInner: 1, b: bands + unit * copies, bStride: by * width, start: nil,
        startStride: 0, c: result + unit * copies, cStride: distance)
    }
  }
}
