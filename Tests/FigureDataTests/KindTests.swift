import FigureData
import Figures
import Testing

/// What each kind makes of a table.
@Suite struct KindTests {
  private func labels(_ labels: [Label]) -> [String] { labels.map(\.source) }

  // MARK: All kinds

  @Test(arguments: DrawnKinds.all.map { $0.name })
  func everyExampleIsDrawn(_ name: String) throws {
    let kind = try #require(DrawnKinds.named(name))
    let table = try table(kind.example.text + "\n", known: kind.knownNames)
    #expect(table.namesAreFirstRow)
    let picture = try kind.validFigure(from: table, options: DrawOptions()).render(scale: 1)
    #expect(picture.width == 800)
    #expect(!kind.columns.isEmpty && !kind.summary.isEmpty)
    let command = kind.example.command(kind)
    #expect(command.hasPrefix("unrolled draw \(name) \(kind.example.file)"))
  }

  @Test func helpFitsAPage() {
    let lines = DrawnKinds.list().split(separator: "\n", omittingEmptySubsequences: false)
    for line in lines { #expect(line.count <= 100, "\(line)") }
    for kind in DrawnKinds.all {
      #expect(lines.contains { $0.hasPrefix("\(kind.name) ") })
      for column in kind.columns { #expect(lines.contains { $0.hasPrefix("  \(column.name)") }) }
      #expect(lines.contains("  " + kind.example.command(kind)))
    }
  }

  @Test func anUnknownKindIsAnsweredWithTheNearest() {
    #expect(
      DrawnKinds.complaint(about: "heatmpa")
        == "there is no kind of figure 'heatmpa'; did you mean 'heatmap'? There are heatmap, loss, "
        + "curves, bars, attention, text, triangle, landscape, unrolled, cell, verdicts.")
    #expect(
      DrawnKinds.complaint(about: "x").hasPrefix("there is no kind of figure 'x'. There are "))
  }

  @Test func theTitleIsTheNameOfTheFile() throws {
    let table = try DataTable.read(
      bytes: Array("1,2\n".utf8), file: "runs/my.states.csv", format: .csv)
    let figure = try HeatmapKind.figure(from: table, options: DrawOptions())
    #expect(figure.title == Label.plain("my.states"))
    let titled = try HeatmapKind.figure(
      from: table, options: DrawOptions(title: "$h_t$", subtitle: "b"))
    #expect(titled.title == "$h_t$" && titled.subtitle == "b")
  }

