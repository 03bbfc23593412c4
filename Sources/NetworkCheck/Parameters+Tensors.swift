import GradientCheck
import Recurrent

extension Parameters where Scalar == Double {
  /// The blocks as the gradient check names them.
  public var namedTensors: [NamedTensor] {
    layout.blocks.map { block in
      NamedTensor(
        block.name, shape: block.shape, values: Array(values[block.range]),
        bands: block.bands.map { NamedTensor.Band($0.label, rows: $0.rows) })
    }
  }
}
