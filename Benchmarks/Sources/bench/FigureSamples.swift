import Figures

/// The figures that are timed, and what can be seen in a picture of them.
enum FigureSamples {
  /// Of the two curves.
  static let lines = [Theme.light.color(.hiddenState), Theme.light.color(.gradient)]

  static func figure(
    _ picture: FigureWork.Picture, rows: [[Double]], layers: Int
  ) -> any Figure {
    switch picture {
    case .heatmap:
      Heatmap(
        title: "Hidden states", values: rows.map { $0.map(Optional.some) },
        scale: .signed(limit: 1), rowTitle: "unit $i$", columnTitle: "time step $t$",
        barTitle: "$h_t^{(i)}$", decimals: nil)
    case .strokedCurves: StrokedCurves(rows: rows)
    case .bandedCurves:
      LossCurves(
        title: "Two trainings",
        panels: [
          .init(groups: [
            .init(label: "first", runs: [rows[0]]), .init(label: "second", runs: [rows[1]]),
          ])
        ], xTitle: "update")
    case .unrolled: unrolled(rows, layers: layers)
    }
  }

  private static func unrolled(_ rows: [[Double]], layers: Int) -> UnrolledDiagram {
    let units = rows.count / layers
    let steps = rows[0].indices.map { t in
      let states = (0..<layers).map { layer in
        (0..<units).map { rows[layer * units + $0][t] }
      }
      // The first layer's first unit stands for the input, the last one's for the output.
      return UnrolledDiagram.Step(
        input: .init(values: [rows[0][t]]), states: states,
        output: .init(values: [states[layers - 1][units - 1]]))
    }
    return UnrolledDiagram(
      title: "Three layers over eight steps", steps: steps,
      equation: "$h_t^{(l)} = \\tanh(W_{xh} h_t^{(l-1)} + W_{hh} h_{t-1}^{(l)} + b_h)$")
  }

  /// Numbers that a right picture gives, wherever its parts stand.
  static func seen(
    _ picture: FigureWork.Picture, in image: PNG.Image, regions: [FigureRegion], rows: [[Double]]
  ) -> [Tensor] {
    switch picture {
    case .heatmap:
      // The colour in the middle of every cell.
      var channels: [Double] = []
      for row in rows.indices {
        for region in regions {
          let x = Int(region.rect.midX * 2)
          let y = Int(
            (region.rect.top + (Double(row) + 0.5) / Double(rows.count)
              * region.rect.height)
              * 2)
          let color = image[x, y]
          channels += [color.red, color.green, color.blue]
        }
      }
      return [Tensor("cells", [rows.count, regions.count, 3], channels)]
    case .strokedCurves, .bandedCurves:
      // How many columns of pixels have each curve's colour.
      let columns = lines.map { line in
        (0..<image.width).count { x in (0..<image.height).contains { near(image, x, $0, line) } }
      }
      return [Tensor("columns", [lines.count], columns.map(Double.init))]
    case .unrolled:
      // How many states' colours there are, to the last level: that is rounded differently.
      let map = Theme.light.signedMap
      var present: Set<UInt32> = []
      for at in stride(from: 0, to: image.pixels.count, by: 4) {
        present.insert(word(image.pixels[at], image.pixels[at + 1], image.pixels[at + 2]))
      }
      let found = rows.flatMap { $0 }.count { value in
        let (red, green, blue) = map.color(at: (value + 1) / 2).bytes
        return (0..<27).contains { neighbour in
          let (r, g, b) = (neighbour % 3 - 1, neighbour / 3 % 3 - 1, neighbour / 9 - 1)
          return present.contains(
            word(
              UInt8(clamping: Int(red) + r), UInt8(clamping: Int(green) + g),
              UInt8(clamping: Int(blue) + b)))
        }
      }
      return [Tensor("states", [1], [Double(found)])]
    }
  }

  private static func word(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt32 {
    UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue)
  }

  private static func near(_ image: PNG.Image, _ x: Int, _ y: Int, _ color: Color) -> Bool {
    let at = (y * image.width + x) * 4
    let (red, green, blue) = color.bytes
    return zip(image.pixels[at..<at + 3], [red, green, blue]).allSatisfy {
      abs(Int($0) - Int($1)) <= 8
    }
  }
}

/// Curves with every point on the line, on a grid; the library's own kinds draw a band where there
/// are more points than pixels.
struct StrokedCurves: Figure {
  var rows: [[Double]]
  var title: Label { "Two trainings" }
  var subtitle: Label? { nil }

  func validate() throws(FigureError) {}

  func draw(on canvas: Canvas) -> [FigureRegion] {
    let theme = canvas.theme
    let plot = Rect(left: 80, top: 80, right: 764, bottom: 432)
    let tick = TextStyle(11, tabular: true)
    // y from -0.2 to 1.8.
    func height(_ value: Double) -> Double { plot.bottom - (value + 0.2) / 2 * plot.height }
    for index in 0...10 {
      let value = Double(index - 1) / 5
      canvas.line(Point(plot.left, height(value)), Point(plot.right, height(value)), theme.grid)
      canvas.text(
        .plain("\((value * 10).rounded() / 10)"), at: Point(plot.left - 8, height(value)), tick,
        theme.secondary, align: .right, anchor: .middle)
    }
    for index in 0...5 {
      let x = plot.left + Double(index) / 5 * plot.width
      canvas.line(Point(x, plot.bottom), Point(x, plot.bottom + 5), theme.axis)
      canvas.text(
        .plain("\(index * rows[0].count / 5)"), at: Point(x, plot.bottom + 17), tick,
        theme.secondary, align: .center)
    }
    for (row, color) in zip(rows, FigureSamples.lines) {
      let step = plot.width / Double(max(1, row.count - 1))
      let points = row.indices.map { Point(plot.left + Double($0) * step, height(row[$0])) }
      canvas.polyline(points, color, width: 1)
    }
    let style = TextStyle(12.5)
    canvas.text("update", at: Point(plot.midX, 473), style, theme.secondary, align: .center)
    canvas.text("loss $L$", at: Point(80, 70), style, theme.secondary)
    for (index, name) in ["first", "second"].enumerated() {
      let at = Point(600 + 80 * Double(index), 70)
      canvas.text(.plain(name), at: at, TextStyle(11), FigureSamples.lines[index])
    }
    return []
  }
}
