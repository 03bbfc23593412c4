import GradientCheck
import Recurrent

extension Parameters where Scalar == Double {
  /// The blocks as the gradient check names them, with what each does.
  public var namedTensors: [NamedTensor] {
    layout.blocks.map { block in
      NamedTensor(
        block.name, shape: block.shape, values: Array(values[block.range]),
        bands: block.bands.map { NamedTensor.Band($0.label, rows: $0.rows) },
        role: block.role)
    }
  }
}

extension ParameterLayout.Block {
  /// What the block does, by its name; nil for one that has no part in a network of one stack.
  var role: NamedTensor.Role? {
    switch name.split(separator: ".").last {
    case "embedding", "W_xh": .input
    case "W_hh": .recurrent
    case "b_h", "b_hn": .bias
    case "W_hy", "b_y": .head
    default: nil
    }
  }
}
