/// Every number of the forward pass over one sequence.
public struct TextbookRun<Number: TextbookNumber>: Sendable {
  /// The steps of a layer, each at the place of its x_t, in both directions.
  public struct Layer: Sendable {
    public var forward: [TextbookStep<Number>]
    /// Empty in a network of one direction.
    public var reverse: [TextbookStep<Number>]
  }

  /// x_1 ... x_T of the lowest layer, looked up where they were tokens.
  public var inputs: [[Number]]
  public var layers: [Layer]
  /// After the last step of each direction, which for the reverse one is step 1.
  public var finalState: TextbookState<Number>
  /// y_1 ... y_T, or one y of a head at the last step.
  public var outputs: [[Number]]
}

/// h and c that a pass begins or ends with.
///
/// Shapes: [B, H] for each layer and direction, the layer outermost, forward before reverse; B is 1
/// for a single sequence.
public struct TextbookState<Number: TextbookNumber>: Sendable {
  public var hidden: [[Number]]
  /// c of an LSTM; empty for other cells.
  public var cell: [[Number]]

  public init(hidden: [[Number]], cell: [[Number]] = []) {
    self.hidden = hidden
    self.cell = cell
  }

  public init(_ state: NetworkState<Double>) {
    self.init(
      hidden: state.hidden.map { $0.map { Number($0) } },
      cell: state.cell.map { $0.map { Number($0) } })
  }

  /// The state where nothing came before.
  public static func zero(for spec: NetworkSpec, batch: Int = 1) -> TextbookState {
    TextbookState(NetworkState.zero(for: spec, batch: batch))
  }

  /// The states of one of B sequences.
  public func row(_ index: Int, of batch: Int) -> TextbookState {
    func row(_ flat: [Number]) -> [Number] {
      let size = flat.count / batch
      return Array(flat[index * size..<(index + 1) * size])
    }
    return TextbookState(hidden: hidden.map(row), cell: cell.map(row))
  }

  /// The states of B sequences side by side.
  public static func rows(_ states: [TextbookState]) -> TextbookState {
    TextbookState(
      hidden: states[0].hidden.indices.map { place in states.flatMap { $0.hidden[place] } },
      cell: states[0].cell.indices.map { place in states.flatMap { $0.cell[place] } })
  }
}
