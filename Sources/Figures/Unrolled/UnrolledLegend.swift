import Drawing

/// The lines under an unrolled diagram that say what its marks and colours mean.
struct UnrolledLegend {
  enum Item: Hashable {
    case forward, backward, cut, masked, fedBack
    case key(String, limit: Double)

    /// The words, and their width at 11 points with some room to spare: the page's height is known
    /// before any font is.
    var text: (label: Label, width: Double) {
      switch self {
      case .forward: ("forward", 45)
      case .backward: ("backward; the wider, the larger $\\log|\\delta_t|$", 204)
      case .cut: ("cut: the state passes, the gradient stops", 216)
      case .masked: ("past the sequence's end: no input, the state is carried on", 302)
      case .fedBack: ("the output is the next input", 152)
      case .key(let name, _):
        (Label(name), name.contains("state") ? 55 : name.contains("cell") ? 44 : 14)
      }
    }

    /// The mark before the words, or the colours with their ends behind them.
    var markWidth: Double {
      switch self {
      case .forward, .backward, .fedBack: 33
      case .cut: 18
      case .masked: 29
      case .key: 84 + 2 * 36 + 23
      }
    }

    var width: Double { markWidth + text.width }
  }

  private static let spacing = 20.0

  /// Each row's items with their left ends.
  let rows: [[(item: Item, x: Double)]]

  init(_ layout: UnrolledLayout) {
    let figure = layout.figure
    var items: [Item] = []
    if layout.hasNorms { items += [.forward, .backward] }
    if layout.hasFeedback { items.append(.fedBack) }
    if !figure.cuts.isEmpty { items.append(.cut) }
    if figure.steps.contains(where: \.isMasked) { items.append(.masked) }
    if layout.hasStrips {
      items.append(.key("state $h_t$", limit: figure.stateLimit))
      if layout.hasCells { items.append(.key("cell $c_t$", limit: figure.largestCell)) }
      if layout.hasDeltas { items.append(.key("$\\delta_t$", limit: figure.largestDelta)) }
    }
    var rows: [[(item: Item, x: Double)]] = []
    var x = Double.infinity
    for item in items {
      if x + item.width > Page.width - Page.margin {
        rows.append([])
        x = Page.margin
      }
      rows[rows.count - 1].append((item, x))
      x += item.width + Self.spacing
    }
    self.rows = rows
  }
}

extension UnrolledDiagram {
  /// The largest finite magnitude; 1 where there is none.
  private func largest(_ rows: (Step) -> [[Double]]) -> Double {
    var largest = 0.0
    for step in steps {
      for row in rows(step) {
        for value in row where value.isFinite { largest = max(largest, abs(value)) }
      }
    }
    return largest > 0 ? largest : 1
  }

  var largestDelta: Double {
    largest { ($0.gradient?.deltas ?? []) + ($0.reverse?.gradient?.deltas ?? []) }
  }

  var largestCell: Double { largest { $0.cells + ($0.reverse?.cells ?? []) } }
}
