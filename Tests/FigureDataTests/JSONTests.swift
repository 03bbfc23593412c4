import FigureData
import Testing

@Suite struct JSONTests {
  @Test(arguments: [
    "[[1, 2], [3, null]]", " \n[[1,2],[3,null]]\t", "\u{FEFF}[[1.0,2e0],[3,\"\"]]",
    "{\"rows\": [[1, 2], [3, null]]}",
  ])
  func rowsAreArrays(_ text: String) throws {
    let table = try table(text, .json)
    #expect(table.rows == 2 && table.columns == 2 && table.columnNames.isEmpty)
    #expect(try table.number(0, 1) == 2 && table.number(1, 0) == 3)
    #expect(table.isEmpty(1, 1))
  }

  @Test(arguments: [
    #"[{"x": 1, "word": "a"}, {"word": "b", "x": 3}, {"x": 5, "z": 6}]"#,
    #"{"x": [1, 3, 5], "word": ["a", "b", null], "z": [null, null, 6]}"#,
    #"[["x", "word", "z"], [1, "a", null], [3, "b", null], [5, "", 6]]"#,
    #"{"rows": [[1, "a", null], [3, "b", null], [5, "", 6]], "columnLabels": ["x", "word", "z"]}"#,
  ])
  func namesComeFromObjectsAndFirstRows(_ text: String) throws {
    let table = try table(text, .json)
    #expect(table.columnNames == ["x", "word", "z"])
    #expect(table.texts == [["1", "a", ""], ["3", "b", ""], ["5", "", "6"]])
  }

