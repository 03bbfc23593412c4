import Drawing

extension LinePlot {
  /// What tells a curve from the others beside its colour.
  package struct Cue: Equatable {
    package var dash: [Double]
    package var shape: PointShape
  }

  /// Of each curve of a panel its dashes, as given or by order, and the shape of its points.
  package func cues(of panel: Panel) -> [Cue] {
    let automatic: [[Double]] = [
      [], [7, 3.5], [1.8, 2.8], [9, 3, 2, 3], [12, 4], [4, 3], [9, 3, 2, 3, 2, 3],
    ]
    var (plain, marked) = (0, 0)
    return panel.curves.map { curve in
      // Points tell curves apart; seeds need the dashes as well, since medians often coincide.
      let isDashed = !curve.showsPoints || !curve.runs.isEmpty
      let dash: [Double]
      switch curve.dash {
      case .solid: dash = []
      case .dashed: dash = [7, 4]
      case .dotted: dash = [1.8, 3]
      case .dashDotted: dash = [9, 3, 2, 3]
      case nil: dash = isDashed ? automatic[plain % automatic.count] : []
      }
      let shape = PointShape.allCases[marked % PointShape.allCases.count]
      if isDashed, curve.dash == nil { plain += 1 }
      if curve.showsPoints { marked += 1 }
      return Cue(dash: dash, shape: shape)
    }
  }
}

/// The shape of a curve's points.
package enum PointShape: CaseIterable, Sendable {
  case circle, square, diamond, triangle, ring, frame

  /// With a border in the page's colour, so that it stands off a line.
  func draw(at: Point, _ color: Color, on canvas: Canvas) {
    let page = canvas.theme.background
    func polygon(_ offsets: [(Double, Double)], _ color: Color) {
      canvas.polygon(offsets.map { Point(at.x + $0.0, at.y + $0.1) }, fill: color)
    }
    func square(_ r: Double) -> [(Double, Double)] { [(-r, -r), (r, -r), (r, r), (-r, r)] }
    func diamond(_ r: Double) -> [(Double, Double)] { [(0, -r), (r, 0), (0, r), (-r, 0)] }
    func triangle(_ r: Double) -> [(Double, Double)] {
      [(0, -r * 1.15), (r, r * 0.75), (-r, r * 0.75)]
    }
    switch self {
    case .circle:
      canvas.circle(at, radius: 4, fill: page)
      canvas.circle(at, radius: 3.1, fill: color)
    case .square:
      polygon(square(3.7), page)
      polygon(square(2.8), color)
    case .diamond:
      polygon(diamond(5.2), page)
      polygon(diamond(4), color)
    case .triangle:
      polygon(triangle(5.4), page)
      polygon(triangle(4), color)
    case .ring:
      canvas.circle(at, radius: 4.2, fill: color)
      canvas.circle(at, radius: 2.4, fill: page)
    case .frame:
      polygon(square(3.6), color)
      polygon(square(1.9), page)
    }
  }
}
