/// The head and the loss of a pass over copies.
///
///     y = W_hy u + b_y + (moves)       L = sum(w l(y)) / sum(w)       dL = sum g dy, g = dL/dy
///
/// S positions: the packed rows with a head at each step, the sequences with one at the last.
struct ProbeHead {
  let pass: ProbePass

  private var call: ProbeCall { pass.call }
  private var plan: ProbePlan { pass.plan }
  private var room: UnsafeMutablePointer<Double> { pass.room }
  private var copies: Int { pass.copies }
  private var size: Int { call.spec.outputSize }
  private var inputSize: Int { call.spec.topSize }
  private var totals: UnsafeMutablePointer<Double> { room + plan.totals }
  /// Whether only the head is moved.
  private var sharesInput: Bool { pass.level > call.spec.hiddenSizes.count }

  /// Leaves the loss of every copy, or its derivative, in `totals`.
  func run(_ moves: [ProbeMoves.Move]) {
    if call.spec.head.place == .last, !sharesInput { gatherFinalStates() }
    totals.update(repeating: 0, count: copies)
    let weights = ProbeWeights(
      pass.parameters + call.offsets.headWeights,
      rows: call.spec.head.kind == .identity ? 0 : size, columns: inputSize, copies: copies,
      room: room + plan.weights)
    // Copies side by side take one position at a time, a copy that is alone takes all.
    let together = copies == 1 ? call.positions : 1
    for first in stride(from: 0, to: call.positions, by: together) {
      let y = outputs(first, count: together, weights, moves)
      if pass.isTangent {
        addSlopes(first, y)
      } else {
        addLosses(first, count: together, y)
      }
    }
    if !pass.isTangent {
      for copy in 0..<copies { totals[copy] /= call.totalWeight }
    }
  }

  /// h of each sequence's last step in each direction, [B, W].
  private func gatherFinalStates() {
    let packing = call.packing.rows
    let top = plan.layers[plan.layers.count - 1]
    let width = top.hidden * copies
    for (direction, place) in top.directions.enumerated() {
      for index in 0..<packing.count {
        let row = packing.count + packing.lastRow(index)
        (room + plan.headInput + (index * top.directions.count + direction) * width).update(
          from: room + place.states + row * width, count: width)
      }
    }
  }

  /// y of the positions, [count, O].
  private func outputs(
    _ first: Int, count: Int, _ weights: ProbeWeights, _ moves: [ProbeMoves.Move]
  ) -> UnsafePointer<Double> {
    let own = UnsafePointer(room + plan.headInput + first * inputSize * copies)
    if call.spec.head.kind == .identity { return own }
    let shared = pass.base.map {
      UnsafePointer($0.room.base + $0.plan.headInput + first * inputSize)
    }
    let y = room + plan.outputs
    if sharesInput, copies > 1 {
      if pass.isTangent {
        y.update(repeating: 0, count: size * copies)
      } else {
        let base = pass.base!
        spread(
          base.room.base + base.plan.outputs + first * size, count: size, copies: copies,
          ones: pass.ones, into: y)
      }
    } else {
      if !pass.isTangent {
        let bias = pass.parameters + call.offsets.headBias
        for row in 0..<count {
          spread(
            bias, count: size, copies: copies, ones: pass.ones, into: y + row * size * copies)
        }
      }
      weights.product(count, sharesInput ? shared! : own, adds: !pass.isTangent, to: y)
    }
    let isBase = pass.isTangent || sharesInput
    add(
      moves, of: ProbeSource(values: isBase ? shared ?? own : own, copies: isBase ? 1 : copies),
      copies: copies, to: y)
    return UnsafePointer(y)
  }

  /// w l of the positions, for each copy.
  private func addLosses(_ first: Int, count: Int, _ y: UnsafePointer<Double>) {
    var rows = y
    if copies > 1 {
      transpose(y, rows: size, columns: copies, into: room + plan.rows)
      rows = UnsafePointer(room + plan.rows)
    }
    let losses = room + plan.positionLosses
    let computation = LossComputation(
      loss: call.spec.loss, size: size, outputs: rows, totalWeight: call.totalWeight,
      probabilities: plan.probabilities >= 0 ? room + plan.probabilities : nil)
    let place = call.place(of: first)
    // Copies side by side have one position, a copy that is alone has one row of each.
    if copies > 1 {
      _ = computation.forward(
        copies, places: { _ in place }, targets: call.batch.targets, weights: nil,
        positionLosses: losses)
    } else {
      _ = computation.forward(
        count, places: { call.place(of: $0) }, targets: call.batch.targets, weights: nil,
        positionLosses: losses)
    }
    for position in 0..<count {
      let weight = call.batch.weights?[call.place(of: first + position)] ?? 1
      for copy in 0..<copies { totals[copy] += weight * losses[position * copies + copy] }
    }
  }

  /// g dy of one position, for each copy.
  private func addSlopes(_ position: Int, _ y: UnsafePointer<Double>) {
    let slopes = pass.base!.slopes!.outputs.base + position * size
    smallProduct(
      m: 1, n: copies, k: size, a: slopes, aRowStride: size, aInner: 1, b: y, bStride: copies,
      start: UnsafePointer(totals), startStride: 0, c: totals, cStride: copies)
  }
}
