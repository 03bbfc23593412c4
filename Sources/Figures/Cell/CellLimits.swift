import Drawing

/// What the ends of the colours mean, for each kind of wire.
struct CellLimits {
  /// Of h, the candidate and tanh(c): 1, or more where the cell's function has no bound.
  var state = 1.0
  var sum = 1.0
  /// Of c_{t-1} and c_t.
  var cell = 1.0
  var input = 1.0
  /// Of all gradients: the largest one.
  var gradient = 1.0

  init(_ figure: CellDiagram) {
    let slopes = figure.gradients.values.joined().filter(\.isFinite).map(abs)
    gradient = slopes.max().flatMap { $0 > 0 ? $0 : nil } ?? 1
    for (wire, values) in figure.values where !wire.isGate {
      let largest = values.filter(\.isFinite).map(abs).max() ?? 0
      switch wire {
      case .input: input = max(input, largest)
      case .preActivation: sum = max(sum, largest)
      case .previousCell, .cellState: cell = max(cell, largest)
      default: state = max(state, largest)
      }
    }
  }

  subscript(wire: CellDiagram.Wire) -> Double {
    switch wire {
    case .input: input
    case .preActivation: sum
    case .previousCell, .cellState: cell
    default: state
    }
  }
}

/// A bar that explains the colours of strips.
struct CellKey {
  enum Meaning: Equatable {
    case gates, values, gradients
  }

  /// In one line of the page.
  static let columns = 3

  var name: Label
  var meaning: Meaning
  var limit: Double

  /// The keys that a figure's strips need; tags with numbers need none.
  static func keys(_ figure: CellDiagram) -> [CellKey] {
    let limits = CellLimits(figure)
    let strips = figure.cell.wires.filter { CellGrid.isStrip(figure.values[$0]?.count ?? 0) }
    var keys: [CellKey] = []
    if strips.contains(where: \.isGate) {
      keys.append(CellKey(name: "gates", meaning: .gates, limit: 1))
    }
    // One key for all wires with the same ends.
    let signed = strips.filter { !$0.isGate }
    for limit in Set(signed.map { limits[$0] }).sorted() {
      let symbols = signed.filter { limits[$0] == limit }.map { figure.cell.symbol($0).source }
      let name = limit == 1 && symbols.count > 2 ? "other values" : symbols.joined(separator: ", ")
      keys.append(CellKey(name: Label(name), meaning: .values, limit: limit))
    }
    if figure.gradients.contains(where: { CellGrid.isStrip($0.value.count) }) {
      keys.append(
        CellKey(
          name: "$\\partial L/\\partial\\,\\cdot$", meaning: .gradients, limit: limits.gradient))
    }
    return keys
  }
}
