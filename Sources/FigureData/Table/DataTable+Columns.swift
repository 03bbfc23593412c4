import Input

extension DataTable {
  /// The column of that name; capitals and spaces at the ends do not count.
  ///
  /// - Throws: when two columns have it.
  public func column(_ name: String) throws(DataError) -> Int? {
    var found: Int?
    for (index, own) in columnNames.enumerated() where Self.isSame(own, name) {
      if let found {
        throw error(
          "columns \(found + 1) and \(index + 1) are both called '\(shown(own))'; a name that is "
            + "read stands once")
      }
      found = index
    }
    return found
  }

  /// The column of that name.
  ///
  /// - Throws: when there is none, with the nearest of those that there are.
  public func requiredColumn(_ name: String) throws(DataError) -> Int {
    if let column = try column(name) { return column }
    if columnNames.isEmpty {
      throw error("no column '\(name)': the columns have no names; a first row of names is needed")
    }
    let near = suggestion(for: name, among: columnNames)
    throw error("no column '\(name)'; the columns are \(Self.list(columnNames))\(near)")
  }

  /// - Throws: when a column has a name that nothing reads, with the nearest that something does.
  func refuseColumns(except names: [String]) throws(DataError) {
    for (index, own) in columnNames.enumerated()
    where !names.contains(where: { Self.isSame($0, own) }) {
      let near = suggestion(for: own, among: names)
      throw nameError(
        index,
        "column '\(shown(own))' is not read; those that are: "
          + "\(names.joined(separator: ", "))\(near)"
      )
    }
  }

  /// An error at a column's name.
  func nameError(_ column: Int, _ message: String) -> DataError {
    guard namesAreFirstRow else { return error(message) }
    let offset = Int(cells.offsets[column])
    return DataError(file: file, place: source.place(of: offset), message)
  }

  /// - Throws: when the table has three dimensions.
  func refusePanels(_ kind: String) throws(DataError) {
    guard panels == 1 else {
      throw error(
        "three dimensions, \(panels) x \(rows) x \(columns); '\(kind)' reads one or two")
    }
  }

  static func isSame(_ a: String, _ b: String) -> Bool {
    a == b || trimmed(a).lowercased() == b.lowercased()
  }

  /// `'a', 'b', 'c'`, and no more than ten.
  static func list(_ names: [String]) -> String {
    let few = names.prefix(10).map { "'\(shown($0))'" }.joined(separator: ", ")
    return names.count > 10 ? few + " and \(names.count - 10) more" : few
  }
}
