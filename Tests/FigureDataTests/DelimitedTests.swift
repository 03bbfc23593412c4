import FigureData
import Testing

/// CSV and TSV.
@Suite struct DelimitedTests {
  @Test func cellsAreReadByRow() throws {
    let table = try table("1,2.5,-3e2\n+.5,2.,0x\n")
    #expect(table.rows == 2 && table.columns == 3)
    #expect(try table.number(0, 0) == 1 && table.number(0, 1) == 2.5)
    #expect(try table.number(0, 2) == -300 && table.number(1, 0) == 0.5)
    #expect(try table.number(1, 1) == 2)
    #expect(table.isText(1, 2) && table.text(1, 2) == "0x")
  }

  @Test func whatIsNotFiniteIsANumberAndEmptyIsNone() throws {
    let table = try table("nan,inf,-Inf,+infinity,\nNaN, 1 ,\"\", ,\"2\"\n")
    #expect(try table.number(0, 0)?.isNaN == true)
    #expect(try table.number(0, 1) == .infinity && table.number(0, 2) == -.infinity)
    #expect(try table.number(0, 3) == .infinity && table.number(0, 4) == nil)
    #expect(try table.number(1, 1) == 1 && table.number(1, 4) == 2)
    #expect(table.isEmpty(0, 4) && table.isEmpty(1, 2) && !table.isEmpty(1, 3))
    #expect(try table.number(1, 3) == nil)
  }

  @Test(arguments: ["\n", "\r\n", "\r"], ["", "\u{FEFF}"])
  func lineEndsAndByteOrderMarksMakeNoDifference(_ end: String, _ mark: String) throws {
    let rows = ["a,b", "1,\"x, \"\"y\"\"\"", "2,z"]
    for last in ["", end, end + end] {
      let table = try table(mark + rows.joined(separator: end) + last)
      #expect(table.columnNames == ["a", "b"])
      #expect(table.texts == [["1", "x, \"y\""], ["2", "z"]])
    }
  }

  @Test func quotesHoldDelimitersAndLineEnds() throws {
    let table = try table("n\tword\n1\t\"a\tb\r\nc\"\n2\td,e\n", .tsv)
    #expect(table.texts == [["1", "a\tb\r\nc"], ["2", "d,e"]])
  }

  @Test func aLineWithNothingIsARowOnlyInOneColumn() throws {
    #expect(try table("1,2\n\n3,4\n\n").rows == 2)
    let one = try table("\n1\n\n\n3\n\n")
    #expect(one.texts == [["1"], [""], [""], ["3"]])
  }

  @Test func numbersAreReadToTheLastBit() throws {
    var numbers = Numbers(seed: 3)
    var texts = [
      "0.1", "123456789012345", "1234567890123456789", "9007199254740993", "1e22", "1e23",
      "5e-324", "1.7976931348623157e308", "0.30000000000000004", "1e-400", "-0", "00012",
      "2.2250738585072011e-308", "100000000000000000000000000000e-29",
    ]
    for _ in 0..<2000 { texts.append("\(Double(bitPattern: numbers.next() & ~(1 << 62)))") }
    for _ in 0..<2000 {
      texts.append(
        "\(numbers.next() % 1_000_000).\(numbers.next() % 100_000_000)e\(numbers.next() % 30)")
    }
    let table = try table(texts.joined(separator: "\n"))
    for (row, text) in texts.enumerated() {
      let (found, wanted) = (try table.number(row, 0), Double(text))
      #expect(found?.bitPattern == wanted?.bitPattern || wanted?.isNaN == true, "\(text)")
    }
  }

  static let wrong: [(text: String, message: String)] = [
    ("", "t.csv:1:1: the file holds no values; at least 1 row is needed"),
    ("\n\n\r\n", "t.csv:1:1: the file holds no values; at least 1 row is needed"),
    ("a,b\n", "t.csv:1:1: a row of names and nothing below it; at least 1 row of values is needed"),
    (
      "1,2\n3\n", "t.csv:2:1: 1 cell in this row, 2 in the first; every row has as many"
    ),
    (
      "1,2\n3,4,5\n", "t.csv:2:1: 3 cells in this row, 2 in the first; every row has as many"
    ),
    (
      "a;b\n0,5;0,3\n",
      "t.csv:2:1: 3 cells in this row, 1 in the first; every row has as many; cells are separated "
        + "by commas here, not by semicolons"
    ),
    (
      "1\t2\n3,4\n",
      "t.csv:2:1: 2 cells in this row, 1 in the first; every row has as many; for cells between "
        + "tabs the format is tsv"
    ),
    ("1,\"2\n3,4\n", "t.csv:1:3: the quote is never closed"),
    (
      "1,2\n3,\"4\"5\n",
      "t.csv:2:6: text behind a closing quote; a comma or the line's end is allowed"
    ),
    (
      "1,a\"b\n",
      "t.csv:1:4: a quote inside a cell; such a cell stands in quotes, and its quotes are doubled"
    ),
    (
      "1,\u{1}\n",
      "t.csv:1:3: control character U+0001; only tabs and line ends are allowed"
    ),
    (
      "가나,\u{7F}\n",
      "t.csv:1:4: control character U+007F; only tabs and line ends are allowed"
    ),
  ]

