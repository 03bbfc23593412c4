import Foundation
import Lessons
import Testing

/// A corpus in a temporary file, read through `--data` into a lesson of one step.
private struct Given {
  static let corpus = "data: { id: c, kind: corpus, file: none.tsv, pad_to: 20 }"

  let folder: String
  let path: String

  init(_ bytes: [UInt8], name: String) throws {
    folder = NSTemporaryDirectory() + "/unrolled-corpus-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    path = folder + "/" + name
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  init(_ text: String, name: String = "given.tsv") throws {
    try self.init(Array(text.utf8), name: name)
  }

  func lesson(_ directives: [String] = [corpus]) throws -> PreparedLesson {
    try PreparedLesson(LessonFiles.document(directives), data: path)
  }

  func result(_ directives: [String] = [corpus]) throws -> LessonResult {
    try lesson(directives).run()
  }

  /// Everything that is wrong, with the folder taken off.
  func complaints(_ directives: [String] = [corpus]) -> [String] {
    do {
      _ = try lesson(directives)
      return []
    } catch let error as InvalidLesson {
      return error.diagnostics.map { $0.description.replacingOccurrences(of: folder, with: "") }
    } catch {
      return ["\(error)"]
    }
  }
}

/// Rows of two labels that differ in one word.
private func plain(_ count: Int, labels: (String, String) = ("0", "1")) -> [String] {
  (0..<count).map { index in
    index % 2 == 0 ? "this was bad \(index)\t\(labels.0)" : "this was good \(index)\t\(labels.1)"
  }
}

@Suite struct CorpusTests {
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
    let given = try Given(plain(8).map { "x\t\($0)" }.joined(separator: "\n"))
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
    let rows = plain(9, labels: labels)
    for rows in [rows, rows.reversed()] {
      let result = try Given((["text\tlabel"] + rows).joined(separator: "\n")).result()
      // Five of nine are of the first label.
      #expect(result.number("c", "negative") == 5, "\(labels)")
    }
  }

  @Test func emptyTextsAreCountedAndBadLinesNamed() throws {
    let rows = plain(80) + ["\t1", "   \t0", "one column", "a\tb\tc", "no label\t", "third\t7"]
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
        "/given.tsv:86:1: warning: the label is empty; the line is left out",
        "/given.tsv:87:1: warning: this line and 0 more cannot be used and are left out",
      ])
  }

  @Test func aFileOfManyBadLinesIsRefusedAtTheFirst() throws {
    let rows = plain(20) + ["one column", "another"]
    expectOne(
      try Given((["text\tlabel"] + rows).joined(separator: "\n")).complaints(),
      endingWith: "/given.tsv:22:1: error: 1 column; the first line has 2; 2 of 22 lines cannot be "
        + "used, at most 5 % may")
  }

  @Test func whatIsNoUTF8IsRefused() throws {
    let row: [UInt8] = [0xC0, 0xE7, 0xB9, 0xCC, 0x09, 0x31, 0x0A, 0x62, 0x09, 0x30, 0x0A]
    expectOne(
      try Given(Array("text\tlabel\n".utf8) + row, name: "given.tsv").complaints(),
      endingWith: "/given.tsv:1:1: error: every label is '0'; two values are needed; line 2: not "
        + "UTF-8; save the file as UTF-8")
    expectOne(
      try Given([0xFF, 0xFE, 0x61, 0x00], name: "given.tsv").complaints(),
      endingWith: "/given.tsv:1:1: error: the file is UTF-16; save it as UTF-8")
  }

  @Test func labelsOfMoreOrFewerThanTwoValuesAreRefused() throws {
    let stars = (0..<20).map { "text \($0)\t\($0 % 5 + 1)" }
    expectOne(
      try Given((["text\tstars"] + stars).joined(separator: "\n")).complaints(),
      endingWith: "12 of 20 lines cannot be used, at most 5 % may")
    expectOne(
      try Given("text\tlabel\ngood\t1\nbetter\t1\n").complaints(),
      endingWith: "/given.tsv:1:1: error: every label is '1'; two values are needed")
    expectOne(
      try Given("").complaints(), endingWith: "/given.tsv:1:1: error: the file is empty")
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

  @Test func aLessonWithoutACorpusRefusesData() throws {
    let given = try Given(plain(8).joined(separator: "\n"))
    expectOne(
      given.complaints(["data: { id: d, kind: recall }"]),
      endingWith: "'99-test' has no data of the kind 'corpus' that the file could stand for")
  }

  @Test func aFileOutsideTheLessonsFolderIsRefused() {
    expectOne(
      LessonFiles.complaints(["data: { id: c, kind: corpus }"]),
      endingWith: "error: data of the kind 'corpus' needs 'file'")
    #expect(
      !LessonFiles.complaints(["data: { id: c, kind: corpus, file: ../secret.tsv }"]).isEmpty)
  }

  /// abab has the pairs ab ba ab; cdcd has cd dc cd.
  @Test func tokensAreCountedAsByHand() throws {
    let rows = (0..<10).map { $0 % 2 == 0 ? "aBab\t0" : "cdcd\t1" }
    let given = try Given((["text\tlabel"] + rows).joined(separator: "\n"))
    func count(_ unit: String) throws -> [Double?] {
      let result = try given.result([
        "data: { id: c, kind: corpus, file: none.tsv, pad_to: 3, tokens: \(unit) }"
      ])
      return ["different", "vocabulary", "steps", "cut", "unknown"].map { result.number("c", $0) }
    }
    #expect(try count("pairs") == [4, 6, 3, 0, 0])
    #expect(try count("characters") == [4, 6, 3, 10, 0])
    #expect(try count("words") == [2, 4, 1, 0, 0])
  }

  @Test func aClaimAboutTheLessonsCorpusIsNotJudgedOnAnother() throws {
    let given = try Given(plain(10).joined(separator: "\n"))
    let result = try given.result([
      Given.corpus, "data: { id: other, kind: recall }",
      """
      expect:
        - { value: c.texts, equals: 99, tolerance: 0, why: never true }
        - { value: other.sequences, at_least: 1 }
      """,
    ])
    #expect(result.claims.count == 1)
    #expect(result.verdict == .pass)
    #expect(result.variations == ["data=\(given.path)"])
  }
}

