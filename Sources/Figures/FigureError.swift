import Drawing

/// Why a figure cannot be drawn.
public enum FigureError: Error, Sendable, Equatable {
  /// The figure's numbers and labels do not fit together. The message names what was given and
  /// what is allowed.
  case invalidData(figure: String, reason: String)
  /// Fonts, labels, Cairo, libpng or the file system.
  case drawing(DrawingError)
}

extension FigureError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .invalidData(let figure, let reason): return "\(figure): \(reason)"
    case .drawing(let error): return error.description
    }
  }
}
