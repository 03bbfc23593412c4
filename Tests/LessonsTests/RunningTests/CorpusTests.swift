import Foundation
import Lessons
import Testing

@Suite struct CorpusTests {
  @Test func aLessonWithoutACorpusRefusesData() throws {
    let given = try Given(reviewRows(8).joined(separator: "\n"))
    expectOne(
      given.complaints(["data: { id: d, kind: recall }"]),
      endingWith: "'99-test' has no data of the kind 'corpus' that the file could stand for")
  }

  @Test func aCorpusThatKeepsItsFileTakesNoOther() throws {
    let given = try Given(reviewRows(8).joined(separator: "\n"))
    #expect(
      given.complaints(["data: { id: c, kind: corpus, file: none.tsv, fixed: true }"]).contains {
        $0.hasSuffix("'99-test' has no data of the kind 'corpus' that the file could stand for")
      })
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
    let given = try Given(reviewRows(10).joined(separator: "\n"))
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
