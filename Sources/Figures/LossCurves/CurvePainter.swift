import Drawing

/// Draws the runs of one group into a frame.
struct CurvePainter {
  struct Style {
    var color: Color
    var dash: [Double]
  }

  let frame: PlotFrame
  let canvas: Canvas
  let layout: LossLayout
  let style: Style

  private var figure: LossCurves { layout.figure }
  private var rect: Rect { frame.rect }

  static func pale(_ color: Color, _ theme: Theme) -> Color { LossCurves.seedColor(color, theme) }

  static func band(_ color: Color, _ theme: Theme) -> Color {
    color.mixed(with: theme.background, 0.72)
  }

  func draw(_ runs: [[Double]]) {
    let longest = runs.map(\.count).max() ?? 0
    // At scale 2 a point is two pixels.
    let pixels = max(1, rect.width * 2)
    let size = Int((Double(longest) / pixels).rounded(.up))
    let isDense = layout.isDense(longest)
    canvas.clipped(to: rect.inset(-2, -2)) {
      if runs.count > 1 {
        // Many lines with more points than pixels would be one opaque block.
        let isRange = LossLayout.isRange(longest, runs: runs.count, columns: layout.columns)
        for run in runs {
          if isRange { drawBand(run, size: size) } else { drawThin(run, size: size) }
        }
        drawBold(CurveData.median(of: runs), size: size, isSmoothed: isDense, isCased: true)
      } else if isDense {
        drawBand(runs[0], size: size)
        drawBold(runs[0], size: size, isSmoothed: true)
      } else {
        drawBold(runs[0], size: 1, isSmoothed: false)
      }
    }
  }

  func drawMarks(_ runs: [[Double]]) {
    for run in runs { drawMarks(run) }
  }

  private func place(_ index: Double, _ value: Double) -> Point? {
    frame.place(Point(figure.xStart + figure.xStep * index, value))
  }

  /// A line that keeps the peaks of every column of pixels.
  private func drawThin(_ values: [Double], size: Int) {
    let color = Self.pale(style.color, canvas.theme)
    for piece in CurveData.bins(values, size: size) {
      var points: [Point] = []
      for bin in piece {
        let ends = bin.first <= bin.last ? [bin.low, bin.high] : [bin.high, bin.low]
        for value in bin.low == bin.high ? [bin.low] : ends {
          if let at = place(bin.index, value) { points.append(at) }
        }
      }
      // Between two that are not finite.
      if points.count == 1 { canvas.circle(points[0], radius: 1.3, fill: color) }
      draw(points, color, width: 0.6, dash: [])
    }
  }

  private func drawBand(_ values: [Double], size: Int) {
    let color = Self.band(style.color, canvas.theme)
    for piece in CurveData.bins(values, size: size) {
      let upper = piece.compactMap { place($0.index, $0.high) }
      let lower = piece.compactMap { place($0.index, $0.low) }
      canvas.polygon(upper + lower.reversed(), fill: color)
      // A single column of pixels has no area.
      if upper.count == 1 { draw(upper + lower, color, width: 1, dash: []) }
    }
  }

  private func drawBold(
    _ values: [Double], size: Int, isSmoothed: Bool, isCased: Bool = false
  ) {
    let shown =
      isSmoothed ? CurveData.centeredMean(values, half: max(1, values.count / 120)) : values
    for piece in CurveData.bins(shown, size: isSmoothed ? size : 1) {
      let points = piece.compactMap { place($0.index, ($0.low + $0.high) / 2) }
      if points.count == 1 {
        canvas.circle(points[0], radius: 2.4, fill: style.color)
      }
      // Stands off the seeds, which have its colour.
      if isCased { draw(points, canvas.theme.background, width: 3.8, dash: []) }
      draw(points, style.color, width: isCased ? 2.4 : 2.2, dash: style.dash)
    }
  }

  private func draw(_ points: [Point], _ color: Color, width: Double, dash: [Double]) {
    // Far beyond the frame is as good as just outside; this also keeps dashes short.
    let near = points.map {
      Point($0.x, $0.y.clamped(to: rect.top - 40...rect.bottom + 40))
    }
    canvas.polyline(near, color, width: width, dash: dash)
  }

  /// A cross at the upper edge where a run stops being finite, a triangle where it leaves.
  private func drawMarks(_ values: [Double]) {
    let ink = canvas.theme.ink
    if let first = values.firstIndex(where: { !$0.isFinite }),
      let x = frame.x(figure.xStart + figure.xStep * Double(first))
    {
      Mark.cross(Point(x, rect.top), ink, casing: canvas.theme.background, on: canvas)
    }
    var last = -Double.infinity
    let slack = (frame.y.upper - frame.y.lower) * 1e-6
    for (index, value) in values.enumerated() where value.isFinite {
      let isAbove = value > frame.y.upper + slack
      let isBelow =
        frame.y.scale == .logarithmic ? value <= 0 : value < frame.y.lower - slack
      guard isAbove || isBelow,
        let x = frame.x(figure.xStart + figure.xStep * Double(index)), x - last > 9
      else { continue }
      last = x
      Mark.triangle(
        Point(x, isAbove ? rect.top + 3 : rect.bottom - 3), isUp: isAbove, style.color, on: canvas)
    }
  }
}
