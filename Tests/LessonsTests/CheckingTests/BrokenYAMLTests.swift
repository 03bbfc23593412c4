import Lessons
import Testing

/// Text that is not YAML, and YAML that lessons do not use.
@Suite struct BrokenYAMLTests {
  @Test(arguments: [
    ("train: { model: rnn", "11:8: error: the '{' that opens here is never closed by '}'"),
    ("train: [a\n", "11:8: error: the '[' that opens here is never closed by ']'"),
    (
      "train: { model: rnn ]",
      "11:21: error: expected ',' or '}' in the mapping that '{' opens"
    ),
    (
      "train: {\n  model: rnn\n  rate: 1 }",
      "13:7: error: expected ',' or '}' in the mapping that '{' opens at line 11"
    ),
    ("train: 'abc", "11:8: error: the quote that opens here is never closed"),
    ("train: \"abc\n\n", "11:8: error: the quote that opens here is never closed"),
    (
      "train: \"a\n---\nb\"",
      "11:8: error: the quote that opens here is not closed before the document ends"
    ),
    (
      "train: \"a\\q\"",
      "11:10: error: unknown escape after '\\'; in '...' a backslash is only a backslash"
    ),
    ("train:\n\tmodel: rnn", "12:1: error: a tab cannot indent YAML; use spaces"),
    (
      "train:\n  model: rnn\n   rate: 1",
      "13:8: error: a ':' is not allowed here; check the indentation, "
        + "or put a text with ':' in quotes"
    ),
    (
      "train:\n  model: rnn\n rate: 1",
      "13:2: error: expected a key at the indentation of the keys above, written 'key: value'"
    ),
    (
      "train: a: b",
      "11:9: error: a ':' is not allowed here; check the indentation, "
        + "or put a text with ':' in quotes"
    ),
    (
      "train: - a",
      "11:8: error: a list item '- ' is not allowed here; begin the list on a new line"
    ),
    (
      "train:\n  - a\n  b: c",
      "13:3: error: expected '- ' at the indentation of the list's items above"
    ),
    ("train: @a", "11:8: error: no value can begin with '@'; put a text in quotes"),
    (
      "train: {} x", "11:11: error: unexpected behind a value; put a text with such marks in quotes"
    ),
    ("train: , a", "11:8: error: expected a value here"),
    ("train: [a,\n", "11:11: error: expected a value here"),
    ("train: 1\nrate", "12:1: error: expected ':' and a space behind this key"),
    (
      "train: |x\n  a",
      "11:9: error: after '|' or '>' only an indentation and '+' or '-' may stand on the line"
    ),
  ])
  func aMistakeIsExplained(text: String, message: String) {
    #expect(Example.messages(text) == [message])
  }

  @Test(arguments: [
    ("train: { a: &x 1, b: *x }", "11:13: error: '&' begins an anchor"),
    ("train:\n  - *x", "12:5: error: '*' begins an alias"),
    ("train: !!map {}", "11:8: error: '!' begins a tag"),
  ])
  func anchorsAliasesAndTagsAreRefused(text: String, message: String) {
    #expect(
      Example.messages(text) == ["\(message), which is not accepted; put a text in quotes"])
  }

  @Test func aBillionLaughsAreRefusedAtOnce() {
    let levels = (1..<30).map { "  b\($0): &b\($0) [*b\($0 - 1), *b\($0 - 1)]\n" }
    #expect(
      Example.messages("data:\n  b0: &b0 ha\n" + levels.joined()) == [
        "12:7: error: '&' begins an anchor, which is not accepted; put a text in quotes"
      ])
  }

  @Test(arguments: [
    ("train: {}\n---\ntrain: {}", "12:1: error: '---' ends the document; only one is accepted"),
    ("train: {}\n...\n", "12:1: error: '...' ends the document; only one is accepted"),
    ("%YAML 1.1\n---\ntrain: {}", "11:1: error: a line that begins with '%' is not accepted"),
    ("? train\n: {}", "11:1: error: a key that begins with '?' is not accepted"),
  ])
  func oneDocumentOfPlainKeysIsAccepted(text: String, message: String) {
    #expect(Example.messages(text) == [message])
  }

  @Test(arguments: [
    ("\0", "U+0000"), ("\u{1b}", "U+001B"), ("\u{7f}", "U+007F"), ("\u{85}", "U+0085"),
    ("\u{2028}", "U+2028"), ("\u{feff}", "U+FEFF"), ("\u{ffff}", "U+FFFF"), ("\ra", "U+000D"),
  ])
  func aControlCharacterIsNamed(character: String, name: String) {
    #expect(
      Example.messages("data: { id: d,\n  text: 가\(character)b }") == [
        "12:10: error: the control character \(name) is not accepted here"
      ])
  }

  @Test(arguments: ["[", "{a: ", "- ", "[{a: "])
  func nestingAMillionDeepIsRefused(opening: String) {
    let text = "data:\n" + String(repeating: opening, count: 1_000_000 / opening.utf8.count)
    let found = Example.messages(text)
    #expect(found.count == 1)
    #expect(found[0].hasSuffix(": error: nested more than 32 levels deep"))
  }

  @Test func nestingBlockAfterBlockIsRefused() {
    let lines = (0..<1000).map { String(repeating: " ", count: $0) + "a:\n" }
    #expect(
      Example.messages(lines.joined()) == ["43:33: error: nested more than 32 levels deep"])
    let items = (0..<1000).map { String(repeating: " ", count: $0) + "-\n" }
    #expect(
      Example.messages(items.joined()) == ["43:33: error: nested more than 32 levels deep"])
  }

  @Test(arguments: [
    "\"\(String(repeating: "[", count: 99))\"", "'\(String(repeating: "{a: ", count: 20)) it''s'",
    "|\n    \(String(repeating: "[", count: 99))\n   \n    - - *a\n",
    ">-\n    \(String(repeating: "- ", count: 50))\n", "a [[[[ &b *c !d ? e", "1 # [[[[[ &a",
    "one\n    &two\n    [three",
  ])
  func whatStandsInATextIsNoNesting(text: String) {
    let found = Example.messages("train:\n  banana: \(text)\n  rate: 0\n  model: rnn")
    #expect(found.contains { $0.contains("unknown key 'banana' in 'train'") }, "\(found)")
  }

  @Test func tooMuchTextIsRefused() {
    #expect(
      Example.messages(String(repeating: "a", count: 2_000_000)) == [
        "11:1: error: 2000000 bytes of YAML, at most 1048576 are accepted; "
          + "larger data belongs in a file of its own"
      ])
    #expect(
      Example.messages("data: [" + String(repeating: "1,", count: 100_000)) == [
        "11:100002: error: too much for one directive, which may hold 50000 values; "
          + "larger data belongs in a file of its own"
      ])
  }
}
