import Lessons
import Recurrent
import Testing

/// Sentences with a gap, and how long a memory reaches.
@Suite struct SweepTests {
  private static let data = """
    data:
      id: boats
      kind: memory
      sentence: the KEY is here . ... a
      pairs: [boat sailor, plane pilot, bus driver]
      filler: [so, we, wait]
      count: 20
      gap: 7
    """
  private static let task = MemoryTask(
    words: ["the", "KEY", "is", "here", ".", "...", "a"],
    pairs: [("boat", "sailor"), ("plane", "pilot"), ("bus", "driver")],
    filler: ["so", "we", "wait"])

  private static let model =
    "model: { id: net, cell: lstm, input: 11, hidden: 8, head: { outputs: 3, at: last }, "
    + "loss: cross_entropy, init: { forget_bias: 3 } }"

  private static func sweep(_ keys: String = "") -> String {
    """
    sweep:
      id: s
      data: boats
      gaps: [4, 8]
      seeds: 3
      cases: [{ model: net, label: LSTM }]
      train: { optimizer: adam, rate: 0.02, epochs: 150 }
      \(keys)
    """
  }

  @Test func aSentenceHasItsKeyItsGapAndItsAnswer() throws {
    let result = try LessonFiles.result([Self.data, Self.model])
    #expect(result.number("boats", "steps") == 9)
    #expect(result.number("boats", "input_size") == 11)
    #expect(result.number("boats", "classes") == 11)
    var generator = SeededGenerator(seed: 1)
    let drawn = Self.task.sentences(200, gap: 7, isHeldOut: false, using: &generator)
    for (words, answer) in drawn {
      let text = words.map { Self.task.alphabet[$0] }
      #expect(text.count == 9 && text[0] == "the" && text[8] == "a")
      #expect(Array(text[2...4]) == ["is", "here", "."])
      #expect(text[5...7].allSatisfy { ["so", "we", "wait"].contains($0) })
      #expect(["boat", "plane", "bus"].firstIndex(of: text[1]) == answer)
    }
    #expect(Set(drawn.map(\.answer)) == [0, 1, 2])
  }

  /// What is tested was never trained on.
  @Test func heldOutSentencesAreNeverDrawnForTraining() {
    var generator = SeededGenerator(seed: 2)
    let trained = Self.task.sentences(500, gap: 9, isHeldOut: false, using: &generator)
    let tested = Self.task.sentences(500, gap: 9, isHeldOut: true, using: &generator)
    #expect(Set(trained.map(\.words)).isDisjoint(with: tested.map(\.words)))
    #expect(tested.allSatisfy { Self.task.isHeldOut($0.words) })
  }

  /// Were it by the whole sentence, a short gap could keep a key out of the training.
  @Test(arguments: 4...8)
  func everyKeyIsTrainedOnAndTested(_ gap: Int) {
    for isHeldOut in [false, true] {
      var generator = SeededGenerator(seed: 3)
      let drawn = Self.task.sentences(200, gap: gap, isHeldOut: isHeldOut, using: &generator)
      #expect(Set(drawn.map(\.answer)) == [0, 1, 2])
    }
  }

  /// With one filler in four, three that differ in one word disagree on 9 of 16 occasions.
  @Test(arguments: [0, 2, 5])
  func everyWordOfTheFillerDecidesWhatIsHeldOut(_ place: Int) {
    let words = ["so", "we", "wait"].map { Self.task.alphabet.firstIndex(of: $0)! }
    var disagreements = 0
    for number in 0..<243 {
      var others = (0..<5).map { digit in
        words[(0..<digit).reduce(number) { rest, _ in rest / 3 } % 3]
      }
      others.insert(0, at: place)
      let verdicts = words.map { word in
        others[place] = word
        return Self.task.isHeldOut([0, 1, 4, 5, 6] + others + [7])
      }
      if Set(verdicts).count == 2 { disagreements += 1 }
    }
    #expect((110...165).contains(disagreements))
  }

  @Test func sentencesThatAreAlikeDifferInTheirKeyAlone() throws {
    let result = try LessonFiles.result([
      Self.data.replacing("count: 20", with: "alike: true"), Self.model,
      "forward: { id: one, model: net, data: boats, sequence: 1 }",
      "forward: { id: three, model: net, data: boats, sequence: 3 }",
      "contrast: { id: apart, values: [one.input, three.input] }",
    ])
    #expect(result.number("boats", "sequences") == 3)
    #expect(result.numbers("apart", "at") == [0, 1, 0, 0, 0, 0, 0, 0, 0])
  }

