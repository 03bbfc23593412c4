import GradientCheck
import Recurrent

/// A recurrent network whose weights are another copy at every step, and whose states can be moved:
/// what backpropagation through time says of each step can then be held against the loss alone.
///
///     a_t = W_xh(t) x_t + W_hh(t) h_{t-1} + b_h(t)     h_t = f(a_t) + nudge_t
///
/// At the network's own parameters all copies are equal and every nudge is 0, and with sums over
/// the B sequences
///
///     dL/dW_xh(t) = delta_t x_t'    dL/dW_hh(t) = delta_t h_{t-1}'    dL/db_h(t) = delta_t
///     dL/dnudge_t = dL/dh_t
///
/// A sum over t of the first three is the gradient of the tied weights, so that a mistake which
/// shows there as one wrong number shows here at the steps where it is made. Embedding and head stay
/// tied, and are not among the tensors.
///
/// Shapes: tensors `W_hh, t = 3` as in the network's layout, `h, t = 3` and `c, t = 3` [B, H].
public struct UntiedNetwork: Sendable {
  public let network: Network<Double>
  public let batch: SequenceBatch<Double>
  public let initialState: NetworkState<Double>
  /// The network with the weights that all steps share.
  let tied: TextbookNetwork<Double>
  /// What is moved, in the order of the flat values.
  let pieces: [Piece]
  /// Where the nudges of h and of c begin: [layer x directions + direction][t].
  private(set) var nudges: (hidden: [[Int]], cell: [[Int]])

  /// One tensor: a block at a step, or the nudges of a layer's states there.
  struct Piece: Sendable {
    enum Kind: Sendable {
      case block(ParameterLayout.Block)
      case hidden, cell
    }
    let kind: Kind
    let layer: Int
    let direction: NetworkSpec.Direction
    /// From 0.
    let step: Int
    let name: String
    let shape: [Int]
    /// Where its values begin.
    let start: Int
    var count: Int { shape.reduce(1, *) }
  }

  /// - Parameter initialState: Nil means zeros.
  public init(
    _ network: Network<Double>, on batch: SequenceBatch<Double>,
    from initialState: NetworkState<Double>? = nil
  ) {
    self.network = network
    self.batch = batch
    self.initialState = initialState ?? .zero(for: network.spec, batch: batch.batch)
    tied = TextbookNetwork(network.spec, parameters: network.parameters.values)
    pieces = Self.pieces(of: network.spec, batch: batch)
    let places = network.spec.hiddenSizes.count * network.spec.directions.count
    nudges = ([[Int]](repeating: [], count: places), [[Int]](repeating: [], count: places))
    for piece in pieces {
      let place = piece.layer * network.spec.directions.count + piece.direction.rawValue
      switch piece.kind {
      case .block: break
      case .hidden: nudges.hidden[place].append(piece.start)
      case .cell: nudges.cell[place].append(piece.start)
      }
    }
  }

  private static func pieces(of spec: NetworkSpec, batch: SequenceBatch<Double>) -> [Piece] {
    let layout = spec.layout
    var pieces: [Piece] = []
    var start = 0
    for layer in spec.hiddenSizes.indices {
      for direction in spec.directions {
        let blocks = ["W_xh", "W_hh", "b_h", "b_hn"].compactMap {
          layout[spec.blockName($0, layer: layer, direction: direction)]
        }
        func add(_ kind: Piece.Kind, _ name: String, _ step: Int, _ shape: [Int]) {
          let piece = Piece(
            kind: kind, layer: layer, direction: direction, step: step,
            name: "\(name), t = \(step + 1)", shape: shape, start: start)
          pieces.append(piece)
          start += piece.count
        }
        let states = [batch.batch, spec.hiddenSizes[layer]]
        for step in 0..<batch.steps {
          for block in blocks { add(.block(block), block.name, step, block.shape) }
          add(.hidden, spec.blockName("h", layer: layer, direction: direction), step, states)
          if spec.cell.hasCellState {
            add(.cell, spec.blockName("c", layer: layer, direction: direction), step, states)
          }
        }
      }
    }
    return pieces
  }

  /// The copies of every step, all equal, and the nudges, all 0.
  public var parameters: [NamedTensor] {
    pieces.map { piece in
      guard case .block(let block) = piece.kind else {
        return NamedTensor(
          piece.name, shape: piece.shape, values: [Double](repeating: 0, count: piece.count))
      }
      return NamedTensor(
        piece.name, shape: piece.shape,
        values: Array(network.parameters.values[block.range]),
        bands: block.bands.map { NamedTensor.Band($0.label, rows: $0.rows) }, role: block.role)
    }
  }
}
