import Lessons
import Testing

/// Every message stands at the line and the column, in characters, of what it is about.
@Suite struct LocationTests {
  /// The places at which `mark` stands in a text whose first line is line 11 of the file.
  private func places(of mark: Character, in text: String, indent: Int = 0) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { line in
      line.element.enumerated().filter { $0.element == mark }.map {
        "\(11 + line.offset):\(indent + $0.offset + 1)"
      }
    }
  }

  /// Where the messages stand about a text in which each mistake is a letter that stands nowhere
  /// else in it.
  private func found(in text: String, indent: Int = 0) -> [String] {
    Example.checker.check(Example.lesson([text], indent: indent)).diagnostics.map {
      "\($0.location.line):\($0.location.column)"
    }
  }

  @Test(arguments: [
    "data: { id: d, z: 1, items: [{ x: [1, z] }, z] }",
    "data:\n  id: d\n  z: 1\n  items:\n    - x: [1, z]\n    - z\n",
    "data:\n  id: d\n  items:\n  - x:\n    - 1\n    - z\n  - { x: [[1], [z]] }\n  z: 1",
    "# comment\n\ndata: # comment\n\n  id: d\n  # comment\n  z: 1",
    "data: { id: d, text: 나는 너를, z: 1, items: [{ x: [z, 1] }] }",
    "data: { id: d, \"text\": 한국, z: 1, items: [{ x: [z, 1] }] }",
    "data: { id: d, text: '👩‍👩‍👧 e\u{301} 각', z: 1, items: [ { x: [z] } ] }",
    "data:\n  id: d\n  text: |\n    나는 너를\n    \n  z: 1\n",
    "data:\n  id: d\n  text: >-\n    one\n    two\n  z: 1\n",
    "data:\n  id: d\n  text: one\n    two\n  z: 1\n",
    "data:\n  id: d\n  text: \"one\n    two\" # 한\n  z: 1\n",
    "data: {\n  id: d,\n  z: 1,\n  items: [\n    { x:\n      [z] } ] }",
    "---\ndata: { id: d, z: 1 }\n",
    "data: {id: d,\tz: 1}",
  ])
  func aMistakeIsFoundWhereItStands(text: String) {
    for indent in [0, 3] {
      let expected = places(of: "z", in: text, indent: indent)
      #expect(!expected.isEmpty)
      #expect(found(in: text, indent: indent) == expected)
    }
  }

  @Test func carriageReturnsDoNotCount() {
    let text = "data:\n  id: d\n  text: 나\n  z: 1\n"
    #expect(found(in: text.replacing("\n", with: "\r\n")) == ["14:3"])
  }

  @Test func aDirectiveKnowsItsPlaceAndItsBlock() throws {
    var lesson = Example.lesson([Example.model, "\nforward:\n  model: rnn\n"])
    lesson.blocks.insert(
      .prose(.init(text: "", firstLine: 14, spans: [])), at: 1)
    let checked = try Example.checker.check(lesson).validated()
    #expect(checked.directives.map(\.location.description).last == "Lessons/07-bptt.md:22:1")
    #expect(checked.directives.map(\.block) == [0, 2])
    #expect(checked.directives.map(\.index) == [1, 2])
    let model = try #require(checked.directives.last).fields.location(of: "model")
    #expect(model.description == "Lessons/07-bptt.md:23:10")
  }
}
