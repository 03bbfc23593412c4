import Input

/// Reads NumPy's .npy, versions 1 to 3: one array of numbers of one, two or three dimensions, in C
/// or Fortran order, in either byte order. One dimension becomes a column; the first of three,
/// panels.
///
/// Source: numpy.lib.format, NumPy's own description of the format.
struct NPYReader {
  static let magic: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]

  private let bytes: [UInt8]
  private let file: String

  init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  func table() throws(DataError) -> DataTable {
    let (text, start) = try headerText()
    let header = try NPYHeader(text, at: start, file: file)
    let data = start + text.count
    let type = try NPYNumber(header.type, at: header.typeOffset, file: file)
    let shape = try sides(header)
    let count = shape.panels * shape.rows * shape.columns
    let needed = count * type.size
    guard bytes.count - data >= needed else {
      throw fail(
        bytes.count,
        "the file ends here; \(header.shapeText) of '\(header.type)' is \(grouped(needed)) bytes, "
          + "and \(grouped(bytes.count - data)) follow the header")
    }
    guard bytes.count - data == needed else {
      throw fail(
        data + needed,
        "\(grouped(bytes.count - data - needed)) bytes behind the end of the array; "
          + "\(header.shapeText) of '\(header.type)' is \(grouped(needed))")
    }
    var cells = CellStore()
    for panel in 0..<shape.panels {
      for row in 0..<shape.rows {
        for column in 0..<shape.columns {
          let index =
            header.isFortran
            ? (column * shape.rows + row) * shape.panels + panel
            : (panel * shape.rows + row) * shape.columns + column
          let offset = data + index * type.size
          cells.append(.number, type.value(bytes, offset), at: offset)
        }
      }
    }
    return DataTable(
      file: file, cells: cells, source: .npy, columns: shape.columns, panels: shape.panels)
  }

  /// The dictionary at the head of the file, and where it begins.
  private func headerText() throws(DataError) -> (ArraySlice<UInt8>, Int) {
    guard bytes.starts(with: Self.magic) else {
      throw fail(0, "this is no .npy file; it begins with the byte 0x93 and 'NUMPY'")
    }
    guard bytes.count >= 10 else { throw fail(bytes.count, "the file ends in its header") }
    let version = bytes[6]
    guard (1...3).contains(version) else {
      throw fail(6, "version \(version) of the format; 1 to 3 are read")
    }
    let width = version == 1 ? 2 : 4
    let start = 8 + width
    guard bytes.count >= start else { throw fail(bytes.count, "the file ends in its header") }
    var length = 0
    for index in (0..<width).reversed() { length = length << 8 | Int(bytes[8 + index]) }
    guard length <= 100_000 else {
      throw fail(8, "a header of \(grouped(length)) bytes; at most 100,000 are read")
    }
    guard bytes.count >= start + length else {
      throw fail(
        bytes.count, "the file ends in its header, which should have \(grouped(length)) bytes")
    }
    return (bytes[start..<(start + length)], start)
  }

  private func sides(
    _ header: NPYHeader
  ) throws(DataError) -> (panels: Int, rows: Int, columns: Int) {
    let shape = header.shape
    guard (1...3).contains(shape.count) else {
      throw fail(
        header.shapeOffset,
        "\(header.shapeText) has \(shape.count) dimensions; 1, 2 or 3 are read")
    }
    guard !shape.contains(0) else {
      throw fail(header.shapeOffset, "\(header.shapeText) holds no values; at least 1 is needed")
    }
    var count = 1
    for side in shape {
      let (product, overflows) = count.multipliedReportingOverflow(by: side)
      guard !overflows, product <= DataTable.mostCells else {
        throw fail(
          header.shapeOffset,
          "\(header.shapeText) has more than \(grouped(DataTable.mostCells)) cells; no more are "
            + "drawn")
      }
      count = product
    }
    let columns = shape.count == 1 ? 1 : shape[shape.count - 1]
    guard columns <= DataTable.mostColumns else {
      throw fail(
        header.shapeOffset,
        "\(header.shapeText) has \(grouped(columns)) columns; at most "
          + "\(grouped(DataTable.mostColumns)) are drawn")
    }
    switch shape.count {
    case 1: return (1, shape[0], 1)
    case 2: return (1, shape[0], shape[1])
    default: return (shape[0], shape[1], shape[2])
    }
  }

  private func fail(_ offset: Int, _ message: String) -> DataError {
    DataError(file: file, place: .byte(offset), message)
  }
}
