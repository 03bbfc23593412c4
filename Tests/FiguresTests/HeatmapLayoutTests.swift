import Figures
import Testing

@Suite struct HeatmapLayoutTests {
  private func matrix(_ rows: Int, _ columns: Int) -> [[Double?]] {
    (0..<rows).map { noise(columns, $0 + 1).map { $0 } }
  }

  @Test(arguments: [
    (1, 1), (1, 200), (200, 1), (3, 7), (30, 12), (64, 200), (300, 300), (2, 1000), (700, 3),
  ])
  func aMatrixOfAnyShapeCanBeRead(_ rows: Int, _ columns: Int) throws {
    let figure = Heatmap(
      title: "States", values: matrix(rows, columns), scale: .signed(limit: 1),
      rowTitle: "unit $i$", columnTitle: "time step $t$", barTitle: "$h_t^{(i)}$")
    try expectReadable(figure)
  }

  @Test(arguments: 1...12)
  func anyNumberOfPanelsCanBeRead(_ count: Int) throws {
    let text = Array("the boat is on the water").map { Label.character($0) }
    let panels = (0..<count).map { index in
      Heatmap.Panel(
        title: "panel \(index)", values: matrix(4, 24), columnLabels: text,
        scale: index % 3 == 0 ? .unit : nil, barTitle: index % 3 == 0 ? "gate" : nil)
    }
    try expectReadable(
      Heatmap(title: "Panels", panels: panels, rowTitle: "unit", columnTitle: "character"))
  }

  @Test func panelsOfDifferentShapesKeepApart() throws {
    let panels = [(2, 3), (5, 2), (1, 8), (4, 4)].map { rows, columns in
      Heatmap.Panel(
        title: "\(rows) x \(columns)", values: matrix(rows, columns),
        rowLabels: (0..<rows).map { .plain("유닛 \($0)") },
        columnLabels: (0..<columns).map { .plain("step number \($0)") })
    }
    try expectReadable(Heatmap(title: "Shapes", panels: panels, columnTitle: "step"))
  }

  @Test func longNamesAreTurnedCutOrReplacedByNumbers() throws {
    let words = (0..<24).map { Label.plain("a rather long name \($0)") }
    func figure(_ columns: Int) -> Heatmap {
      Heatmap(
        title: "x", values: matrix(3, columns),
        rowLabels: [
          "하나", "a name with far more letters than a row of cells can have beside it", "c",
        ],
        columnLabels: (0..<columns).map { words[$0 % words.count] })
    }
    for columns in [1, 2, 5, 24, 90] { try expectReadable(figure(columns)) }
    #expect(try labels(figure(2)).contains("a rather long name 1"))
    let many = try labels(figure(90))
    #expect(!many.contains { $0.hasPrefix("a rather") } && many.contains("90"))
    #expect(many.contains { $0.hasPrefix("a name with") && $0.hasSuffix("…") })
  }

  @Test func lettersThatDoNotFitGiveWayToNumbersRatherThanToEveryOther() throws {
    let text = (0..<150).map { Label.character(Array("abcdefghij")[$0 % 10]) }
    let figure = Heatmap(title: "x", values: matrix(4, 150), columnLabels: text)
    let found = try labels(figure)
    #expect(!found.contains("a") && found.contains("20"))
  }

  @Test func numbersGrowSmallInOneNotation() throws {
    let figure = Heatmap(title: "x", values: [[1e-5, 0], [-3e-7, 2e-5]])
    let found = try labels(figure)
    for text in ["1.0e\u{2212}5", "0", "\u{2212}3.0e\u{2212}7", "2.0e\u{2212}5"] {
      #expect(found.contains(text), "'\(text)' is missing from \(found)")
    }
  }

  @Test func theLargestNumbersAreDrawn() throws {
    try expectReadable(Heatmap(title: "x", values: [[1e300, -1e300, .infinity], [.nan, 0, nil]]))
    try expectReadable(Heatmap(title: "x", values: [[.nan, .nan]]))
    try expectReadable(Heatmap(title: "x", values: [[nil]]))
    try expectReadable(
      Heatmap(title: "x", values: [[1.7e308, -1.7e308]], scale: .logarithmic()))
  }
}
