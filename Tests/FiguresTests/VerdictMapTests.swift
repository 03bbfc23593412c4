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
    let plain = try map(verdicts, columns: 400).render().png
    verdicts[77_777] = .wrong
    let marked = map(verdicts, columns: 400)
    #expect(try marked.render().png != plain)
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

  @Test func aBandOutsideTheRowsIsRefused() {
    var map = map([.right, .right], columns: 1)
    map.panels[0].bands = [.init("gate", rows: 1..<3)]
    #expect(
      throws: FigureError.invalidData(
        figure: "VerdictMap", reason: "panel 1: a band covers the rows 1..<3 of 2")
    ) { try map.validate() }
  }
}
