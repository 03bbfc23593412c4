import FigureData
import Testing

@Suite struct NPYTests {
  private func read(_ bytes: [UInt8]) throws(DataError) -> DataTable {
    try DataTable.read(bytes: bytes, file: "t.npy", format: .npy)
  }

  /// 1, -2 (or 2), 3, 100 in each type.
  static let types: [(name: String, bytes: [UInt8], values: [Double])] = [
    ("<f8", [1.0, -2, 3, 100].flatMap { NPYFile.bytes($0.bitPattern) }, [1, -2, 3, 100]),
    (
      ">f8", [1.0, -2, 3, 100].flatMap { NPYFile.bytes($0.bitPattern, big: true) }, [1, -2, 3, 100]
    ),
    (
      "<f4", [Float(1), -2, 3, 0.1].flatMap { NPYFile.bytes($0.bitPattern) },
      [1, -2, 3, Double(Float(0.1))]
    ),
    (
      ">f4", [Float(1), -2, 3, 100].flatMap { NPYFile.bytes($0.bitPattern, big: true) },
      [1, -2, 3, 100]
    ),
    // 1, -2, the smallest subnormal, the largest.
    (
      "<f2", [0x3C00, 0xC000, 0x0001, 0x7BFF].flatMap { NPYFile.bytes(UInt16($0)) },
      [1, -2, 0x1p-24, 65504]
    ),
    (
      ">f2", [0x3C00, 0x7C00, 0xFC00, 0x3555].flatMap { NPYFile.bytes(UInt16($0), big: true) },
      [1, .infinity, -.infinity, 0.333251953125]
    ),
    ("|i1", [1, 0xFE, 3, 100], [1, -2, 3, 100]),
    ("|u1", [1, 0xFE, 3, 100], [1, 254, 3, 100]),
    ("<i2", [1, -2, 3, 100].flatMap { NPYFile.bytes(Int16($0)) }, [1, -2, 3, 100]),
    (">i4", [1, -2, 3, 100].flatMap { NPYFile.bytes(Int32($0), big: true) }, [1, -2, 3, 100]),
    ("<i8", [1, -2, 3, 1 << 53].flatMap { NPYFile.bytes(Int64($0)) }, [1, -2, 3, 0x1p53]),
    ("<u2", [1, 2, 3, 65535].flatMap { NPYFile.bytes(UInt16($0)) }, [1, 2, 3, 65535]),
    ("<u4", [1, 2, 3, 100].flatMap { NPYFile.bytes(UInt32($0)) }, [1, 2, 3, 100]),
    (
      ">u8", [1, 2, 3, Int.max].flatMap { NPYFile.bytes(UInt64($0), big: true) }, [1, 2, 3, 0x1p63]
    ),
    ("=i4", [1, -2, 3, 100].flatMap { NPYFile.bytes(Int32($0)) }, [1, -2, 3, 100]),
    ("|b1", [1, 0, 7, 1], [1, 0, 1, 1]),
  ]

  @Test(arguments: types.indices, [1, 2, 3] as [UInt8])
  func everyTypeIsRead(_ index: Int, _ version: UInt8) throws {
    let (name, bytes, values) = Self.types[index]
    let rows = try read(
      NPYFile.header(type: name, shape: "(2, 2)", version: version) + bytes)
    #expect(try rows.numbers() == [[values[0], values[1]], [values[2], values[3]]])
    let columns = try read(
      NPYFile.header(type: name, shape: "(2, 2)", isFortran: true, version: version) + bytes)
    #expect(try columns.numbers() == [[values[0], values[2]], [values[1], values[3]]])
    let one = try read(NPYFile.header(type: name, shape: "(4,)", version: version) + bytes)
    #expect(try one.numbers() == values.map { [$0] })
  }

  @Test func notANumberOfHalfPrecisionIsOne() throws {
    let table = try read(NPYFile.header(type: "<f2", shape: "(1,)") + [0x00, 0x7E])
    #expect(try table.number(0, 0)?.isNaN == true)
  }

