import Figures
import Foundation
import Testing

/// Every kind of figure against a reference: first its data, then its pixels.
@Suite struct GoldenTests {
  @Test(arguments: GoldenSamples.all)
  func theFigureIsAsItsReferenceHasIt(sample: GoldenSample) throws {
    for problem in try GoldenStore.shared.problems(sample) { Issue.record("\(problem)") }
  }

  @Test func everyReferenceBelongsToAFigure() throws {
    let names = GoldenSamples.all.map(\.name)
    #expect(Set(names).count == names.count, "two figures have one name")
    let strangers = try GoldenStore.shared.strangers(GoldenSamples.all)
    #expect(strangers == [], "no figure of GoldenSamples has these files")
  }

  @Test func theReferencesStaySmall() throws {
    #expect(try GoldenStore.shared.size() < 4_000_000)
  }

  // MARK: - The store itself

  private func emptyStore(isRecording: Bool = false) throws -> GoldenStore {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "unrolled-golden-\(UUID().uuidString)")
    return GoldenStore(
      references: folder.appending(path: "references"), output: folder.appending(path: "output"),
      isRecording: isRecording)
  }

  private func remove(_ store: GoldenStore) {
    try? FileManager.default.removeItem(at: store.references.deletingLastPathComponent())
  }

  private func sample(_ values: [Double], theme: Theme = .light) -> GoldenSample {
    GoldenSample("sample", LossCurves(title: "Losses", losses: values), themes: [theme])
  }

  @Test func aMissingReferenceIsRecordedAndFailsOnce() throws {
    let store = try emptyStore()
    defer { remove(store) }
    let first = try store.problems(sample([3, 2, 1]))
    #expect(first.count == 2)
    #expect(first[0].hasPrefix("there was no sample.txt; it was recorded as "))
    #expect(first[1].hasPrefix("there was no sample.png; it was recorded as "))
    #expect(try store.problems(sample([3, 2, 1])) == [])
  }

  @Test func recordingReplacesWhatIsThere() throws {
    var store = try emptyStore(isRecording: true)
    defer { remove(store) }
    #expect(try store.problems(sample([3, 2, 1])) == [])
    #expect(try store.problems(sample([3, 1, 1])) == [])
    store.isRecording = false
    #expect(try store.problems(sample([3, 1, 1])) == [])
    #expect(try !store.problems(sample([3, 2, 1])).isEmpty)
  }

  @Test func aDifferenceInTheDataNamesTheLine() throws {
    let store = try emptyStore()
    defer { remove(store) }
    _ = try store.problems(sample([3, 2, 1]))
    let problems = try store.problems(sample([3, 2.5, 1]))
    #expect(problems.count == 2)
    let wanted = "is 'panels[0].groups[0].runs[0]: 3, 2.5, 1', the reference has "
    #expect(problems[0].contains(wanted + "'panels[0].groups[0].runs[0]: 3, 2, 1'"))
  }

  @Test func aDifferenceInThePictureLeavesTwoPicturesAndNamesThem() throws {
    let store = try emptyStore()
    defer { remove(store) }
    var other = Theme.light
    other.signedMap = .signedDark
    other.grid = other.axis
    _ = try store.problems(sample([3, 2, 1]))
    // The same data in another theme's colours, under the light theme's name.
    let problems = try store.problems(sample([3, 2, 1], theme: other))
    #expect(problems.count == 1)
    let text = try #require(problems.first)
    for name in ["sample.png", "sample-difference.png"] {
      let file = store.output.appending(path: name)
      #expect(text.contains(file.path))
      let picture = try Picture(png: [UInt8](Data(contentsOf: file)))
      #expect(picture.width == 1600)
    }
    #expect(text.contains("made with the same libraries and fonts"))
  }

  @Test func otherVersionsAreNamed() {
    let current = LibraryVersions.current
    #expect(current.hasPrefix("Cairo 1."))
    #expect(!current.contains("unknown"))
    #expect(current.contains("Inter-Regular.otf ") || current.contains("Inter"))
    let older = "Cairo 1.2.3\n" + current.split(separator: "\n").dropFirst().joined(separator: "\n")
    let text = LibraryVersions.explanation(references: older)
    #expect(text.contains("there: Cairo 1.2.3\n"))
    #expect(text.contains("here:  Cairo 1."))
  }
}
