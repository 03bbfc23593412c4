/// Sequences of unequal length without their padding, for one thread: longest first, so that those
/// still running at a step are the first of them, and row after row without a gap. Sequences of
/// equal length keep their order, and the rows are those of [T, B].
///
/// Plain addresses, so that the passes count no references; `Packing` owns what they point to.
struct PackedRows: @unchecked Sendable {
  /// The place in the batch of each sequence here, longest first.
  let order: UnsafeBufferPointer<Int>
  /// Their lengths.
  let lengths: UnsafeBufferPointer<Int>
  /// The number of sequences that have a step t.
  let active: UnsafeBufferPointer<Int>
  /// The row of the first sequence at step t; one more entry counts the rows.
  let firstRow: UnsafeBufferPointer<Int>
  /// For each row, t x B + the sequence's place in the batch.
  let places: UnsafeBufferPointer<Int>
  /// For each row (t, i), the row of (length of i - 1 - t, i): the same sequence read from its end.
  /// Empty where no layer runs in reverse.
  let reversal: UnsafeBufferPointer<Int>
  /// Whether the rows are all those of the batch, in its order.
  let isInBatchOrder: Bool

  /// B of this part.
  var count: Int { order.count }
  /// T of this part.
  var steps: Int { active.count }
  var rows: Int { places.count }

  /// The row of a sequence's last valid step.
  @inline(__always)
  func lastRow(_ index: Int) -> Int { firstRow[lengths[index] - 1] + index }

  /// The row of h_{t-1}, counted from h_0, of the first sequence at step t.
  @inline(__always)
  func previousRow(_ step: Int) -> Int { step == 0 ? 0 : count + firstRow[step - 1] }
}

/// The sequences of one thread, packed.
final class Packing: Sendable {
  let rows: PackedRows

  /// - Parameters:
  ///   - members: Places in the batch.
  ///   - lengths: Of every sequence of the batch; nil where all have `steps`.
  ///   - batch: B of the whole batch.
  init(_ members: [Int], lengths all: [Int]?, steps: Int, batch: Int, needsReversal: Bool) {
    // Equal lengths keep their order: the sort is stable by its second key.
    let order =
      all.map { all in
        members.sorted { all[$0] == all[$1] ? $0 < $1 : all[$0] > all[$1] }
      } ?? members
    let lengths = all.map { all in order.map { all[$0] } } ?? order.map { _ in steps }
    let total = lengths.reduce(0, +)

    let active = Self.allocate(lengths[0])
    var running = lengths.count
    for step in active.indices {
      while lengths[running - 1] <= step { running -= 1 }
      active[step] = running
    }
    let firstRow = Self.allocate(active.count + 1)
    let places = Self.allocate(total)
    firstRow[0] = 0
    for (step, count) in active.enumerated() {
      firstRow[step + 1] = firstRow[step] + count
      for index in 0..<count { places[firstRow[step] + index] = step * batch + order[index] }
    }
    let reversal = Self.allocate(needsReversal ? total : 0)
    if needsReversal {
      for (step, count) in active.enumerated() {
        for index in 0..<count {
          reversal[firstRow[step] + index] = firstRow[lengths[index] - 1 - step] + index
        }
      }
    }
    rows = PackedRows(
      order: plainCopy(order), lengths: plainCopy(lengths), active: UnsafeBufferPointer(active),
      firstRow: UnsafeBufferPointer(firstRow), places: UnsafeBufferPointer(places),
      reversal: UnsafeBufferPointer(reversal),
      isInBatchOrder: total == steps * batch && order == Array(0..<batch))
  }

  deinit {
    let all = [rows.order, rows.lengths, rows.active, rows.firstRow, rows.places, rows.reversal]
    for list in all { list.deallocate() }
  }

  private static func allocate(_ count: Int) -> UnsafeMutableBufferPointer<Int> {
    .allocate(capacity: count)
  }

  /// Splits a batch among threads, each with about the same number of steps to run.
  static func split(
    steps: Int, batch: Int, lengths: [Int]?, parts: Int, needsReversal: Bool
  ) -> [Packing] {
    let parts = max(1, min(parts, batch))
    var members = [[Int]](repeating: [], count: parts)
    if let lengths {
      // Dealt out longest first, back and forth: 0 1 1 0 0 1 ...
      let falling = (0..<batch).sorted {
        lengths[$0] == lengths[$1] ? $0 < $1 : lengths[$0] > lengths[$1]
      }
      for (turn, sequence) in falling.enumerated() {
        let place = turn % (2 * parts)
        members[place < parts ? place : 2 * parts - 1 - place].append(sequence)
      }
      for part in members.indices { members[part].sort() }
    } else {
      for part in 0..<parts {
        members[part] = Array(part * batch / parts..<(part + 1) * batch / parts)
      }
    }
    return members.map {
      Packing($0, lengths: lengths, steps: steps, batch: batch, needsReversal: needsReversal)
    }
  }
}
