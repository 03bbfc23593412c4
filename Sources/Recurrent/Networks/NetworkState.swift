/// The states that a network carries from one stretch of a sequence to the next, or begins with.
///
/// Shapes: [B, H] for each layer and direction; the layer outermost, forward before reverse.
public struct NetworkState<Scalar: NetworkScalar>: Sendable, Hashable {
  /// h
  public var hidden: [[Scalar]]
  /// c of an LSTM; empty for other cells.
  public var cell: [[Scalar]]

  public init(hidden: [[Scalar]], cell: [[Scalar]] = []) {
    self.hidden = hidden
    self.cell = cell
  }

  /// The state where nothing came before.
  public static func zero(for spec: NetworkSpec, batch: Int) -> NetworkState {
    let hidden = spec.hiddenSizes.flatMap { size in
      spec.directions.map { _ in [Scalar](repeating: 0, count: batch * size) }
    }
    return NetworkState(hidden: hidden, cell: spec.cell.hasCellState ? hidden : [])
  }
}