  @Test(arguments: [false, true])
  func theFirstOfThreeSidesIsPanels(_ isFortran: Bool) throws {
    var bytes = NPYFile.header(type: "|u1", shape: "(2, 3, 4)", isFortran: isFortran)
    if isFortran {
      for k in 0..<4 {
        for j in 0..<3 { for i in 0..<2 { bytes.append(UInt8(i * 12 + j * 4 + k)) } }
      }
    } else {
      bytes += (0..<24).map { UInt8($0) }
    }
    let table = try read(bytes)
    #expect(table.panels == 2 && table.rows == 3 && table.columns == 4)
    for i in 0..<2 {
      let values = try table.numbers(panel: i)
      for j in 0..<3 { #expect(values[j] == (0..<4).map { Double(i * 12 + j * 4 + $0) }) }
    }
  }

  @Test func keysStandInAnyOrderAndInEitherQuotes() throws {
    let header = NPYFile.header(#"{"shape":(1,2),"descr":"<f8","fortran_order":False}"#)
    let table = try read(header + [0.5, 2].flatMap { NPYFile.bytes(Double($0).bitPattern) })
    #expect(try table.numbers() == [[0.5, 2]])
  }

  private static func with(_ header: String) -> [UInt8] { NPYFile.header(header) }
  private static let good = NPYFile.doubles([[1, 2, 3], [4, 5, 6]])

  static let wrong: [(bytes: [UInt8], message: String)] = [
    ([], "byte 0: this is no .npy file; it begins with the byte 0x93 and 'NUMPY'"),
    (Array("1,2\n".utf8), "byte 0: this is no .npy file; it begins with the byte 0x93 and 'NUMPY'"),
    (Array(good.prefix(7)), "byte 7: the file ends in its header"),
    (Array(good.prefix(11)), "byte 11: the file ends in its header, which should have 118 bytes"),
    (
      Array(good.prefix(6)) + [4, 0] + good.dropFirst(8),
      "byte 6: version 4 of the format; 1 to 3 are read"
    ),
    (
      Array(good.prefix(6)) + [2, 0, 0xFF, 0xFF, 0xFF, 0x7F] + good.dropFirst(12),
      "byte 8: a header of 2,147,483,647 bytes; at most 100,000 are read"
    ),
    (
      good.dropLast(),
      "byte 175: the file ends here; the shape (2, 3) of '<f8' is 48 bytes, and 47 follow the header"
    ),
    (
      good + [0],
      "byte 176: 1 bytes behind the end of the array; the shape (2, 3) of '<f8' is 48"
    ),
    (
      NPYFile.header(type: "<c16", shape: "(1,)"),
      "byte 20: numbers of the type '<c16'; allowed are '<f2', '<f4', '<f8', '|i1', '<i2', '<i4', "
        + "'<i8', '|u1', '<u2', '<u4', '<u8', '|b1' and their big-endian forms ('>')"
    ),
    (
      NPYFile.header(type: "|O", shape: "(1,)"),
      "byte 20: numbers of the type '|O'; allowed are '<f2', '<f4', '<f8', '|i1', '<i2', '<i4', "
        + "'<i8', '|u1', '<u2', '<u4', '<u8', '|b1' and their big-endian forms ('>')"
    ),
    (
      NPYFile.header(type: "<U4", shape: "(1,)"),
      "byte 20: numbers of the type '<U4'; allowed are '<f2', '<f4', '<f8', '|i1', '<i2', '<i4', "
        + "'<i8', '|u1', '<u2', '<u4', '<u8', '|b1' and their big-endian forms ('>')"
    ),
    (
      with("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }"),
      "byte 20: an array of records; its numbers have one type, '<f2', '<f4', '<f8', '|i1', '<i2', "
        + "'<i4', '<i8', '|u1', '<u2', '<u4', '<u8', '|b1' or big-endian ('>')"
    ),
    (
      NPYFile.header(type: "<f8", shape: "()"),
      "byte 60: the shape () has 0 dimensions; 1, 2 or 3 are read"
    ),
    (
      NPYFile.header(type: "<f8", shape: "(1, 1, 1, 1)"),
      "byte 60: the shape (1, 1, 1, 1) has 4 dimensions; 1, 2 or 3 are read"
    ),
    (
      NPYFile.header(type: "<f8", shape: "(0, 3)"),
      "byte 60: the shape (0, 3) holds no values; at least 1 is needed"
    ),
    (
      NPYFile.header(type: "<f8", shape: "(4294967296, 4294967296)"),
      "byte 60: the shape (4294967296, 4294967296) has more than 4,000,000 cells; no more are drawn"
    ),
    (
      NPYFile.header(type: "<f8", shape: "(99999999999999999999, 2)"),
      "byte 60: the shape (9223372036854775807, 2) has more than 4,000,000 cells; no more are drawn"
    ),
    (
      NPYFile.header(type: "<f8", shape: "(1, 40000)"),
      "byte 60: the shape (1, 40000) has 40,000 columns; at most 32,767 are drawn"
    ),
    (
      NPYFile.header(type: "<f8", shape: "(-1, 2)"),
      "byte 61: a side of the shape is a number, 0 or more"
    ),
    (with("{'descr': '<f8', 'shape': (1,)}"), "byte 10: the header has no 'fortran_order'"),
    (
      with("{'descr': '<f8', 'fortran_order': 1, 'shape': (1,)}"),
      "byte 44: 'fortran_order' is ''; True or False is allowed"
    ),
    (
      with("{'descr': '<f8', 'descr': '<f8'}"), "byte 27: 'descr' stands twice"
    ),
    (
      with("{'order': 1}"),
      "byte 11: 'order' in the header; 'descr', 'fortran_order' and 'shape' are allowed"
    ),
    (with("[]"), "byte 10: '{' is needed in the header here"),
    (with("{'descr': '<f8"), "byte 20: a quote of the header is never closed"),
    (with("{} {}"), "byte 10: the header has no 'descr'"),
  ]

  @Test(arguments: wrong.indices)
  func whatIsWrongIsSaidWithItsByte(_ index: Int) {
    let (bytes, message) = Self.wrong[index]
    #expect(complaint(bytes, .npy) == "t.npy:" + message)
  }

  @Test func everyOtherLengthOfAFileIsRefused() {
    for count in 0..<Self.good.count {
      let message = complaint(Array(Self.good.prefix(count)), .npy)
      #expect(message.hasPrefix("t.npy:byte "), "\(count)")
    }
  }
}