  @Test func aLabelIsMathematicsBetweenDollarsAlone() throws {
    let table = try table(
      "$h_1$,$5 and $6,$\\foo$,$,\"a\nb\", ,-1\n1,2,3,4,5,6,7\n", firstRow: .names)
    let figure = try #require(
      try HeatmapKind.figure(from: table, options: DrawOptions()) as? Heatmap)
    let labels = figure.panels[0].columnLabels
    #expect(labels.map(\.isPlain) == [false, true, true, true, true, true, true])
    #expect(labels.map(\.source) == ["$h_1$", "$5 and $6", "$\\foo$", "$", "a⏎b", "", "\u{2212}1"])
    #expect(try !figure.render(scale: 1).bytes.isEmpty)
  }

  // MARK: heatmap

  @Test func aHeatmapHasRowAndColumnLabels() throws {
    let texts = [
      "unit,s,t\na,1,2\nb,nan,\n", ",s,t\na,1,2\nb,nan,\n", "q,s,t\na,1,2\nb,nan,\n",
    ]
    for text in texts {
      let figure = try #require(try drawn(HeatmapKind.self, text) as? Heatmap)
      #expect(labels(figure.panels[0].rowLabels) == ["a", "b"])
      #expect(labels(figure.panels[0].columnLabels) == ["s", "t"])
      #expect(figure.panels[0].values[0] == [1, 2])
      #expect(figure.panels[0].values[1][0]?.isNaN == true && figure.panels[0].values[1][1] == nil)
    }
    let json = "{\"rows\": [[1, 2], [3, 4]], \"rowLabels\": [\"a\", \"b\"]}"
    let figure = try #require(try drawn(HeatmapKind.self, json, .json) as? Heatmap)
    #expect(labels(figure.panels[0].rowLabels) == ["a", "b"])
    #expect(figure.panels[0].columnLabels.isEmpty)
  }

  @Test func aHeatmapTakesItsOptions() throws {
    let text = "p,n,1,2\nx,a,1,2\ny,a,3,4\nx,b,5,6\ny,b,7,8\n"
    let figure = try #require(
      try drawn(HeatmapKind.self, text) {
        $0.panel = "p"
        $0.labels = "N"
        $0.limit = 3
        $0.decimals = 1
        $0.xTitle = "x"
        $0.yTitle = "y"
        $0.barTitle = "z"
      } as? Heatmap)
    #expect(figure.panels.map { $0.title?.source } == ["x", "y"])
    #expect(figure.panels[1].values == [[3, 4], [7, 8]])
    #expect(labels(figure.panels[1].rowLabels) == ["a", "b"])
    #expect(figure.scale == .signed(limit: 3) && figure.decimals == 1)
    #expect(figure.columnTitle == "x" && figure.rowTitle == "y" && figure.barTitle == "z")
    let turned = try #require(
      try drawn(HeatmapKind.self, "unit,s,t\na,1,2\n") {
        $0.isTransposed = true
        $0.isUnit = true
      } as? Heatmap)
    #expect(turned.panels[0].values == [[1], [2]] && turned.scale == .unit)
    #expect(labels(turned.panels[0].rowLabels) == ["s", "t"])
    #expect(labels(turned.panels[0].columnLabels) == ["a"])
  }

  @Test func threeDimensionsArePanelsOfAHeatmapAlone() throws {
    let text = "[[[1,2],[3,4]],[[5,6],[7,8]]]"
    let figure = try #require(try drawn(HeatmapKind.self, text, .json) as? Heatmap)
    #expect(figure.panels.map(\.values) == [[[1, 2], [3, 4]], [[5, 6], [7, 8]]])
    #expect(figure.panels.map { $0.title?.source } == ["1", "2"])
    for kind in DrawnKinds.all where kind.name != "heatmap" {
      let table = try table(text, .json)
      let error = #expect(throws: DataError.self) {
        try kind.figure(from: table, options: DrawOptions())
      }
      #expect(
        error?.description
          == "t.json:1:1: three dimensions, 2 x 2 x 2; '\(kind.name)' reads one or two")
    }
  }

  // MARK: loss

  @Test func aColumnIsARunAndASlashASeed() throws {
    let figure = try #require(
      try drawn(LossKind.self, "epoch,a/1,a/2,b,b norm\n10,1,2,3,4\n20,5,6,7,8\n30,9,,inf,nan\n") {
        $0.clip = 2
        $0.chance = 1.5
        $0.isLogarithmic = true
      } as? LossCurves)
    let groups = figure.panels[0].groups
    #expect(groups.map { $0.label?.source } == ["a", "b"])
    #expect(groups[0].runs == [[1, 5, 9], [2, 6]] && groups[1].runs == [[3, 7, .infinity]])
    #expect(groups[1].gradientNorms[0].prefix(2) == [4, 8] && groups[0].gradientNorms.isEmpty)
    #expect(figure.xStart == 10 && figure.xStep == 10 && figure.scale == .logarithmic)
    #expect(figure.panels[0].clipThreshold == 2 && figure.chance?.value == 1.5)
  }

  @Test(arguments: [
    "loss\n1\n2\n", "1\n2\n", "seed 1\n1\n2\n", "run_7\n1\n2\n", "epoch,Loss\n1,1\n2,2\n",
  ])
  func runsWithoutAMethodHaveNoLabel(_ text: String) throws {
    let figure = try #require(try drawn(LossKind.self, text) as? LossCurves)
    #expect(figure.panels[0].groups.map(\.runs) == [[[1, 2]]])
    #expect(figure.panels[0].groups[0].label == nil)
    #expect(figure.xStart == 1 && figure.xStep == 1)
  }

  @Test func theLongFormIsTheSameFigure() throws {
    let wide = try #require(
      try drawn(LossKind.self, "epoch,a/1,a/2,b\n5,1,2,3\n7,4,5,6\n") as? LossCurves)
    let long = try #require(
      try drawn(
        LossKind.self,
        "method,seed,epoch,loss\na,1,5,1\na,2,5,2\nb,1,5,3\na,1,7,4\na,2,7,5\nb,1,7,6\n")
        as? LossCurves)
    #expect(wide.panels == long.panels)
    #expect(wide.xStart == long.xStart && wide.xStep == long.xStep)
    let panels = try #require(
      try drawn(
        LossKind.self, "method,loss,norm,clipped\na,1,2,1\nb,3,4,0\na,5,6,0\nb,7,8,0\n"
      ) { $0.panel = "method" } as? LossCurves)
    #expect(panels.panels.map { $0.title?.source } == ["a", "b"])
    #expect(panels.panels[0].groups[0].runs == [[1, 5]])
    #expect(panels.panels[0].groups[0].gradientNorms == [[2, 6]])
    #expect(panels.panels[0].groups[0].clipped == [[true, false]])
  }

  // MARK: curves, bars

  @Test func curvesStandOverTheFirstColumn() throws {
    let figure = try #require(
      try drawn(CurvesKind.self, "t,u,v\n1,2,3\n2,,inf\n4,5,6\n") as? LinePlot)
    #expect(figure.curves.map { $0.label?.source } == ["u", "v"])
    #expect(figure.curves[0].points == [Point(1, 2), Point(4, 5)])
    #expect(figure.curves[1].points == [Point(1, 3), Point(2, .infinity), Point(4, 6)])
    #expect(figure.xTitle?.source == "t")
    #expect(figure.curves[0].dash != figure.curves[1].dash)
    let second = try #require(
      try drawn(CurvesKind.self, "u,x\n1,2\n3,4\n") {
        $0.isLogarithmic = true
        $0.isXLogarithmic = true
      } as? LinePlot)
    #expect(second.curves[0].points == [Point(2, 1), Point(4, 3)])
    #expect(second.xScale == .logarithmic && second.yScale == .logarithmic)
    let long = try #require(
      try drawn(CurvesKind.self, "curve,x,y\na,1,2\nb,1,3\na,2,4\n") as? LinePlot)
    #expect(long.curves.map { $0.label?.source } == ["a", "b"])
    #expect(long.curves[0].points == [Point(1, 2), Point(2, 4)])
  }

  @Test func barsHaveClassesInputsAndTargets() throws {
    let figure = try #require(
      try drawn(BarsKind.self, "input,p,q,target\nx,0.2,0.8,q\n ,nan,1,\n") as? ProbabilityBars)
    #expect(labels(figure.classes) == ["p", "q"])
    #expect(figure.steps.map { $0.input?.source } == ["x", "␣"])
    #expect(figure.steps.map(\.target) == [1, nil])
    #expect(figure.steps[0].probabilities == [0.2, 0.8])
    let plain = try #require(try drawn(BarsKind.self, "0.2,0.8\n") as? ProbabilityBars)
    #expect(labels(plain.classes) == ["1", "2"])
  }

  // MARK: attention, text, triangle

  @Test func attentionHasWordsOnBothSides() throws {
    let figure = try #require(
      try drawn(AttentionKind.self, "output,I,went\n나는,0.9,0.1\n갔다,0.2,0.8\n") as? Heatmap)
    #expect(labels(figure.panels[0].rowLabels) == ["나는", "갔다"])
    #expect(labels(figure.panels[0].columnLabels) == ["I", "went"])
    #expect(figure.expectedRowSum == 1 && figure.scale == .unit)
  }

  @Test func aTextHasTokensRowsAndGuesses() throws {
    let figure = try #require(
      try drawn(
        TextKind.self,
        "token,u,v,next1,p1,next2,p2\n\" \",1,2,a,0.5,b,0.25\n3,,nan,c,1,,\n"
      ) {
        $0.limit = 2
        $0.barTitle = "h"
      } as? TextMap)
    #expect(figure.tokens == [" ", "3"])
    #expect(figure.rows.map { $0.label?.source } == ["u", "v"])
    #expect(figure.rows[0].values == [1, nil])
    #expect(figure.predictions == [[.init("a", 0.5), .init("b", 0.25)], [.init("c", 1)]])
    #expect(figure.scale == .signed(limit: 2) && figure.barTitle == "h")
    let one = try #require(try drawn(TextKind.self, "a,1\nb,2\n") as? TextMap)
    #expect(one.tokens == ["a", "b"] && one.rows.map(\.label) == [nil])
  }

  @Test func aTriangleIsAMatrixOrALongList() throws {
    let matrix = try #require(
      try drawn(TriangleKind.self, "t,1,2\n1,0.5,\n2,-0.25,2\n") as? Heatmap)
    let bare = try #require(try drawn(TriangleKind.self, "0.5,0\n-0.25,2\n") as? Heatmap)
    let long = try #require(
      try drawn(TriangleKind.self, "t,k,value\n2,2,2\n1,1,0.5\n2,1,-0.25\n1,2,0\n") as? Heatmap)
    #expect(matrix.panels[0].values == [[0.5, nil], [-0.25, 2]])
    #expect(matrix.panels == bare.panels && matrix.panels == long.panels)
    let log = try #require(
      try drawn(TriangleKind.self, "0.5,0\n-0.25,2\n") { $0.isLogarithmic = true } as? Heatmap)
    #expect(log.panels[0].values == [[0.5, nil], [0.25, 2]] && log.scale == .logarithmic())
  }

  // MARK: landscape, unrolled, cell, verdicts

  @Test func aLandscapeIsAMatrixOrALongList() throws {
    let matrix = try #require(
      try drawn(LandscapeKind.self, "y,2,1\n5,4,3\n-5,2,nan\n") as? Landscape)
    #expect(matrix.x == [1, 2] && matrix.y == [-5, 5])
    #expect(matrix.values[1] == [3, 4] && matrix.values[0][1] == 2 && matrix.values[0][0].isNaN)
    let long = try #require(
      try drawn(LandscapeKind.self, "x,y,value\n1,5,3\n2,5,4\n2,-5,2\n1,-5,0.5\n") {
        $0.isLogarithmic = true
        $0.paths = [try! table("y,x\n5,1\n-5,inf\n")]
      } as? Landscape)
    #expect(long.values == [[0.5, 2], [3, 4]] && long.scale == .logarithmic)
    #expect(long.paths.map(\.points) == [[Point(1, 5), Point(.infinity, -5)]])
    #expect(long.paths[0].label == .plain("t"))
    let bare = try #require(try drawn(LandscapeKind.self, "3,4\n5,6\n") as? Landscape)
    #expect(bare.x == [1, 2] && bare.y == [1, 2] && bare.values == [[3, 4], [5, 6]])
  }

  @Test func stepsHaveLayersWordsAndGradients() throws {
    let figure = try #require(
      try drawn(
        UnrolledKind.self,
        """
        input1,input2,h1.1,h1.2,h2.1,output,probability,target,loss,norm1,norm2,delta1.1,delta1.2,delta2.1
        1,2,3,4,5,a,0.5,b,0.25,6,7,8,9,10
        ,,0,nan,1,,,,,,,,,
        """
      ) { $0.limit = 2 } as? UnrolledDiagram)
    #expect(figure.steps.count == 2 && figure.totalLoss == 0.25 && figure.stateLimit == 2)
    let (first, second) = (figure.steps[0], figure.steps[1])
    #expect(first.input == .init(values: [1, 2]) && first.states == [[3, 4], [5]])
    #expect(first.output == .init(label: .plain("a"), probability: 0.5))
    #expect(first.target == .plain("b") && first.loss == 0.25)
    #expect(first.gradient == .init(stateNorms: [6, 7], deltas: [[8, 9], [10]]))
    #expect(second.input == nil && second.output == nil && second.gradient == nil)
    let lstm = try #require(try drawn(UnrolledKind.self, "h1,c1\n1,2\n") as? UnrolledDiagram)
    #expect(lstm.steps[0].cells == [[2]])
    let bare = try #require(try drawn(UnrolledKind.self, "1,2\n3,4\n") as? UnrolledDiagram)
    #expect(bare.steps.map(\.states) == [[[1, 2]], [[3, 4]]] && bare.totalLoss == nil)
  }

  @Test func stepsHaveAReverseDirectionPaddingCutsAndWindows() throws {
    let both = try #require(
      try drawn(
        UnrolledKind.self,
        """
        input,h1,h2,r1,r2,rnorm,rdelta1,rdelta2,padding
        a,1,2,3,4,0.5,6,7,
        b,5,6,7,8,,,,0
        ,5,6,0,0,,,,1
        """) as? UnrolledDiagram)
    #expect(both.steps.map(\.isMasked) == [false, false, true])
    #expect(both.steps.map { $0.reverse?.states } == [[[3, 4]], [[7, 8]], [[0, 0]]])
    #expect(both.steps[0].reverse?.gradient == .init(stateNorms: [0.5], deltas: [[6, 7]]))
    #expect(both.steps[1].reverse?.gradient == nil && both.steps[0].gradient == nil)
    let layers = try #require(
      try drawn(UnrolledKind.self, "h1.1,h2.1,r1.1,r2.1,rc1.1,rc2.1,c1.1,c2.1\n1,2,3,4,5,6,7,8\n")
        as? UnrolledDiagram)
    #expect(layers.steps[0].reverse == .init(states: [[3], [4]], cells: [[5], [6]]))
    #expect(layers.steps[0].cells == [[7], [8]])
    let truncated = try #require(
      try drawn(
        UnrolledKind.self,
        """
        {"h1": [1, 2, 3, 4], "cut": [0, 1, null, 0], "window": ["1", "1 late", "late", "late"]}
        """, .json) as? UnrolledDiagram)
    #expect(truncated.cuts == [2])
    #expect(
      truncated.windows == [.init(1...2), .init(2...4, label: .plain("late"))])
  }

  @Test(arguments: [
    ("x=0.5", DrawnSlice.x(0.5)), ("y=-2", .y(-2)), (" Y = 1e-3", .y(0.001)),
  ])
  func aSliceIsAParameterAndItsValue(_ text: String, _ slice: DrawnSlice) {
    #expect(DrawnSlice(text) == slice)
  }

  @Test(arguments: ["", "x", "x=", "=1", "z=1", "x=a", "x=inf", "x=nan", "x=1,2", "x==1"])
  func whatIsNoSliceIsNil(_ text: String) {
    #expect(DrawnSlice(text) == nil)
  }

  @Test func aLandscapeIsCutOpenAlongALine() throws {
    let text = "y,1,2\n-5,4,3\n5,2,1\n"
    func slice(_ slice: DrawnSlice) throws -> Landscape.Slice? {
      (try drawn(LandscapeKind.self, text) { $0.slice = slice } as? Landscape)?.slice
    }
    #expect(try slice(.x(1.5)) == .alongY(x: 1.5))
    #expect(try slice(.y(-5)) == .alongX(y: -5))
    #expect(
      complaint(LandscapeKind.self, text) { $0.slice = .y(6) }
        == "t.csv:1:1: a slice at y = 6; the places of y run from -5 to 5")
  }

  @Test func aCellHasNumbersOnItsWires() throws {
    let figure = try #require(
      try drawn(CellKind.self, "wire,1,2\ninput,1,\nForgetGate,0.5,0.25\n") {
        $0.focus = "forgetgate"
      } as? CellDiagram)
    #expect(figure.cell == .lstm && figure.focus == .forgetGate)
    #expect(figure.values == [.input: [1], .forgetGate: [0.5, 0.25]])
    let gru = try #require(
      try drawn(CellKind.self, "update,0.5\n") { $0.cell = "gru-after" } as? CellDiagram)
    #expect(gru.cell == .gru(reset: .after) && gru.values == [.update: [0.5]])
  }

  @Test func verdictsFillTheirTensors() throws {
    let figure = try #require(
      try drawn(
        VerdictsKind.self,
        """
        tensor,row,column,verdict,band,marked
        W,0,0,right,f,
        W,1,1,Wrong,f,1
        W,2,0,zero,o,0
        b,0,0,together,,
        """
      ) { $0.labels = "worst" } as? VerdictMap)
    #expect(figure.panels.map { $0.title.source } == ["W", "b"])
    #expect(
      figure.panels[0].verdicts == [.right, .unchecked, .unchecked, .wrong, .zero, .unchecked])
    #expect(figure.panels[0].marked == 3 && figure.panels[1].verdicts == [.rightTogether])
    #expect(
      figure.panels[0].bands == [
        .init(.plain("f"), rows: 0..<2), .init(.plain("o"), rows: 2..<3),
      ])
    #expect(figure.markedLabel?.source == "worst")
  }
}
