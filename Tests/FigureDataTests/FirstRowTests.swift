import FigureData
import Testing

@Suite struct FirstRowTests {
  private func names(
    _ text: String, _ rule: FirstRow = .automatic, known: [String] = ["unit", "token", "value"]
  ) throws -> [String] {
    try table(text, firstRow: rule, known: known).columnNames
  }

  @Test(arguments: [
    ("a,b\n1,2\n", ["a", "b"]),
    ("a,a\n1,2\n", ["a", "a"]),
    (" a , b\n1,2\n", ["a", "b"]),
    ("token,next\nthe,cat\n1,x\n", ["token", "next"]),
    ("token\nthe\ncat\n", ["token"]),
    ("Token, VALUE\nthe,cat\n", ["Token", "VALUE"]),
    (",1,2,3\na,4,5,6\n", ["", "1", "2", "3"]),
    (",1,2,3\n7,4,5,6\n", ["", "1", "2", "3"]),
    ("unit,1,2\na,4,5\n", ["unit", "1", "2"]),
    ("unit,0.5,x\n1,4,5\n", ["unit", "0.5", "x"]),
  ])
  func aRowOfNamesIsSeen(_ text: String, _ expected: [String]) throws {
    #expect(try names(text) == expected)
  }

  @Test(arguments: [
    // Numbers alone.
    "1,2\n3,4\n", "nan,inf\n1,2\n", "1\n2\n",
    // Words in every row.
    "the\ncat\n", "a,b\nc,d\n",
    // A mistyped number.
    "1,abc\n2,3\n", "x,1\n2,3\n",
    // Row labels and no names.
    "a,1,2\nb,3,4\n",
    // Missing values.
    ",1\n,2\n", ",1\n",
  ])
  func aRowOfValuesIsKept(_ text: String) throws {
    #expect(try names(text) == [])
  }

  @Test func theRuleCanBeSaid() throws {
    #expect(try names("1,2\n3,4\n", .names) == ["1", "2"])
    #expect(try table("1,2\n3,4\n", firstRow: .names).texts == [["3", "4"]])
    #expect(try names("a,b\n1,2\n", .values) == [])
    #expect(try table("a,b\n1,2\n", firstRow: .values).texts == [["a", "b"], ["1", "2"]])
    #expect(try table("a,b\n1,2\n").namesAreFirstRow)
    #expect(try !table("1,2\n3,4\n").namesAreFirstRow)
  }
}
