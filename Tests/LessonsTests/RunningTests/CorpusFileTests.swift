import Foundation
import Lessons
import Testing

/// What is read from a file of texts and labels, and what is refused.
@Suite struct CorpusFileTests {
  @Test func columnsAreFoundByTheirNames() throws {
    let rows = (0..<10).map { "\($0 + 100)\t재미있어요\t\($0 % 2)" }
    let given = try Given((["id\tdocument\tlabel"] + rows).joined(separator: "\r\n") + "\r\n")
    let result = try given.result()
    #expect(result.number("c", "texts") == 10)
    #expect(result.number("c", "positive") == 5)
    #expect(result.number("c", "validation") == 2)
    #expect(result.number("c", "training") == 8)
  }

  @Test func columnsAreFoundWithoutNames() throws {
    let given = try Given(reviewRows(8).map { "x\t\($0)" }.joined(separator: "\n"))
    let result = try given.result()
    #expect(result.number("c", "texts") == 8)
    #expect(result.number("c", "positive") == 4)
  }

  @Test func quotedColumnsHoldCommasMarksAndLineEnds() throws {
    let text = """
      Review,Sentiment
      "good, ""really"" good
      and long",pos
      bad,neg
      "good",pos
      "bad, too",neg

      """
    let result = try Given([0xEF, 0xBB, 0xBF] + Array(text.utf8), name: "given.csv").result()
    #expect(result.number("c", "texts") == 4)
    #expect(result.number("c", "positive") == 2)
    // good really good and long
    #expect(result.number("c", "longest") == 5)
  }

  @Test func aMarkBetweenTabsIsText() throws {
    let rows = [
      "\"good\" film\t1", "\"\"quite\"\t0", "he said \"no\t0", "\"a \"\"good\"\" one\"\t1",
    ]
    let result = try Given((["text\tlabel"] + rows).joined(separator: "\n")).result()
    #expect(result.number("c", "texts") == 4)
    #expect(result.number("c", "left_out") == 0)
  }

  @Test(arguments: [
    ("0", "1"), ("neg", "pos"), ("Negative", "Positive"), ("-1", "1"), ("1", "2"), ("0", "4"),
    ("부정", "긍정"), ("no", "yes"), ("x", "y"), ("9", "10"),
  ])
  func theLaterOrFriendlierLabelCountsAsPositive(_ labels: (String, String)) throws {
    let rows = reviewRows(9, labels: labels)
    for rows in [rows, rows.reversed()] {
      let result = try Given((["text\tlabel"] + rows).joined(separator: "\n")).result()
      // Five of nine are of the first label.
      #expect(result.number("c", "negative") == 5, "\(labels)")
    }
  }