  @Test(arguments: wrong.indices)
  func whatIsWrongIsSaidWithItsPlace(_ index: Int) {
    let (text, message) = Self.wrong[index]
    #expect(complaint(text, known: ["a", "b"]) == message)
  }

  @Test func otherEncodingsAreNamed() {
    #expect(
      complaint([0xFF, 0xFE, 0x31, 0], .csv)
        == "t.csv:1:1: the file is UTF-16; save it as UTF-8")
    #expect(
      complaint(NPYFile.doubles([[1]]), .tsv)
        == "t.tsv:1:1: the file is NumPy's; its name ends in .npy, or its format is given as npy")
    for bad: [UInt8] in [
      [0xFF], [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
      [0xE2, 0x82], [0x80],
    ] {
      let name = String(bad[0], radix: 16, uppercase: true)
      #expect(
        complaint([0x31, 0x2C] + bad + [0x0A], .csv)
          == "t.csv:1:3: byte 0x\(name) is not UTF-8; save the file as UTF-8")
    }
  }

  @Test func largeThingsAreRefused() {
    let row = String(repeating: "0,", count: 40_000)
    #expect(
      complaint("1\n" + row)
        == "t.csv:2:65535: a row of more than 32,767 cells; no more are drawn")
    #expect(
      complaint("1\n" + String(repeating: "x", count: 10_001))
        == "t.csv:2:1: a cell of more than 10,000 bytes; no more are allowed")
    #expect(
      complaint("1\n\"" + String(repeating: "x", count: 10_001) + "\"")
        == "t.csv:2:1: a cell of more than 10,000 bytes; is its quote never closed?")
    let line = String(repeating: "0,", count: 1_999) + "0\n"
    #expect(
      complaint(String(repeating: line, count: 2_001))
        == "t.csv:2001:1: more than 4,000,000 cells; no more are drawn")
  }

  static let cells: [(text: String, message: String)] = [
    ("abc", "'abc' in column 'loss' is not a number; a cell is a number, nan, inf or empty"),
    ("\"0,5\"", "'0,5' in column 'loss' is not a number; write it with a point, 0.5"),
    (
      "0.5;2",
      "'0.5;2' in column 'loss' is not a number; cells are separated by commas here, not by "
        + "semicolons"
    ),
    (
      "1e400",
      "'1e400' in column 'loss' is too large for a number; the largest is 1.797e308, and inf has "
        + "no size"
    ),
    ("0x1p3", "'0x1p3' in column 'loss' is not a number; a cell is a number, nan, inf or empty"),
    ("1e", "'1e' in column 'loss' is not a number; a cell is a number, nan, inf or empty"),
    ("--1", "'--1' in column 'loss' is not a number; a cell is a number, nan, inf or empty"),
    ("1.2.3", "'1.2.3' in column 'loss' is not a number; a cell is a number, nan, inf or empty"),
    (".", "'.' in column 'loss' is not a number; a cell is a number, nan, inf or empty"),
    ("nano", "'nano' in column 'loss' is not a number; a cell is a number, nan, inf or empty"),
    (
      "\"a\nb\"", "'a⏎b' in column 'loss' is not a number; a cell is a number, nan, inf or empty"
    ),
    (
      String(repeating: "장", count: 50),
      "'\(String(repeating: "장", count: 39))…' in column 'loss' is not a number; a cell is a "
        + "number, nan, inf or empty"
    ),
  ]

  @Test(arguments: cells.indices)
  func aCellThatIsNoNumberIsNamed(_ index: Int) throws {
    let (cell, message) = Self.cells[index]
    let table = try table("epoch,loss\r\n10,1\r\n200,\(cell)\r\n")
    let error = #expect(throws: DataError.self) { try table.number(1, 1) }
    #expect(error?.description == "t.csv:3:5: " + message)
  }
}
