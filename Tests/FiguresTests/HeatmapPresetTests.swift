import Drawing
import Figures
import Testing

@Suite struct HeatmapPresetTests {
  private static let english = [
    "it", "is", "a", "truth", "universally", "acknowledged", "that", "a", "single", "man", "must",
    "be", "in", "want", "of", "a", "wife", "and", "so", "on", "incomprehensibilities", "end",
  ]
  private static let korean = ["나는", "어제", "보편적으로", "인정받는", "남자에게는", "갔다", "그리고", "."]

  private func attention(_ rows: Int, _ columns: Int) -> Heatmap {
    let weights = (0..<rows).map { row in
      let raw = noise(columns, row + 1).map { $0 + 1.001 }
      let sum = raw.reduce(0, +)
      return raw.map { $0 / sum }
    }
    func words(_ all: [String], _ count: Int) -> [Label] {
      (0..<count).map { .plain(all[$0 % all.count]) }
    }
    return .attention(
      title: "Attention", weights: weights, outputs: words(Self.korean, rows),
      inputs: words(Self.english, columns))
  }

  @Test(arguments: [(1, 1), (2, 3), (5, 6), (7, 22), (22, 7), (40, 44), (60, 60)])
  func attentionOfAnyLengthCanBeRead(_ rows: Int, _ columns: Int) throws {
    try expectReadable(attention(rows, columns))
  }

  @Test func everyWordOfASentenceOfFortyIsNamed() throws {
    let found = try labels(attention(40, 40))
    #expect(found.contains { $0.hasPrefix("incomprehens") })
    #expect(found.filter { $0 == "그리고" }.count == 5)
  }

  @Test func aRowThatDoesNotSumToOneSaysSo() throws {
    var figure = attention(3, 4)
    #expect(try !labels(figure).contains { $0.contains("Σ") || $0.contains("sum") })
    figure.panels[0].values[1] = figure.panels[0].values[1].map { $0.map { $0 * 0.93 } }
    let found = try labels(figure)
    #expect(found.contains("Σ 0.930") && found.contains("1 row does not sum to 1"))
    figure.panels[0].values[1][0] = .nan
    #expect(try !labels(figure).contains("1 row does not sum to 1"))
  }

  @Test func aSumThatRoundsToOneIsWrittenOut() throws {
    let figure = Heatmap.attention(
      title: "x", weights: [[0.5, 0.4997]], outputs: ["a"], inputs: ["b", "c"])
    #expect(try labels(figure).contains("Σ 0.99970"))
  }

  @Test func weightsTooSmallForTheirDecimalsAreNotZero() throws {
    let figure = Heatmap.attention(
      title: "x", weights: [[0.999, 0.001, 0]], outputs: ["a"], inputs: ["b", "c", "d"])
    let found = try labels(figure)
    #expect(found.contains("<0.01") && found.contains("0") && !found.contains("0.00"))
  }

  @Test func theLargestWeightOfARowIsFramed() throws {
    let figure = attention(4, 5)
    var plain = figure
    plain.marksRowMaximum = false
    plain.expectedRowSum = 1
    #expect(try labels(figure).contains("largest of its row"))
    #expect(try figure.render().bytes != plain.render().bytes)
  }

  @Test func theTriangleLeavesItsOtherHalfEmpty() throws {
    let figure = Heatmap.terms(title: "Terms", [[1], [2, 3], [4, 5, 6]])
    #expect(
      figure.panels[0].values == [[1, nil, nil], [2, 3, nil], [4, 5, 6]])
    #expect(figure.panels[0].rowStrip?.values == [1, 5, 15])
    #expect(figure.panels[0].columnStrip?.values == [7, 8, 6])
    try expectReadable(figure)
    // Full rows mean the same, and nothing that is not zero is left out.
    let full = Heatmap.terms(title: "Terms", [[1, 0, 0], [2, 3, 0], [4, 5, 6]])
    #expect(full.panels == figure.panels)
    #expect(Heatmap.terms(title: "x", [[1, 9], [2, 3]]).panels[0].values == [[1, 9], [2, 3]])
  }

  @Test func magnitudesMarkAnExactZero() throws {
    let figure = Heatmap.terms(
      title: "Norms", [[0], [1e-9, 0.2], [3e-5, 0.01, 1]], scale: .logarithmic())
    #expect(figure.panels[0].rowStrip == nil)
    let found = try labels(figure)
    #expect(found.contains("exactly 0") && found.contains("1e\u{2212}9") && found.contains("1.0"))
    try expectReadable(figure)
    try expectReadable(figure, theme: .dark)
  }

  @Test(arguments: [1, 2, 6, 15, 40, 120])
  func trianglesOfAnySizeCanBeRead(_ steps: Int) throws {
    let terms = (0..<steps).map { t in noise(t + 1, t + 1).map { $0 * 1e-3 } }
    try expectReadable(Heatmap.terms(title: "Terms", subtitle: "signed", terms))
    try expectReadable(Heatmap.terms(title: "Terms", terms, scale: .logarithmic()))
  }

  @Test func aStripMustMatchItsPanel() {
    var figure = Heatmap(title: "x", values: [[1, 2], [3, 4], [5, 6]])
    figure.panels[0].rowStrip = .init("sum", values: [1, 2])
    #expect(
      throws: FigureError.invalidData(
        figure: "Heatmap", reason: "the strip at the right has 2 values for 3 rows")
    ) { try figure.validate() }
    figure.panels[0].rowStrip = nil
    figure.panels[0].columnStrip = .init("sum", values: [1, 2, 3])
    #expect(
      throws: FigureError.invalidData(
        figure: "Heatmap", reason: "the strip below has 3 values for 2 columns")
    ) { try figure.validate() }
  }
}
