import Lessons
import Testing

/// Directives in the manner of the real ones, with a key of every type.
enum Example {
  static let declarations: [DirectiveDeclaration] = [
    DirectiveDeclaration(
      "model", summary: "A recurrent network with its loss.",
      keys: [
        KeyDeclaration("id", .newID, required: true, help: "the step's name"),
        KeyDeclaration("cell", .choice(["rnn", "lstm", "gru"]), default: "rnn", help: "the cell"),
        KeyDeclaration("input", .integer(1...4096), required: true, help: "the width of an input"),
        KeyDeclaration(
          "hidden", .oneOf([.integer(1...4096), .list(.integer(1...4096), count: 1...8)]),
          required: true, help: "units, of one layer or of each"),
        KeyDeclaration("bidirectional", .boolean, default: "false", help: "reads both ways"),
        KeyDeclaration(
          "dropout", .number(.from(0, below: 1)), default: "0", help: "what is dropped"),
        KeyDeclaration("weights", .namedTensors, help: "parameters by name"),
      ]),
    DirectiveDeclaration(
      "data", summary: "Sequences with their targets.",
      keys: [
        KeyDeclaration("id", .newID, required: true, help: "the step's name"),
        KeyDeclaration("text", .text(maximumLength: 20), help: "the text"),
        KeyDeclaration("file", .path(endings: [".csv", ".tsv"]), help: "a table"),
        KeyDeclaration("limit", .duration(.above(0, atMost: 60)), help: "the time to read"),
        KeyDeclaration(
          "items",
          .list(
            .mapping([
              KeyDeclaration("x", .oneOf([.vector, .matrix]), required: true, help: "the inputs"),
              KeyDeclaration("target", .vector, help: "the targets"),
            ]), count: 1...100), help: "sequences"),
      ]),
    DirectiveDeclaration(
      "forward", summary: "One pass over the data.",
      keys: [
        KeyDeclaration("id", .newID, help: "the step's name"),
        KeyDeclaration("model", .reference(to: ["model"]), required: true, help: "what runs"),
        KeyDeclaration("data", .reference(to: ["data"]), help: "what is read"),
        KeyDeclaration(
          "show", .list(.choice(["input", "state", "output"]), count: 1...3), help: "columns"),
        KeyDeclaration("state", .matrix, help: "the first state"),
      ]),
    DirectiveDeclaration(
      "gradcheck", summary: "Compares the gradient with independent estimates.",
      keys: [
        KeyDeclaration("id", .newID, help: "the step's name"),
        KeyDeclaration("model", .reference(to: ["model"]), required: true, help: "what is checked"),
        KeyDeclaration("epsilon", .number(.positive), default: "1e-5", help: "the step"),
      ]),
    DirectiveDeclaration(
      "train", summary: "Trains a model.",
      keys: [
        KeyDeclaration("id", .newID, help: "the step's name"),
        KeyDeclaration("model", .reference(to: ["model"]), required: true, help: "what learns"),
        KeyDeclaration("rate", .number(.positive), default: "0.1", help: "the learning rate"),
        KeyDeclaration("epochs", .integer(1...1_000_000), default: "10", help: "passes"),
        KeyDeclaration(
          "clip",
          .mapping([
            KeyDeclaration("norm", .number(.positive), help: "the largest norm"),
            KeyDeclaration("value", .number(.positive), help: "the largest entry"),
          ]), help: "limits of the gradient"),
        KeyDeclaration(
          "truncate", .oneOf([.integer(1...100), .choice(["full", "none"])]), default: "full",
          help: "steps back"),
      ]),
    DirectiveDeclaration(
      "expect", summary: "Claims that must hold.",
      listOf: [
        KeyDeclaration("value", .valuePath, required: true, help: "what is looked at"),
        KeyDeclaration(
          "equals", .oneOf([.number(.any), .text(maximumLength: 100)]), required: true,
          help: "what it must be"),
        KeyDeclaration("tolerance", .number(.atLeast(0)), default: "0", help: "how far off"),
      ]),
  ]

  /// A checker for lessons without front matter.
  static let checker = LessonChecker(declarations, frontMatter: nil)

  /// A good first directive.
  static let model = "model: { id: rnn, input: 1, hidden: 2 }\n"

  /// A lesson whose fences hold these texts. The first fence's YAML begins at line 11 of the file,
  /// each further one 10 lines behind the beginning of the one before.
  static func lesson(
    _ directives: [String], indent: Int = 0, frontMatter: String? = nil
  ) -> LessonDocument {
    LessonDocument(
      path: "Lessons/07-bptt.md", name: "07-bptt", number: 7, source: "",
      frontMatter: frontMatter.map { .init(text: $0, firstLine: 2) },
      blocks: directives.enumerated().map {
        .directive(.init(text: $0.element, firstLine: 11 + 10 * $0.offset, indent: indent))
      })
  }

  /// What is wrong with the directives, as it is printed, without the file's name.
  static func messages(_ directives: String..., overrides: [String] = []) -> [String] {
    checker.check(lesson(directives), overrides: overrides).diagnostics.map { shortened($0) }
  }

  /// The fields of the last of some directives, which must be good.
  static func fields(_ directives: String..., overrides: [String] = []) throws -> CheckedMapping {
    let checked = try checker.check(lesson(directives), overrides: overrides).validated()
    return try #require(checked.directives.last).fields
  }

  static func shortened(_ diagnostic: Diagnostic) -> String {
    let text = diagnostic.description
    let file = "Lessons/07-bptt.md:"
    return text.hasPrefix(file) ? String(text.dropFirst(file.count)) : text
  }
}
