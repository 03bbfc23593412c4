import Figures
import Foundation

/// A small plot drawn line by line on a canvas, with everything that the kinds of figures have
/// (grid, dashed curve, legend, cells, arrow), so that a single stroke can be drawn wrongly.
struct DrawnPlot: Figure {
  enum Fault: String, CaseIterable {
    case axesSwapped = "axes swapped"
    case seriesSwapped = "two series swapped"
    case oneStepOff = "one step off"
    case wrongDigit = "one digit changed in a label"
    case gridLineMissing = "a grid line missing"
    case mapReversed = "the colour map reversed"
    case labelMoved = "a label moved by 3 px"
    case dashDropped = "a dash pattern dropped"
    case legendExchanged = "two colours of the legend exchanged"
    case arrowHeadMissing = "an arrow without its head"
  }

  var fault: Fault?
  /// By how many points everything but straight edges is shifted, which stand on whole pixels
  /// whatever draws them.
  var shift = 0.0
  var title: Label { "Two units of a tanh RNN" }
  var subtitle: Label? { "$h_t = \\tanh(W_{xh}x_t + W_{hh}h_{t-1} + b_h)$" }

  func validate() throws(FigureError) {}

  private static let series: [[Double]] = {
    let inputs = (0..<40).map { [sin(Double($0) * 0.4)] }
    let states = TinyRNN.small.states(inputs)
    return (0..<2).map { unit in states.map { $0[unit] } }
  }()

  private static let plot = Rect(x: 80, y: 90, width: 600, height: 240)

  func draw(on canvas: Canvas) -> [FigureRegion] {
    drawGrid(canvas)
    drawCells(canvas)
    canvas.shifted(shift, shift) {
      drawTicks(canvas)
      drawCurves(canvas)
      drawLegend(canvas)
      drawArrow(canvas)
    }
    return []
  }

  private func drawGrid(_ canvas: Canvas) {
    let (plot, theme) = (Self.plot, canvas.theme)
    for index in 0...4 {
      let y = plot.top + Double(index) * plot.height / 4
      if index != 3 || fault != .gridLineMissing {
        canvas.line(Point(plot.left, y), Point(plot.right, y), theme.grid)
      }
    }
    canvas.line(
      Point(plot.left, plot.bottom), Point(plot.right, plot.bottom), theme.axis, width: 1)
  }

  private func drawTicks(_ canvas: Canvas) {
    let (plot, theme) = (Self.plot, canvas.theme)
    for index in 0...4 {
      let y = plot.top + Double(index) * plot.height / 4
      let number = 1 - Double(index) / 2
      var text = String(format: "%.1f", number)
      if index == 1, fault == .wrongDigit { text = "0.6" }
      // 3 pixels at 2 pixels a point.
      let moved = index == 3 && fault == .labelMoved ? 3 / canvas.scale : 0
      canvas.text(
        .plain(text), at: Point(plot.left - 8 - moved, y), TextStyle(11, tabular: true),
        theme.secondary, align: .right, anchor: .middle)
    }
  }

  private func drawCurves(_ canvas: Canvas) {
    let (plot, theme) = (Self.plot, canvas.theme)
    let series = fault == .seriesSwapped ? Self.series.reversed() : Self.series
    for (unit, values) in series.enumerated() {
      let points = values.indices.map { t -> Point in
        let at = fault == .oneStepOff ? max(0, t - 1) : t
        let (x, y) = (Double(t) / 39, 0.5 - values[at] / 2)
        return fault == .axesSwapped
          ? Point(plot.left + y * plot.width, plot.top + x * plot.height)
          : Point(plot.left + x * plot.width, plot.top + y * plot.height)
      }
      let isDashed = unit == 1 && fault != .dashDropped
      canvas.polyline(points, color(unit, theme), width: 2, dash: isDashed ? [6, 3] : [])
    }
  }

  private func color(_ unit: Int, _ theme: Theme) -> Color {
    theme.color(unit == 0 ? .hiddenState : .output)
  }

  private func drawLegend(_ canvas: Canvas) {
    for unit in 0..<2 {
      let y = 350.0 + 18 * Double(unit)
      canvas.line(
        Point(80, y), Point(102, y),
        color(fault == .legendExchanged ? 1 - unit : unit, canvas.theme), width: 2,
        dash: unit == 1 ? [6, 3] : [])
      canvas.text(Label("$h^{(\(unit + 1))}$"), at: Point(110, y), TextStyle(11), anchor: .middle)
    }
  }

  private func drawCells(_ canvas: Canvas) {
    let map = canvas.theme.signedMap
    let colors = Self.series[0].map { value -> Color? in
      let fraction = (value + 1) / 2
      return map.color(at: fault == .mapReversed ? 1 - fraction : fraction)
    }
    canvas.cells(
      colors, columns: colors.count, rows: 1, in: Rect(x: 80, y: 400, width: 600, height: 20))
  }

  private func drawArrow(_ canvas: Canvas) {
    let (from, to) = (Point(250, 368), Point(420, 352))
    if fault == .arrowHeadMissing {
      canvas.line(from, to, canvas.theme.color(.gradient), width: 1.4)
    } else {
      canvas.arrow(from, to, canvas.theme.color(.gradient), width: 1.4)
    }
  }
}
