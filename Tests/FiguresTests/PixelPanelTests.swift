import Drawing
import Figures
import Testing

@Suite struct PixelPanelTests {
  private static let half = [[1.0, 0.0], [1.0, 0.0]]

  private func reason(_ figure: PixelPanels) -> String? {
    do {
      try figure.validate()
      return nil
    } catch {
      guard case .invalidData("PixelPanels", let reason) = error else { return "\(error)" }
      return reason
    }
  }

  /// The first panel begins at the left margin, under its title; a pixel is half of it wide.
  @Test func inkIsWhereThePixelsAre() throws {
    let figure = PixelPanels(title: "x", panels: [.init(pixels: Self.half)])
    let picture = try PNG.decode(figure.render(scale: 1).bytes)
    let lowest = Int(figure.size.height)
    let (light, dark) = (Theme.light.panel, Theme.light.ink)
    var (inked, bare) = (0, 0)
    for y in 120..<lowest - 60 {
      if picture[36 + 50, y].bytes == dark.bytes { inked += 1 }
      if picture[36 + 160, y].bytes == light.bytes { bare += 1 }
    }
    let rows = lowest - 180
    #expect(inked > rows - 4)
    #expect(bare > rows - 4)
  }

  @Test func weightsHaveASignAndABar() throws {
    let figure = PixelPanels(
      title: "x", panels: [.init(weights: [[-2.0, 2.0]])], barTitle: "weight")
    let (canvas, _) = try figure.drawn(theme: .light, scale: 1)
    let texts = canvas.placed.map(\.label.source)
    #expect(texts.contains("weight"))
    #expect(texts.contains("2") && texts.contains("\u{2212}2"))
    let picture = try PNG.decode(figure.render(scale: 1).bytes)
    let map = Theme.light.signedMap
    #expect(picture[80, 130].bytes == map.color(at: 0).bytes)
    #expect(picture[200, 130].bytes == map.color(at: 1).bytes)
  }

  @Test func whatIsNotFiniteIsCounted() throws {
    let figure = PixelPanels(
      title: "x", panels: [.init(weights: [[.nan, 1], [.infinity, 0]])])
    let (canvas, _) = try figure.drawn(theme: .dark, scale: 1)
    #expect(canvas.placed.contains { $0.label.source == "2 not finite" })
    #expect(canvas.problem == nil)
  }

  @Test(arguments: [1, 2, 3, 5, 12, 13, 48])
  func allPicturesStandOnThePageApartFromEachOther(_ count: Int) throws {
    let panels = (0..<count).map {
      PixelPanels.Panel(title: "그림 number \($0) with a long name", pixels: Self.half)
    }
    let figure = PixelPanels(
      title: "x", panels: panels + [.init(title: "last", weights: Self.half)].prefix(48 - count),
      barTitle: "weight")
    let (canvas, _) = try figure.drawn(theme: .light, scale: 1)
    #expect(canvas.problem == nil)
    for (index, text) in canvas.placed.enumerated() {
      #expect(text.rect.left >= 0 && text.rect.right <= 800)
      #expect(text.rect.bottom <= figure.size.height)
      for other in canvas.placed[(index + 1)...] {
        #expect(!text.rect.overlaps(other.rect, slack: 0.8), "\(text.label), \(other.label)")
      }
    }
  }

  @Test func faultyPicturesAreNamed() {
    #expect(
      reason(PixelPanels(title: "x", panels: [])) == "no panels were given; at least 1 is needed")
    #expect(
      reason(PixelPanels(title: "x", panels: .init(repeating: .init(pixels: Self.half), count: 49)))
        == "49 panels were given; at most 48 are drawn")
    #expect(
      reason(PixelPanels(title: "x", panels: [.init(pixels: [])]))
        == "panel 1 has 0 rows and 0 columns; each is 1 to 64")
    #expect(
      reason(PixelPanels(title: "x", panels: [.init(pixels: [[0, 1], [1]])]))
        == "row 2 of panel 1 has 1 columns, row 1 has 2")
    #expect(
      reason(PixelPanels(title: "x", panels: [.init(pixels: [[0, 1.5]])]))
        == "a pixel of panel 1 is 1.5; pixels are 0 to 1")
  }
}
