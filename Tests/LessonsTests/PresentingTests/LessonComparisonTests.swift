import Lessons
import Testing

@Suite struct LessonComparisonTests {
  private func differences(
    _ expected: LessonResult, _ found: LessonResult
  ) throws -> [String] {
    let place = TemporaryPlace()
    for (folder, result) in [("old", expected), ("new", found)] {
      let output = OutputFolder(place.path + "/" + folder)
      try output.write(result)
    }
    return LessonComparison.differences(
      expected: place.path + "/old/07-sample", found: place.path + "/new/07-sample")
  }

  @Test func equalRunsAgree() throws {
    #expect(try differences(SampleResult.make(), SampleResult.make()).isEmpty)
  }

  @Test func valuesAgreeWithinTheTolerance() throws {
    let close = SampleResult.make(loss: 0.722994 * (1 + 5e-10))
    #expect(try differences(SampleResult.make(), close).isEmpty)
    let far = try differences(SampleResult.make(loss: 0.5), SampleResult.make(loss: 0.50001))
    #expect(far.count == 1)
    #expect(far[0].hasPrefix("step 1 (forward fwd), loss: kept 0.5, found 0.50001 (difference"))
    #expect(try !differences(SampleResult.make(loss: 0.5), SampleResult.make(loss: .nan)).isEmpty)
    #expect(
      try !differences(SampleResult.make(loss: 1e300), SampleResult.make(loss: -1e300)).isEmpty)
  }

  @Test func listsTellTheFirstDifference() throws {
    let old = SampleResult.make(extra: [("norm", .numbers([1, 2, 3], from: 1))])
    let new = SampleResult.make(extra: [("norm", .numbers([1, 2.5, 4], from: 1))])
    #expect(
      try differences(old, new) == [
        "step 1 (forward fwd), norm[2]: kept 2.0, found 2.5 (difference 0.5); "
          + "2 of 3 values differ"
      ])
    let longer = SampleResult.make(extra: [("norm", .numbers([1, 2], from: 1))])
    #expect(
      try differences(old, longer) == [
        "step 1 (forward fwd), norm: kept 3 values from 1, found 2 from 1"
      ])
  }

  @Test func aClaimThatFailsNowIsTold() throws {
    let lines = try differences(SampleResult.make(), SampleResult.make(holds: false))
    #expect(lines.contains("verdict: kept 'pass', found 'fail'"))
    #expect(
      lines.contains("step 4 (expect), 'bwd.norm[1] < 2': held, now fails (found 2.5)"))
  }

  @Test func thePageMayDifferByOneUnitOfTheLastDigit() throws {
    func page(_ text: String) -> LessonResult {
      var result = SampleResult.make()
      result.blocks[0] = .prose(text)
      return result
    }
    #expect(try differences(page("a 0.7229 b"), page("a 0.7230 b")).isEmpty)
    #expect(try differences(page("a 1.24e-05 b"), page("a 1.25e-05 b")).isEmpty)
    #expect(
      try differences(page("a 0.7228 b"), page("a 0.7230 b")).contains {
        $0.hasPrefix("page.md:1: kept 'a 0.7228 b', found 'a 0.7230 b'")
      })
    #expect(try !differences(page("a 7 b"), page("a 8 b")).isEmpty)
    #expect(try !differences(page("a 0.5 b"), page("a 0.5 c")).isEmpty)
  }

  @Test func picturesMustHaveTheSameSize() throws {
    let other = SampleResult.make(picture: SampleResult.png(16, 12))
    #expect(
      try differences(SampleResult.make(), other) == [
        "net.png: kept 16 x 10 pixels, found 16 x 12"
      ])
    let broken = SampleResult.make(picture: [1, 2, 3])
    #expect(
      try differences(SampleResult.make(), broken) == ["net.png: this run's file is not a PNG"])
  }

  @Test func aMissingFolderIsTold() {
    #expect(
      LessonComparison.differences(expected: "no/such", found: ".") == [
        "'no/such' does not exist; run the lesson once and keep its pages"
      ])
  }
}
