/// Whether the first row of a table holds names.
public enum FirstRow: String, Sendable, CaseIterable {
  /// It does when every cell of it is a word and there is a number below, when every cell is a name
  /// that the figure reads, or when its first cell is empty or such a name and the others are
  /// filled, as over a column of row labels.
  case automatic = "auto"
  case names = "yes"
  case values = "no"
}

extension DataTable {
  /// The table with names, where its first row holds them.
  ///
  /// - Parameter known: the names that a figure reads.
  func withNames(_ rule: FirstRow, known: [String]) throws(DataError) -> DataTable {
    var table = self
    guard columnNames.isEmpty, panels == 1, source.isText else { return table }
    switch rule {
    case .values: return table
    case .names: break
    case .automatic: if !firstRowHoldsNames(known: known) { return table }
    }
    table.takeNames()
    guard table.rows > 0 else {
      throw error("a row of names and nothing below it; at least 1 row of values is needed")
    }
    return table
  }

  private func firstRowHoldsNames(known: [String]) -> Bool {
    func isKnown(_ column: Int) -> Bool {
      let own = trimmed(text(0, column))
      return known.contains { Self.isSame($0, own) }
    }
    let kinds = (0..<columns).map { kind(0, $0) }
    let others = kinds.dropFirst()
    if kinds.allSatisfy({ $0 == .text }) {
      if (0..<columns).allSatisfy(isKnown) { return true }
      for row in 1..<max(rows, 1) {
        if (0..<columns).contains(where: { kind(row, $0) == .number }) { return true }
      }
      return columns > 1 && isKnown(0)
    }
    guard columns > 1, rows > 1, others.allSatisfy({ $0 != .empty }) else { return false }
    if kinds[0] == .empty {
      // A value may be missing in a table of values; a corner is empty once.
      return (1..<rows).allSatisfy { kind($0, 0) != .empty }
    }
    return kinds[0] == .text && isKnown(0)
  }
}
