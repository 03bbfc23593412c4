/// The moves of the copies that run side by side, sorted by where they act.
struct ProbeMoves {
  struct Move {
    /// The row of W or b, and the column of W; -1 in b.
    let row: Int
    let column: Int
    /// Which of the copies side by side.
    let copy: Int
    let delta: Double
  }

  /// For each layer and direction, W_xh and b_h.
  private(set) var input: [[Move]]
  /// W_hh and b_hn, whose rows are those of the candidate.
  private(set) var recurrent: [[Move]]
  /// The candidate's rows of W_hh in a GRU that resets before the product: they act on r * h.
  private(set) var candidate: [[Move]]
  private(set) var head: [Move] = []
  /// The rows are tokens.
  private(set) var embedding: [Move] = []

  init(_ spec: NetworkSpec) {
    input = Array(repeating: [], count: spec.hiddenSizes.count * spec.directions.count)
    recurrent = input
    candidate = input
  }

  mutating func removeAll() {
    for slot in input.indices {
      input[slot].removeAll(keepingCapacity: true)
      recurrent[slot].removeAll(keepingCapacity: true)
      candidate[slot].removeAll(keepingCapacity: true)
    }
    head.removeAll(keepingCapacity: true)
    embedding.removeAll(keepingCapacity: true)
  }

  mutating func append(_ index: Int, by delta: Double, copy: Int, in call: ProbeCall) {
    let site = call.sites.site(of: index)
    let place = index - site.start
    let row = place / site.columns
    func move(row: Int, column: Int) -> Move {
      Move(row: row, column: column, copy: copy, delta: delta)
    }
    let entry = move(row: row, column: place - row * site.columns)
    switch site.kind {
    case .embedding: embedding.append(entry)
    case .inputWeights: input[site.slot].append(entry)
    case .bias: input[site.slot].append(move(row: row, column: -1))
    case .recurrentWeights:
      if call.spec.cell == .gru(.before), row >= 2 * call.spec.hiddenSizes[site.layer] {
        candidate[site.slot].append(entry)
      } else {
        recurrent[site.slot].append(entry)
      }
    case .candidateBias:
      let row = 2 * call.spec.hiddenSizes[site.layer] + row
      recurrent[site.slot].append(move(row: row, column: -1))
    case .headWeights: head.append(entry)
    case .headBias: head.append(move(row: row, column: -1))
    }
  }
}

/// What the columns of a matrix are multiplied with: rows of numbers, either one for each copy, or
/// one for all.
struct ProbeSource {
  let values: UnsafePointer<Double>
  /// 1 where all copies have the same.
  let copies: Int
}

/// target[row] += delta * source[column] in the copy of each move; 1 stands for the source of b.
@inline(__always)
func add(
  _ moves: [ProbeMoves.Move], of source: ProbeSource, copies: Int,
  to target: UnsafeMutablePointer<Double>
) {
  for move in moves {
    let entry = target + move.row * copies + move.copy
    if move.column < 0 {
      entry.pointee += move.delta
    } else {
      let x = source.values[move.column * source.copies + (source.copies > 1 ? move.copy : 0)]
      entry.pointee += move.delta * x
    }
  }
}