  @Test func emptyTextsAreCountedAndBadLinesNamed() throws {
    let rows =
      reviewRows(80) + ["\t1", "   \t0", "one column", "a\tb\tc", "no label\t", "third\t7"]
    let given = try Given((["text\tlabel"] + rows).joined(separator: "\n"))
    let lesson = try given.lesson()
    let result = lesson.run()
    #expect(result.number("c", "texts") == 80)
    #expect(result.number("c", "empty") == 2)
    #expect(result.number("c", "left_out") == 4)
    let warnings = lesson.warnings.map {
      $0.description.replacingOccurrences(of: given.folder, with: "")
    }
    #expect(
      warnings == [
        "/given.tsv:84:1: warning: 1 column; the first line has 2; the line is left out",
        "/given.tsv:85:1: warning: 3 columns; the first line has 2; the line is left out",
        "/given.tsv:86:10: warning: the label is empty; the line is left out",
        "/given.tsv:87:7: warning: this line cannot be used and is left out",
      ])
  }

  @Test func aFileOfManyBadLinesIsRefusedAtTheFirst() throws {
    let rows = reviewRows(20) + ["one column", "another"]
    expectOne(
      try Given((["text\tlabel"] + rows).joined(separator: "\n")).complaints(),
      endingWith: "/given.tsv:22:1: error: 1 column; the first line has 2; 2 of 22 lines cannot be "
        + "used, at most 5 % may")
  }

  @Test func whatIsNoUTF8IsRefused() throws {
    let row: [UInt8] = [0xC0, 0xE7, 0xB9, 0xCC, 0x09, 0x31, 0x0A, 0x62, 0x09, 0x30, 0x0A]
    expectOne(
      try Given(Array("text\tlabel\n".utf8) + row, name: "given.tsv").complaints(),
      endingWith: "/given.tsv:2:1: error: byte 0xC0 is not UTF-8; save the file as UTF-8; 1 of 2 "
        + "lines cannot be used, at most 5 % may")
    expectOne(
      try Given([0xFF, 0xFE, 0x61, 0x00], name: "given.tsv").complaints(),
      endingWith: "/given.tsv:1:1: error: the file is UTF-16; save it as UTF-8")
  }

  @Test func labelsOfMoreOrFewerThanTwoValuesAreRefused() throws {
    let stars = (0..<20).map { "text \($0)\t\($0 % 5 + 1)" }
    expectOne(
      try Given((["text\tstars"] + stars).joined(separator: "\n")).complaints(),
      endingWith: "/given.tsv:4:8: error: 'stars' has 5 different labels, '1', '2', '3', '4', '5'; "
        + "two are allowed, so leave out or join the others")
    expectOne(
      try Given("text\tlabel\ngood\t1\nbetter\t1\n").complaints(),
      endingWith: "/given.tsv:2:6: error: every label in 'label' is '1'; two values are needed")
    expectOne(
      try Given("text\tlabel\ngood\t1\nbad\t0\n").complaints(),
      endingWith: "/given.tsv:1:1: error: 1 text with the label '1' and 1 with '0'; each needs 2 "
        + "or more, to train on and to validate with")
    expectOne(
      try Given("text\tlabel\n").complaints(),
      endingWith: "/given.tsv:1:1: error: no line with a text and a label below the first")
  }

  static let refused: [(bytes: [UInt8], message: String)] = [
    ([], "1:1: error: the file is empty; a text and a label are needed"),
    (Array("\n\r\n".utf8), "1:1: error: the file is empty; a text and a label are needed"),
    (
      Array("good\nbad\n".utf8),
      "1:1: error: the first line is one column; a text and a label between tabs, commas or "
        + "semicolons are needed"
    ),
    (
      Array("{\"text\": \"good\", \"label\": 1}\n".utf8),
      "1:1: error: this looks like JSON; a text and a label in columns between tabs, commas or "
        + "semicolons are needed"
    ),
    (
      Array("text\tlabel\n\u{1B}[31mgood\t1\n".utf8),
      "2:1: error: control character U+001B; only tabs and line ends are allowed; 1 of 1 lines "
        + "cannot be used, at most 5 % may"
    ),
    (
      Array("a,b,c\n1,good,3\n2,bad,4\n3,fine,5\n".utf8),
      "1:1: error: which columns are text and label? The first line has 'a', 'b', 'c'; say it with "
        + "--set c.columns.text=NAME and --set c.columns.label=NAME"
    ),
  ]

  @Test(arguments: refused.indices)
  func whatIsNoCorpusIsRefusedWithItsPlace(_ index: Int) throws {
    let (bytes, message) = Self.refused[index]
    expectOne(try Given(bytes, name: "given.tsv").complaints(), endingWith: "/given.tsv:" + message)
  }

  @Test func aQuoteBetweenTabsGoesOnOnlyWhereTheLineIsTooShort() throws {
    let rows = [
      "\"good and\nlong \"\"film\"\"\"\t1", "\"bad, he said\t0", "\"good\" he said\t1", "poor\"\t0",
      "\"a\tb\"\t1",
    ]
    let result = try Given((["text\tlabel"] + rows).joined(separator: "\n")).result()
    #expect(result.number("c", "texts") == 5)
    #expect(result.number("c", "left_out") == 0)
    // good and long film
    #expect(result.number("c", "longest") == 4)
  }

  @Test(arguments: [";", ",", "\t"], ["\n", "\r\n", "\r"])
  func separatorsAndLineEndsMakeNoDifference(_ separator: String, _ end: String) throws {
    let rows = reviewRows(8).map { $0.replacing("\t", with: separator) }
    let text = (["comment\(separator)class"] + rows + [""]).joined(separator: end)
    let result = try Given("\u{FEFF}" + text, name: "given.csv").result()
    #expect(result.number("c", "texts") == 8)
    #expect(result.number("c", "positive") == 4)
  }

  /// Sorted, with numbers in front: the label's second value stands far down.
  @Test func columnsWithoutNamesAreFoundInTheWholeFile() throws {
    let rows = (0..<3000).map { "\($0),\($0 < 2000 ? "so bad" : "so good"),\($0 < 2000 ? 0 : 1)" }
    let result = try Given(rows.joined(separator: "\n"), name: "given.csv").result()
    #expect(result.number("c", "texts") == 3000)
    #expect(result.number("c", "positive") == 1000)
  }

  @Test func capitalsMakeNoOtherLabel() throws {
    let rows = ["good\tPOS", "bad\tneg", "fine\tpos", "poor\tNeg"]
    let result = try Given((["text\tlabel"] + rows).joined(separator: "\n")).result()
    #expect(result.number("c", "texts") == 4)
    #expect(result.number("c", "positive") == 2)
  }

  @Test func tokensAreChosenByWhatTheTextsAreWrittenIn() throws {
    func unit(_ korean: Int, of count: Int) throws -> Value? {
      let rows = (0..<count).map { "\($0 < korean ? "재미 film" : "good film")\t\($0 % 2)" }
      return try Given((["text\tlabel"] + rows).joined(separator: "\n"))
        .result(["data: { id: c, kind: corpus, file: none.tsv, tokens: auto }"])
        .value("c", "tokens")
    }
    #expect(try unit(1, of: 8) == .text("words"))
    #expect(try unit(2, of: 8) == .text("pairs"))
  }

  @Test func anUnknownColumnIsNamedWithTheNearest() throws {
    let given = try Given("comentario,nota\nbien,si\nmal,no\nbien,si\nmal,no\n", name: "given.csv")
    expectOne(
      given.complaints([
        "data: { id: c, kind: corpus, file: none.tsv, columns: { text: comentaro } }"
      ]),
      endingWith: "/given.csv:1:1: error: there is no text column 'comentaro'; did you mean "
        + "'comentario'? (the first line has 'comentario', 'nota'; a number from 1 to 2 is a column "
        + "too)")
  }
}
