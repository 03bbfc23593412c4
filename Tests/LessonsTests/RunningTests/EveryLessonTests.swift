import Figures
import Foundation
import Lessons
import Testing

/// Each lesson's first run, for all tests that ask for it.
private actor FirstRuns {
  static let shared = FirstRuns()
  private var runs: [String: Task<LessonResult, any Error>] = [:]

  func result(_ name: String) async throws -> LessonResult {
    let run = runs[name] ?? Task.detached { try LessonFiles.run(name) }
    runs[name] = run
    return try await run.value
  }
}

@Suite struct EveryLessonTests {
  @Test func allTwentyLessonsAreThere() {
    #expect(
      LessonFiles.all.map { String($0.prefix(2)) }
        == (1...20).map {
          $0 < 10 ? "0\($0)" : "\($0)"
        })
  }

  @Test(arguments: LessonFiles.all)
  func everyClaimHolds(_ name: String) async throws {
    let result = try await FirstRuns.shared.result(name)
    let broken = result.claims.filter { !$0.holds }.map { "\($0.statement); found \($0.found)" }
    #expect(result.verdict == .pass, "\(broken)")
    #expect(result.claims.count >= 5)
  }

  @Test(arguments: LessonFiles.all)
  func twoRunsLeaveTheSameBytes(_ name: String) async throws {
    let first = try await FirstRuns.shared.result(name)
    let second = try LessonFiles.run(name)
    #expect(MarkdownPage.text(first) == MarkdownPage.text(second))
    #expect(HTMLPage.text(first) == HTMLPage.text(second))
    #expect(Report(first).text == Report(second).text)
    #expect(first.figures.map(\.png) == second.figures.map(\.png))
  }

  @Test(arguments: LessonFiles.all)
  func everyPictureIsWholeAndSaysWhereItComesFrom(_ name: String) async throws {
    let result = try await FirstRuns.shared.result(name)
    #expect(!result.figures.isEmpty)
    for figure in result.figures {
      let source = "\(result.document.name), seed \(result.seed)"
      let picture = try PNG.decode(figure.png)
      #expect(picture.width == 1600)
      #expect(picture.pixelsPerMetre == 5669)
      #expect(picture.texts.first { $0.keyword == "Source" }?.text == source)
      #expect(!figure.alt.isEmpty)
    }
    // The picture of the contents page is the one that the front matter names.
    let named = try LessonReader.read(path: LessonFiles.path(name)).source
      .split(separator: "\n").first { $0.hasPrefix("figure: ") }
    #expect(Report(result).thumbnail.map { "figure: \($0.file)" } == named.map { "\($0).png" })
  }

  /// Prose takes its numbers from the run, ends in a question with an answer, and draws something.
  @Test(arguments: LessonFiles.all)
  func everyLessonAsksAndAnswers(_ name: String) async throws {
    let document = try LessonReader.read(path: LessonFiles.path(name))
    let spans = document.blocks.reduce(0) { count, block in
      if case .prose(let prose) = block { count + prose.spans.count } else { count }
    }
    #expect(spans >= 3)
    #expect(document.source.contains("## A question"))
    #expect(document.source.contains("<summary>Answer</summary>"))
    let page = MarkdownPage.text(try await FirstRuns.shared.result(name))
    #expect(!page.contains("`= "), "a value span was left in the page")
  }

  /// The one-flag variation that a lesson proposes is one that the program accepts.
  @Test(arguments: LessonFiles.all)
  func theProposedVariationRuns(_ name: String) throws {
    let source = try LessonReader.read(path: LessonFiles.path(name)).source
    // One setting, as the shell would hand it on.
    let settings = source.split(separator: "\n")
      .filter { $0.hasPrefix("./unrolled run") && !$0.contains("--data") }
      .compactMap { line in line.range(of: "--set ").map { String(line[$0.upperBound...]) } }
      .map { $0.replacing("'", with: "") }
    #expect(!settings.isEmpty)
    for setting in settings {
      let result = try LessonFiles.run(name, overrides: [setting])
      #expect(!result.steps.contains { $0.verdict == .error }, "\(setting)")
      #expect(result.variations == [setting])
    }
  }
}