  @Test func whatIsNotFiniteIsReadAsProgramsWriteIt() throws {
    let table = try table(
      #"[NaN, Infinity, -Infinity, "nan", "inf", "-inf", "NaN", true, false]"#, .json)
    #expect(table.columns == 1)
    let values = try table.numbers().map { $0[0] }
    #expect(values[0].isNaN && values[3].isNaN && values[6].isNaN)
    #expect(values[1] == .infinity && values[2] == -.infinity)
    #expect(values[4] == .infinity && values[5] == -.infinity)
    #expect(values[7] == 1 && values[8] == 0)
  }

  @Test func threeLevelsArePanels() throws {
    let table = try table("[[[1,2],[3,4],[5,6]],[[7,8],[9,10],[11,12]]]", .json)
    #expect(table.panels == 2 && table.rows == 3 && table.columns == 2)
    #expect(try table.number(2, 1, panel: 1) == 12 && table.number(0, 0, panel: 1) == 7)
  }

  @Test func textsAreUnescaped() throws {
    let table = try table(
      #"["a\"b", "\u00e9\n", "\ud83d\ude00", "\uD83Dx", "\\/\/", "가"]"#, .json)
    #expect(
      table.texts.map { $0[0] } == ["a\"b", "é\n", "\u{1F600}", "\u{FFFD}x", "\\//", "가"])
  }

  @Test func labelsOfRowsStandApart() throws {
    let table = try table(
      #"{"rowLabels": ["a", "b"], "rows": [[1], [2]], "columnLabels": ["x"]}"#, .json)
    #expect(table.rowNames == ["a", "b"] && table.columnNames == ["x"])
  }

  static let wrong: [(text: String, message: String)] = [
    ("", "1:1: the file ends here; an array or an object is needed"),
    ("3", "1:1: '3' here; an array or an object is needed"),
    ("\"a\"", "1:1: a text here; an array or an object is needed"),
    ("[]", "1:1: the file holds no values; at least 1 row is needed"),
    ("{}", "1:1: the file holds no values; at least 1 row is needed"),
    ("[{}]", "1:1: the file holds no values; at least 1 row is needed"),
    ("[[]]", "1:2: an empty row; at least 1 value is needed"),
    ("[[1, 2],\n [3]]", "2:2: 1 value in this row, 2 in the first; every row has as many"),
    ("[[1, 2],\n [3, 4] [5]]", "2:9: '[' here; ',' or ']' is needed"),
    ("[[1, 2], 3]", "1:10: '3' here; '[' of another row is needed"),
    ("[{\"a\": 1}, [2]]", "1:12: '[' here; '{' of another row is needed"),
    ("[[1, 2,]]", "1:8: ']' behind a comma; another value is needed"),
    ("[[1, 2]", "1:8: the file ends here; ',' or ']' is needed"),
    ("[[1, 2]] x", "1:10: more behind the end of the value"),
    ("[1, [2]]", "1:5: an array here; a number, a text or null is allowed"),
    ("[[1, {\"a\": 2}]]", "1:6: an object here; a number, a text or null is allowed"),
    ("[[[1], [2]], [[3]]]", "1:14: 1 rows in this panel, 2 in the first; every panel has as many"),
    ("[[[[1]]]]", "1:4: an array here; a number, a text or null is allowed"),
    ("[01]", "1:2: '01' is no value of JSON; a number, a text in quotes or null is"),
    ("[1.]", "1:2: '1.' is no value of JSON; a number, a text in quotes or null is"),
    ("[+1]", "1:2: '+1' is no value of JSON; a number, a text in quotes or null is"),
    ("[abc]", "1:2: 'abc' is no value of JSON; a number, a text in quotes or null is"),
    ("[1e400]", "1:2: '1e400' is too large for a number; the largest is 1.797e308"),
    ("[\"a]", "1:2: the quote is never closed"),
    ("[\"a\n\"]", "1:2: the quote is not closed on its line"),
    (
      "[\"\\x\"]",
      "1:3: an escape that JSON does not have; \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX are"
    ),
    ("[{\"a\": 1, \"a\": 2}]", "1:11: 'a' stands twice in this row"),
    ("{\"a\": [1], \"a\": [2]}", "1:12: 'a' stands twice"),
    ("{\"a\": 1}", "1:7: '1' here; an array is needed"),
    ("{a: 1}", "1:2: 'a' here; a name in quotes is needed"),
    ("{\"a\" [1]}", "1:6: '[' here; ':' is needed"),
    (
      "{\"a\": [1, 2],\n \"b\": [3]}",
      "2:2: 1 values in 'b', 2 in 'a'; every column has as many"
    ),
    ("{\"a\": []}", "1:2: 'a' is empty; at least 1 row is needed"),
    (
      "{\"a\": [[1]]}",
      "1:2: 'a' holds arrays; a column holds numbers, texts and null, and rows of them are called "
        + "'rows'"
    ),
    (
      "{\"rows\": [[1]], \"rowLabel\": [\"a\"]}",
      "1:17: 'rowLabel' is not read; beside 'rows' stand 'rowLabels' and 'columnLabels'; did you "
        + "mean 'rowLabels'?"
    ),
    ("{\"rows\": [[1]], \"rowLabels\": [\"a\", \"b\"]}", "1:17: 2 labels for 1 rows"),
    (
      "{\"rows\": [[1]], \"columnLabels\": [[1]]}",
      "1:17: 'columnLabels' holds arrays; it is a list of texts"
    ),
  ]

  @Test(arguments: wrong.indices)
  func whatIsWrongIsSaidWithItsPlace(_ index: Int) {
    let (text, message) = Self.wrong[index]
    #expect(complaint(text, .json) == "t.json:" + message)
  }

  @Test func aNumberInQuotesIsAText() throws {
    let table = try table("{\"loss\": [\"0.5\"]}", .json)
    let error = #expect(throws: DataError.self) { try table.number(0, 0) }
    #expect(
      error?.description
        == "t.json:1:11: '0.5' in column 'loss' is a number in quotes; a cell is a number, \"nan\", "
        + "\"inf\" or null")
  }

  @Test func nestingOfAMillionLevelsIsRefused() {
    #expect(
      complaint(String(repeating: "[", count: 1_000_000), .json)
        == "t.json:1:4: an array here; a number, a text or null is allowed")
    #expect(
      complaint(String(repeating: "{\"a\":", count: 1_000_000), .json)
        == "t.json:1:6: '{' here; an array is needed")
  }

  @Test func largeThingsAreRefused() {
    let row = "[" + Array(repeating: "0", count: 32_768).joined(separator: ",") + "]"
    #expect(
      complaint("[\(row)]", .json)
        == "t.json:1:2: a row of 32,768 values; at most 32,767 are drawn")
    let sparse = "[" + (0..<3_000).map { "{\"k\($0)\":1}" }.joined(separator: ",") + "]"
    #expect(complaint(sparse, .json).hasSuffix(": more than 4,000,000 cells; no more are drawn"))
    #expect(
      complaint("[\"" + String(repeating: "x", count: 10_001) + "\"]", .json)
        == "t.json:1:2: a text of more than 10,000 bytes; no more are allowed")
  }
}
