import Lessons
import Testing

@Suite struct ValueFormatTests {
  @Test(
    arguments: [
      ("%.4f", 0.722994, "0.7230"), ("%.2e", 12345, "1.23e+04"), ("%.3g", 0.00012345, "0.000123"),
      ("%+.1f", 2, "+2.0"), ("%6.1f", 2.25, "   2.2"), ("%-6.1fx", 2, nil), ("%d", 7, "7"),
      ("%03d", 7, "007"), ("%d", 7.5, nil), ("%.1f", .infinity, "inf"), ("%.1f", .nan, "nan"),
    ] as [(String, Double, String?)])
  func numbersAreWrittenAsCWritesThem(format: String, number: Double, expected: String?) {
    let text = (try? ValueFormat(format)).flatMap { $0.text(.number(number)) }
    #expect(text == expected)
  }

  @Test(arguments: [
    "%x", "%n", "%", "%f", "%.4", "%.18f", "%100d", "%.2d", "%.2s", "%*d", "%ld", "%.4f%n", "4f",
    "%--d", "%$1s",
  ])
  func otherFormatsAreRefused(format: String) {
    #expect(throws: ValueFormat.Problem.self) { try ValueFormat(format) }
  }

  @Test func textsAndListsNeedNoFormat() throws {
    #expect(ValueFormat.plain.text(.text("hello")) == "hello")
    #expect(ValueFormat.plain.text(.number(0.1)) == "0.1")
    #expect(ValueFormat.plain.text(.numbers([1, 2.5], from: 1)) == "1, 2.5")
    #expect(try ValueFormat("%8s").text(.text("hello")) == "   hello")
    #expect(try ValueFormat("%.1f").text(.text("hello")) == nil)
  }
}
