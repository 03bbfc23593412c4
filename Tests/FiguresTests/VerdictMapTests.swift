import Drawing
import Figures
import Testing

@Suite struct VerdictMapTests {
  private func map(_ verdicts: [VerdictMap.Verdict], columns: Int) -> VerdictMap {
    VerdictMap(title: "Verdicts", panels: [.init(title: "W", columns: columns, verdicts: verdicts)])
  }

  private func texts(_ map: VerdictMap) throws -> [String] {
    try map.drawn(theme: .light).0.placed.map(\.label.source)
  }

  @Test func theLegendCountsEveryVerdictThatIsThere() throws {
    let found = try texts(map([.right, .right, .wrong, .zero, .right, .right], columns: 3))
    #expect(found.contains("right: 4"))
    #expect(found.contains("wrong: 1"))
    #expect(found.contains("zero, so not tested: 1"))
    #expect(!found.contains { $0.hasPrefix("undecided") || $0.hasPrefix("not looked at") })
  }

  /// One wrong entry among a million is still seen.
  @Test func aSquareOfManyEntriesShowsTheWorst() throws {
    var verdicts = [VerdictMap.Verdict](repeating: .right, count: 500 * 400)
    let plain = try map(verdicts, columns: 400).render().bytes
    verdicts[77_777] = .wrong
    let marked = map(verdicts, columns: 400)
    #expect(try marked.render().bytes != plain)
    let found = try texts(marked)
    #expect(found.contains("wrong: 1"))
    #expect(found.contains("a square shows the worst of up to 8 x 7 entries"))
  }

  @Test func thePageGrowsWithItsPanels() throws {
    let panel = VerdictMap.Panel(
      title: "W", columns: 64, verdicts: Array(repeating: .right, count: 64 * 64))
    let few = VerdictMap(title: "Few", panels: [panel])
    let many = VerdictMap(title: "Many", panels: Array(repeating: panel, count: 12))
    #expect(many.size.height > few.size.height)
    #expect(many.size.width == few.size.width)
  }

  @Test(arguments: [
    (5, 2, nil, "panel 1: 5 verdicts do not fill rows of 2"),
    (0, 2, nil, "panel 1: 0 verdicts do not fill rows of 2"),
    (4, 2, 4, "panel 1: the marked entry 4 is none of 4"),
  ])
  func whatDoesNotFitIsRefused(_ count: Int, _ columns: Int, _ marked: Int?, _ reason: String) {
    var map = map(Array(repeating: .right, count: count), columns: columns)
    map.panels[0].marked = marked
    #expect(throws: FigureError.invalidData(figure: "VerdictMap", reason: reason)) {
      try map.validate()
    }
  }

  /// Small networks used to leave the right half of the page empty.
  @Test(arguments: [(1, 1), (3, 4), (5, 5), (20, 16), (50, 50)])
  func thePanelsReachTheRightOfThePage(_ inputs: Int, _ hidden: Int) throws {
    let gates: [Label] = ["input", "forget", "candidate", "output"]
    func panel(_ title: Label, _ rows: Int, _ columns: Int, gated: Bool) -> VerdictMap.Panel {
      VerdictMap.Panel(
        title: title, columns: columns, verdicts: Array(repeating: .wrong, count: rows * columns),
        bands: gated
          ? gates.enumerated().map {
            .init($0.element, rows: $0.offset * hidden..<($0.offset + 1) * hidden)
          } : [])
    }
    let map = VerdictMap(
      title: "LSTM",
      panels: [
        panel("$W_{xh}$", 4 * hidden, inputs, gated: true),
        panel("$W_{hh}$", 4 * hidden, hidden, gated: true),
        panel("$b_h$", 4 * hidden, 1, gated: true), panel("$W_{hy}$", 3, hidden, gated: false),
        panel("$b_y$", 3, 1, gated: false),
      ])
    try expectReadable(map)
    // Bands with the names of the panel at the left are not named again.
    #expect(try texts(map).filter { $0 == "forget" }.count == (hidden < 50 ? 1 : 2))
    let image = try PNG.decode(map.render(scale: 1).bytes)
    let wrong = Theme.light.color(.gradient).bytes
    let rightmost = (0..<image.width).last { x in
      (0..<image.height).contains { image[x, $0].bytes == wrong }
    }
    #expect((rightmost ?? 0) >= 720, "the last cell ends at \(rightmost ?? 0)")
    #expect((rightmost ?? 0) <= 765)
  }

  @Test func manyPanelsStandInEvenRows() throws {
    let panel = VerdictMap.Panel(
      title: "a gate with a long name", columns: 2, verdicts: Array(repeating: .right, count: 8))
    try expectReadable(VerdictMap(title: "Many", panels: Array(repeating: panel, count: 13)))
  }

  @Test func aBandOutsideTheRowsIsRefused() {
    var map = map([.right, .right], columns: 1)
    map.panels[0].bands = [.init("gate", rows: 1..<3)]
    #expect(
      throws: FigureError.invalidData(
        figure: "VerdictMap", reason: "panel 1: a band covers the rows 1..<3 of 2")
    ) { try map.validate() }
  }
}