  @Test func anLSTMWithOpenGatesBridgesTheGap() throws {
    let lesson = [
      Self.data, Self.model, Self.sweep(),
      "figure: { id: f, kind: accuracy, from: [s], alt: a }",
    ]
    let result = try LessonFiles.result(lesson)
    #expect(result.verdict == .pass)
    #expect(result.numbers("s", "net_learned") == [3, 3])
    #expect(result.numbers("s", "gaps") == [4, 8])
    #expect(result.number("s", "chance") == 1.0 / 3)
    // It ended before the last update, because the loss was low.
    #expect(result.numbers("s", "net_updates").allSatisfy { $0 < 150 })
    #expect(result.figures.count == 1)
    let again = try LessonFiles.result(lesson)
    #expect(again.value("s", "net_accuracy") == result.value("s", "net_accuracy"))
    #expect(again.value("s", "net_updates") == result.value("s", "net_updates"))
  }

  /// One update teaches nothing; the accuracy is then that of guessing, within chance.
  @Test func withoutTrainingTheAccuracyIsThatOfGuessing() throws {
    let result = try LessonFiles.result([
      Self.data, Self.model, Self.sweep().replacing("epochs: 150", with: "epochs: 1"),
    ])
    #expect(result.numbers("s", "net_learned") == [0, 0])
    #expect(result.numbers("s", "net_accuracy").allSatisfy { $0 > 0.15 && $0 < 0.75 })
    #expect(result.numbers("s", "net_updates") == [1, 1])
  }

  @Test(arguments: [
    ("gaps: [4, 8]", "gaps: [8, 4]", "a gap of 4 behind 8; gaps are ascending"),
    (
      "gaps: [4, 8]", "gaps: [3, 8]",
      "a gap of 3; the sentence itself has 4 words between KEY and the answer"
    ),
    (
      "cases: [{ model: net, label: LSTM }]", "cases: [{ model: net }, { model: net }]",
      "'net' stands twice in 'cases'"
    ),
    (
      "gaps: [4, 8]", "gaps: [4, 1000]\n  tested: 10000",
      "'net' needs about 10.4 GiB for the numbers of its steps; at most 0.149 GiB are allowed"
    ),
  ])
  func aSweepThatCannotBeIsRefused(_ old: String, _ new: String, _ message: String) {
    let found = LessonFiles.complaints([
      Self.data, Self.model, Self.sweep().replacing(old, with: new),
    ])
    expectOne(found, endingWith: message)
  }

  @Test func aSweepNeedsAGapToVary() {
    let found = LessonFiles.complaints([
      "data: { id: boats, kind: recall, symbols: 11 }", Self.model, Self.sweep(),
    ])
    expectOne(
      found, endingWith: "'boats' has no gap to vary; data of the kind 'memory' has one")
  }

  @Test(arguments: [
    (
      "the KEY is here . ... a", "the boat is here",
      "the sentence has 0 KEYs and 0 '...'; it needs one KEY and, behind it, one '...'"
    ),
    (
      "boat sailor, plane", "boat sailor, boat",
      "'boat pilot'; a pair is a key and its answer, such as 'boat sailor', each in one pair "
        + "alone, and the key stands neither in the sentence nor in the filler"
    ),
    (
      "gap: 7", "gap: 2",
      "a gap of 2; the sentence itself has 4 words between KEY and the answer"
    ),
    (
      "filler: [so, we, wait]", "steps: 7",
      "'steps' is not for data of the kind 'memory', which has 'sentence', 'pairs', 'filler', "
        + "'gap', 'alike', 'count'"
    ),
    (
      "gap: 7", "gap: 7\n  alike: true",
      "'count' is not for sentences that are 'alike'; there is one for each key"
    ),
    (
      "count: 20", "count: 100000",
      "100000 sentences of 9 words, one-hot among 11, are 9.9e+06 numbers; at most 2000000 are "
        + "allowed"
    ),
  ])
  func sentencesThatCannotBeAreRefused(_ old: String, _ new: String, _ message: String) {
    expectOne(
      LessonFiles.complaints([Self.data.replacing(old, with: new)]), endingWith: message)
  }
}
