import Drawing
import Figures
import Testing

@Suite struct LayoutTests {
  @Test(arguments: Samples.all)
  func noTwoLabelsOverlapAndAllStandOnThePage(sample: Samples.Named) throws {
    try sample.figure.validate()
    let (canvas, regions) = try sample.figure.drawn(theme: .light)
    #expect(canvas.problem == nil)
    let page = Rect(x: 0, y: 0, width: canvas.size.width, height: canvas.size.height)
    let texts = canvas.placed
    #expect(!texts.isEmpty)
    for (index, text) in texts.enumerated() {
      #expect(page.contains(text.rect, slack: 0.5), "'\(text.label)' leaves the page")
      for other in texts[(index + 1)...] {
        #expect(
          !text.overlaps(other, slack: 0.8),
          "'\(text.label)' and '\(other.label)' overlap: \(text.rect), \(other.rect)")
      }
    }
    for region in regions { #expect(page.contains(region.rect, slack: 0.5)) }
  }

  @Test(arguments: Samples.all)
  func nothingIsTooSmallToRead(sample: Samples.Named) throws {
    let (canvas, _) = try sample.figure.drawn(theme: .dark)
    #expect(canvas.size.width == 800)
    for text in canvas.placed {
      // Labels of arrows between boxes may be 9.5.
      let smallest = text.label.source.contains("W_{hh}") ? 9.5 : 11
      #expect(text.size >= smallest, "'\(text.label)' at \(text.size)")
    }
  }

  @Test(arguments: Samples.all)
  func twoRendersAreTheSameBytes(sample: Samples.Named) async throws {
    let first = try sample.figure.render(metadata: FigureMetadata(source: "test"))
    async let second = sample.figure.render(metadata: FigureMetadata(source: "test"))
    async let third = sample.figure.render(metadata: FigureMetadata(source: "test"))
    let others = try await [second, third]
    #expect(others == [first, first])
  }

  @Test func longTitlesBreakIntoLinesAndMoveTheRest() throws {
    let words = [String](repeating: "word", count: 40).joined(separator: " ")
    let short = Heatmap(title: "short", subtitle: "one line", values: [[1, 2]])
    var long = short
    long.title = Label(words)
    long.subtitle = Label(words + " $h_t = \\tanh(a)$")
    let (before, after) = (try short.render(), try long.render())
    #expect(after.height > before.height + 30)
    #expect(after.regions[0].rect.y == before.regions[0].rect.y + after.height - before.height)
    let (canvas, _) = try long.drawn(theme: .light)
    #expect(canvas.placed.allSatisfy { $0.rect.right <= 800 - 30 })
  }

  @Test func aWordOfAMillionLettersIsCutAndNotDrawnOffThePage() throws {
    let title = Label.plain(String(repeating: "x", count: 20_000))
    let (canvas, _) = try Heatmap(title: title, values: [[1]]).drawn(theme: .light)
    #expect(canvas.placed.allSatisfy { $0.rect.right <= 800 })
  }
}