@Suite struct FitTests {
  private static let model = """
    model: { id: m, cell: lstm, embedding: { vocabulary: 100, size: 8 }, hidden: 8, dropout: 0.1,
      head: { outputs: 1, at: last }, loss: binary_cross_entropy }
    """
  private static func corpus(_ more: String = "") -> String {
    "data: { id: c, kind: corpus, file: none.tsv, pad_to: 30, vocabulary: 100\(more) }"
  }
  private static func fit(_ more: String = "") -> String {
    "fit: { id: f, model: m, data: c, optimizer: adam, rate: 0.02, batch: 16, epochs: 8\(more) }"
  }

  private func given(_ count: Int = 200) throws -> Given {
    try Given((["text\tlabel"] + plain(count)).joined(separator: "\n"))
  }

  @Test func oneTellingWordIsLearned() throws {
    let result = try given().result([
      Self.corpus(), Self.model, Self.fit(),
      "read: { id: good, fit: f, text: this was GOOD! }",
      "read: { id: bad, fit: f, text: this was bad }",
    ])
    #expect(result.verdict == .pass)
    #expect(result.number("f", "accuracy") == 1)
    #expect(try #require(result.number("good", "p")) > 0.8)
    #expect(try #require(result.number("bad", "p")) < 0.2)
    #expect(result.numbers("f", "curve_loss").count == 8)
  }

  /// With weights this small y is near 0, and -log(1/2) is the loss of every text.
  @Test func aNetworkThatHasLearnedNothingCostsLn2() throws {
    let result = try given().result([
      Self.corpus(), Self.model.replacing("hidden: 8", with: "init: { embedding: 0 }, hidden: 8"),
      "fit: { id: f, model: m, data: c, optimizer: sgd, rate: 1e-9, epochs: 1 }",
    ])
    #expect(abs(try #require(result.number("f", "first_loss")) - 0.693147) < 1e-5)
    #expect(abs(result.numbers("f", "curve_loss")[0] - 0.693147) < 1e-5)
  }

