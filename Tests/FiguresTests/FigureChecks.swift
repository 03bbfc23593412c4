import Drawing
import Figures
import Testing

/// What every picture must satisfy: valid data, labels on the page, apart and large enough.
func expectReadable(
  _ figure: some Figure, theme: Theme = .light, smallest: Double = 11,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  try figure.validate()
  let (canvas, regions) = try figure.drawn(theme: theme, scale: 1)
  #expect(canvas.problem == nil, sourceLocation: sourceLocation)
  let page = Rect(x: 0, y: 0, width: canvas.size.width, height: canvas.size.height)
  let texts = canvas.placed
  #expect(!texts.isEmpty, sourceLocation: sourceLocation)
  for (index, text) in texts.enumerated() {
    #expect(
      page.contains(text.rect, slack: 0.5), "'\(text.label)' leaves the page: \(text.rect)",
      sourceLocation: sourceLocation)
    #expect(
      text.size >= smallest, "'\(text.label)' at \(text.size)", sourceLocation: sourceLocation)
    for other in texts[(index + 1)...] where text.rect.overlaps(other.rect, slack: 0.8) {
      #expect(
        !text.overlaps(other, slack: 0.8),
        "'\(text.label)' and '\(other.label)' overlap: \(text.rect), \(other.rect)",
        sourceLocation: sourceLocation)
    }
  }
  for region in regions {
    #expect(page.contains(region.rect, slack: 0.5), sourceLocation: sourceLocation)
  }
}

/// The labels of a picture.
func labels(_ figure: some Figure, theme: Theme = .light) throws -> [String] {
  try figure.drawn(theme: theme, scale: 1).0.placed.map(\.label.source)
}

/// Repeatable numbers of -1...1.
func noise(_ count: Int, _ seed: Int = 1) -> [Double] {
  var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15
  return (0..<count).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 33) / Double(1 << 30) - 1
  }
}
