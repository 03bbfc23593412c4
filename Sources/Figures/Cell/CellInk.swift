import Drawing

/// The colours of a cell diagram: in full where an equation is in focus, pale elsewhere.
package struct CellInk {
  let theme: Theme
  let focus: CellDiagram.Equation?

  package init(theme: Theme, focus: CellDiagram.Equation?) {
    self.theme = theme
    self.focus = focus
  }

  /// How far the lines and fills of the rest go towards what is behind them.
  static let paling = 0.62
  /// What the text of the rest keeps.
  static let leastContrast = 3.4

  /// The inside of the cell.
  package var ground: Color { theme.panel }

  package func isPale(_ equations: Set<CellDiagram.Equation>) -> Bool {
    focus.map { !equations.contains($0) } ?? false
  }

  package func line(_ role: Theme.Role?, isPale: Bool) -> Color {
    let color = role.map(theme.color) ?? theme.ink
    return isPale ? color.mixed(with: ground, Self.paling) : color
  }

  package func width(isPale: Bool) -> Double { isPale ? 1.4 : focus == nil ? 1.6 : 2.2 }

  package func fill(_ color: Color, isPale: Bool) -> Color {
    isPale ? color.mixed(with: theme.background, Self.paling) : color
  }

  /// Text as pale as ``leastContrast`` allows.
  package func text(_ color: Color, on fill: Color, isPale: Bool) -> Color {
    guard isPale else { return color }
    var (least, most) = (0.0, Self.paling)
    for _ in 0..<12 {
      let middle = (least + most) / 2
      if color.mixed(with: fill, middle).contrast(with: fill) >= Self.leastContrast {
        least = middle
      } else {
        most = middle
      }
    }
    return color.mixed(with: fill, least)
  }
}
