import Foundation
import Testing

/// `run --data FILE`, and Ctrl-C in a training on it.
@Suite struct CorpusCommandTests {
  private static let lesson = """
    ---
    title: Texts
    seed: 1
    ---
    # Texts

    ```yaml run
    data: { id: c, kind: corpus, file: data/own.tsv, vocabulary: 100, pad_to: 50 }
    ```
    ```yaml run
    model: { id: m, cell: lstm, embedding: { vocabulary: 100, size: 8 }, hidden: 8,
      head: { outputs: 1, at: last }, loss: binary_cross_entropy }
    ```
    ```yaml run
    fit: { id: f, model: m, data: c, optimizer: adam, rate: 0.01, epochs: 2 }
    ```
    ```yaml run
    expect: [{ value: c.texts, equals: 40, tolerance: 0, why: of the file beside it }]
    ```

    """

  private static func rows(_ count: Int) -> String {
    "text\tlabel\n"
      + (0..<count).map { $0 % 2 == 0 ? "so bad \($0)\tneg\n" : "so good \($0)\tpos\n" }.joined()
  }

  private func place() throws -> Place {
    let place = try Place(["01-texts.md": Self.lesson, "02-plain.md": Sample.small()])
    try FileManager.default.createDirectory(
      atPath: place.path + "/Lessons/data", withIntermediateDirectories: false)
    try place.write("Lessons/data/own.tsv", Self.rows(40))
    try place.write("other.csv", Self.rows(60).replacing("\t", with: ","))
    return place
  }

  @Test func anotherFileStandsForTheCorpus() throws {
    let place = try place()
    #expect(try place.run("run", "1").ending == .exit(0))
    let kept = place.snapshot("Output/01-texts")
    let outcome = try place.run("run", "1", "--data", "other.csv")
    #expect(outcome.ending == .exit(0))
    #expect(outcome.output.contains("other.csv: 60 texts"))
    #expect(outcome.output.contains("not judged, the corpus is another: c.texts = 40"))
    #expect(place.snapshot("Output/01-texts") == kept)
    #expect(place.exists("Output/varied/01-texts/page.md"))
  }

  @Test func aLessonWithoutACorpusIsAnError() throws {
    let outcome = try place().run("run", "2", "--data", "other.csv")
    #expect(outcome.ending == .exit(2))
    #expect(
      outcome.error
        == "--data other.csv: error: '02-plain' has no data of the kind 'corpus' that the file "
        + "could stand for\n")
  }

  @Test func aFileThatIsNotThereIsAnError() throws {
    let outcome = try place().run("run", "1", "--data", "none.csv")
    #expect(outcome.ending == .exit(2))
    #expect(outcome.error == "--data none.csv: error: no such file: 'none.csv'\n")
  }

  @Test func dataAndCheckExcludeEachOther() throws {
    let outcome = try place().run("run", "1", "--check", "--data", "other.csv")
    #expect(outcome.ending == .exit(64))
    #expect(
      outcome.error.contains("--check compares lessons as they are written; leave out --data"))
  }

  @Test func anInterruptEndsTheTrainingAndReports() throws {
    let place = try place()
    try place.run("run", "1")
    let before = place.snapshot()
    try place.write("other.csv", Self.rows(20_000).replacing("\t", with: ","))
    let program = try place.start(["run", "1", "--data", "other.csv", "--set", "f.epochs=1000"])
    #expect(program.wait { program.output.contains("[2/4] model m") })
    usleep(400_000)
    program.send(SIGINT)
    let outcome = program.finish(within: 20)
    #expect(outcome.ending == .exit(130))
    #expect(outcome.output.contains("* interrupted; kept epoch"))
    #expect(!outcome.output.contains("[4/4]"))
    #expect(
      outcome.error
        == "ending after this update; Ctrl-C again leaves at once\n"
        + "interrupted; earlier output is as it was\n")
    #expect(place.snapshot() == before)
  }
}