  @Test func theKeptEpochIsTheOneWithTheLowestValidationLoss() throws {
    let result = try given().result([
      Self.corpus(), Self.model, Self.fit(", patience: 2"),
    ])
    let losses = result.numbers("f", "curve_validation_loss")
    let kept = try #require(result.number("f", "kept"))
    #expect(losses.firstIndex(of: losses.min()!).map { Double($0 + 1) } == kept)
    #expect(result.number("f", "loss") == losses.min())
  }

  @Test func twoRunsAreEqualAndThreadsDifferInRoundingOnly() throws {
    func losses(_ threads: Int) throws -> [Double] {
      let more = ", threads: \(threads)"
      return try given().result([Self.corpus(), Self.model, Self.fit(more)])
        .numbers("f", "curve_validation_loss")
    }
    let two = try losses(2)
    #expect(try losses(2) == two)
    for (one, other) in zip(try losses(1), two) { #expect(abs(one - other) < 0.02) }
  }

  @Test func severalSeedsAreCounted() throws {
    let result = try given().result([
      Self.corpus(), Self.model, Self.fit(", seeds: 3, learned: { accuracy: 0.9 }"),
    ])
    let accuracies = result.numbers("f", "accuracies")
    #expect(accuracies.count == 3)
    #expect(result.number("f", "learned") == Double(accuracies.count { $0 >= 0.9 }))
    #expect(result.number("f", "lowest") == accuracies.min())
    #expect(result.number("f", "accuracy") == accuracies.sorted()[1])
  }

  /// The gradient that padding lets through, from nothing to much.
  @Test func paddingIsReadWhereItIsNotMasked() throws {
    let result = try given().result([
      Self.corpus(), Self.model, Self.fit(),
      "padding: { id: p, fit: f, steps: [0, 10, 200], texts: 10 }",
    ])
    let gradient = result.numbers("p", "gradient")
    #expect(gradient[0] == 1)
    #expect(gradient[1] < 1 && gradient[2] < gradient[1])
    #expect(result.numbers("p", "accuracy")[0] == 1)
  }

  @Test func anInterruptedFitReportsWhatItHas() throws {
    let interruption = Interruption()
    #expect(!interruption.ask(), "nothing is running that could end")
    let lesson = try given(400).lesson([
      Self.corpus(), Self.model, Self.fit(), "data: { id: d, kind: recall }",
    ])
    let result = lesson.run(
      observer: RunObserver(
        progress: { if $0.done >= 30 { _ = interruption.ask() } }, interruption: interruption))
    #expect(interruption.isAsked)
    #expect(result.steps.map(\.kind) == ["data", "model", "fit"])
    // 320 texts make 20 updates an epoch.
    #expect(result.numbers("f", "curve_loss").count == 2)
    #expect(result.table("f")?.rows.last?.cells[0] == "2 (part)")
  }

  @Test func aModelThatDoesNotFitIsRefused() throws {
    let given = try given()
    expectOne(
      given.complaints([
        Self.corpus(),
        """
        model: { id: m, cell: lstm, input: 3, hidden: 8, head: { outputs: 1, at: last },
          loss: binary_cross_entropy }
        """, Self.fit(),
      ]), endingWith: "'m' reads vectors; a corpus needs a model with an 'embedding'")
    expectOne(
      given.complaints([
        "data: { id: c, kind: corpus, file: none.tsv }", Self.model, Self.fit(),
      ]), endingWith: "'m' embeds 100 tokens; 'c' may have 3000 ('vocabulary')")
    expectOne(
      given.complaints([
        Self.corpus(), Self.model.replacing("binary_cross_entropy", with: "half_squared_error"),
        Self.fit(),
      ]),
      endingWith: "'m' needs head: { outputs: 1, at: last } and loss: binary_cross_entropy for the "
        + "two labels of a corpus")
    expectOne(
      given.complaints(
        [
          "data: { id: c, kind: recall }", Self.model, Self.fit(),
        ] + [Self.corpus().replacing("id: c", with: "id: e")]),
      endingWith: "'c' is no corpus; 'fit' needs data of the kind 'corpus', 'train' takes others")
    expectOne(
      given.complaints([
        Self.corpus(), Self.model, "train: { id: t, model: m, data: c, epochs: 1 }",
      ]), endingWith: "'c' is a corpus; 'fit' trains on it, and 'read' reads texts")
  }
}
