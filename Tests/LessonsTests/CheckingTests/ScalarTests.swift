import Lessons
import Testing

/// Numbers, booleans, texts, choices, times and paths, each at the key of some directive.
@Suite struct ScalarTests {
  @Test(arguments: [
    ("abc", "the text 'abc'"),
    ("3.0", "3.0 (an integer is written without a point)"),
    ("1e3", "1e3 (an integer is written without an exponent)"),
    ("0", "0"), ("-1", "-1"), ("4097", "4097"), ("1000000000", "1000000000"),
    ("99999999999999999999", "99999999999999999999 (too large for any integer)"),
    ("'3'", "the text '3' in quotes (a number is written without quotes)"),
    ("0x10", "0x10 (write it in decimal: 16)"), ("0o10", "0o10 (write it in decimal: 8)"),
    ("0b11", "0b11 (write it in decimal: 3)"),
    ("010", "010 (a number has no leading zero; write 10)"),
    ("-007", "-007 (a number has no leading zero; write -7)"),
    ("12:30", "12:30 (a number has no ':'; write one decimal number, or quotes around a text)"),
    ("1_000", "1_000 (write it without separators: 1000)"),
    ("nan", "nan"), ("true", "true"), ("[1]", "a list"), ("{a: 1}", "a mapping"),
    ("~", "nothing"), ("null", "nothing"),
  ])
  func anIntegerIsRefusedWithWhatWasFound(text: String, found: String) {
    #expect(
      Example.messages("model: { id: rnn, hidden: 2, input: \(text) }") == [
        "11:37: error: 'input' in 'model' must be an integer from 1 to 4096; found \(found)"
      ])
  }

  @Test(arguments: [("1", 1), ("4096", 4096), ("+12", 12)])
  func anIntegerInItsRangeIsTaken(text: String, value: Int) throws {
    let fields = try Example.fields("model: { id: rnn, hidden: 2, input: \(text) }")
    #expect(fields.integer("input") == value)
  }

  @Test(arguments: [
    ("abc", "the text 'abc'"), ("0", "0"), ("-1", "-1"), ("-0.0", "-0.0"),
    ("nan", "nan (not a finite number)"), (".nan", ".nan (not a finite number)"),
    ("inf", "inf (not a finite number)"), ("-.inf", "-.inf (not a finite number)"),
    ("1e400", "1e400 (too large: numbers reach 1.8e308)"),
    ("0x1p3", "0x1p3 (write it in decimal: 8)"),
    ("010", "010 (a number has no leading zero; write 10)"),
    ("00.5", "00.5 (a number has no leading zero; write 0.5)"),
    ("12:30", "12:30 (a number has no ':'; write one decimal number, or quotes around a text)"),
    ("50%", "50% (write it as a fraction: 0.5)"),
    ("\"1\"", "the text '1' in quotes (a number is written without quotes)"),
    ("1 2", "the text '1 2'"), ("1.5e", "the text '1.5e'"), ("--1", "the text '--1'"),
    ("1e-400", "1e-400 (too small for a number: it counts as 0)"),
  ])
  func aNumberIsRefusedWithWhatWasFound(text: String, found: String) {
    #expect(
      Example.messages(Example.model, "gradcheck: { model: rnn, epsilon: \(text) }") == [
        "21:35: error: 'epsilon' in 'gradcheck' must be a number above 0; found \(found)"
      ])
  }

  @Test(arguments: [
    ("1", 1), ("0.5", 0.5), (".5", 0.5), ("5.", 5), ("1e-5", 1e-5), ("+2.5E+3", 2500),
    ("99999999999999999999", 1e20), ("5e-324", 5e-324),
    ("1.7976931348623157e308", 0x1.fffffffffffffp1023),
  ])
  func aFiniteNumberIsTaken(text: String, value: Double) throws {
    let fields = try Example.fields(
      Example.model, "gradcheck: { model: rnn, epsilon: \(text) }")
    #expect(fields.number("epsilon") == value)
  }

  @Test func aNumberThatIsTooSmallCountsAsZeroWithAWarning() throws {
    let lesson = Example.lesson(["model: { id: rnn, input: 1, hidden: 2, dropout: 1e-400 }"])
    let checked = Example.checker.check(lesson)
    #expect(
      checked.diagnostics.map(Example.shortened) == [
        "11:49: warning: 'dropout' in 'model': 1e-400 is too small for a number and counts as 0"
      ])
    #expect(checked.isValid)
    #expect(try #require(checked.directives.first).fields.number("dropout") == 0)
  }

  @Test func theEndsOfARangeAreNamedAsTheyAre() {
    #expect(
      Example.messages("model: { id: rnn, input: 1, hidden: 2, dropout: 1 }") == [
        "11:49: error: 'dropout' in 'model' must be a number of at least 0 and below 1; found 1"
      ])
  }

  @Test(arguments: [
    ("yes", "the text 'yes' (write true)"), ("True", "the text 'True' (write true)"),
    ("off", "the text 'off' (write false)"), ("0", "0 (write false)"),
    ("'true'", "the text 'true' in quotes (write it without quotes)"),
    ("maybe", "the text 'maybe'"),
  ])
  func aBooleanIsTrueOrFalseAndNothingElse(text: String, found: String) {
    #expect(
      Example.messages("model: { id: rnn, input: 1, hidden: 2, bidirectional: \(text) }") == [
        "11:55: error: 'bidirectional' in 'model' must be true or false; found \(found)"
      ])
  }

  @Test(arguments: [
    ("''", "the text '' in quotes"), ("", "nothing"),
    ("abcdefghijklmnopqrstu", "a text of 21 characters"),
    ("\"a\\0b\"", "a text with the control character U+0"),
    ("\"a\\e[31m\"", "a text with the control character U+1B"), ("[a]", "a list"),
  ])
  func aTextIsRefusedWithWhatWasFound(text: String, found: String) {
    let place = text.isEmpty ? "11:23" : "11:22"
    #expect(
      Example.messages("data: { id: d, text: \(text) }") == [
        "\(place): error: 'text' in 'data' must be a text of 1 to 20 characters; found \(found)"
      ])
  }

  @Test(arguments: ["010", "12:30", "true", "나는 너를", "3.0", "0x10", "no"])
  func aTextIsTakenAsItIsWritten(text: String) throws {
    #expect(try Example.fields("data: { id: d, text: \(text) }").text("text") == text)
  }

  @Test func aTitleOfAMegabyteIsRefusedInOneShortLine() {
    let title = String(repeating: "x", count: 1_000_000)
    let found = Example.messages("data: { id: d, text: \(title) }")
    #expect(
      found == [
        "11:22: error: 'text' in 'data' must be a text of 1 to 20 characters; "
          + "found a text of 1000000 characters"
      ])
  }

  @Test func aChoiceListsItsWordsAndSuggestsTheNearest() {
    #expect(
      Example.messages("model: { id: rnn, input: 1, hidden: 2, cell: lsmt }") == [
        "11:46: error: 'cell' in 'model' must be one of 'rnn', 'lstm', 'gru'; "
          + "found the text 'lsmt'; did you mean 'lstm'?"
      ])
  }

  @Test(arguments: [("2 s", 2), ("500 ms", 0.5), ("1 min", 60), ("1.5s", 1.5)])
  func aTimeIsReadInSeconds(text: String, seconds: Double) throws {
    #expect(try Example.fields("data: { id: d, limit: \(text) }").number("limit") == seconds)
  }

  @Test(arguments: [
    ("2", "2 (the units are ms, s, min and h)"),
    ("2 weeks", "the text '2 weeks' (the units are ms, s, min and h)"),
    ("0 s", "the text '0 s'"), ("1 h", "the text '1 h'"), ("soon", "the text 'soon'"),
  ])
  func aTimeIsRefusedWithWhatWasFound(text: String, found: String) {
    #expect(
      Example.messages("data: { id: d, limit: \(text) }") == [
        "11:23: error: 'limit' in 'data' must be a time above 0 s and at most 60 s "
          + "such as '2 s' or '500 ms'; found \(found)"
      ])
  }

  @Test(arguments: [
    ("../x.csv", " (a path must not contain '..')"),
    ("a/../x.csv", " (a path must not contain '..')"),
    ("/etc/x.csv", " (a path must not be absolute)"), ("~/x.csv", " (a path must not be absolute)"),
    ("a//b.csv", " (a path has no empty part and no '.')"),
    ("./b.csv", " (a path has no empty part and no '.')"),
    ("a\\b.csv", " (a path has no ':', no '\\' and no control characters)"),
    ("C:x.csv", " (a path has no ':', no '\\' and no control characters)"),
    ("x.txt", ""),
  ])
  func aPathStaysInTheLessonsFolder(text: String, hint: String) {
    #expect(
      Example.messages("data: { id: d, file: \(text) }") == [
        "11:22: error: 'file' in 'data' must be the path of a '.csv' or '.tsv' file in the "
          + "lesson's folder; found the text '\(text)'\(hint)"
      ])
  }

  @Test func aPathWithOneOfTheEndingsIsTaken() throws {
    let fields = try Example.fields("data: { id: d, file: data/리뷰 1.TSV }")
    #expect(fields.text("file") == "data/리뷰 1.TSV")
  }

  @Test func aTextInAMessageIsShortAndOnOneLine() {
    let text = "\"" + String(repeating: "가", count: 60) + "\""
    #expect(
      Example.messages("model: { id: rnn, hidden: 2, input: \(text) }") == [
        "11:37: error: 'input' in 'model' must be an integer from 1 to 4096; found the text '"
          + String(repeating: "가", count: 40) + "...' in quotes"
      ])
    #expect(
      Example.messages("model: { id: rnn, hidden: 2, input: \"a\\nb\\e[0m\" }") == [
        "11:37: error: 'input' in 'model' must be an integer from 1 to 4096; "
          + "found the text 'a\\nb\\u{1b}[0m' in quotes"
      ])
  }
}
