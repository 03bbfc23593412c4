import GradientCheck
import Museum
import Recurrent

/// A mistake in a cell that it fits.
struct Exhibit: CustomStringConvertible {
  let mistake: Mistake
  let cell: Cell

  static let cells: [Cell] = [.elman(.tanh), .lstm, .gru(.before), .gru(.after)]

  static let all: [Exhibit] = Mistake.allCases.flatMap { mistake in
    cells.filter { mistake.fits(Probe.strong($0, for: mistake, seed: 1).spec) }
      .map { Exhibit(mistake: mistake, cell: $0) }
  }

  var description: String { "\(mistake.rawValue), \(mistake.name), \(cell.label)" }
}

extension Cell {
  var label: String {
    switch self {
    case .elman: "tanh"
    case .lstm: "LSTM"
    case .gru(.before): "GRU, reset before"
    case .gru(.after): "GRU, reset after"
    }
  }
}

extension GradientCheck.Report {
  /// Whether an entry was called wrong; a tensor that had no influence is not enough.
  var hasWrongEntry: Bool { entries.contains { $0.verdict.isFailure } }
}
