import Recurrent

extension Network<Double> {
  /// A network with the parameters that a file names as PyTorch does.
  ///
  /// - Parameter moved: Changes the numbers of the file before they are used.
  init(
    _ spec: NetworkSpec, oracle tensors: [String: OracleTensor],
    moved: ([Double]) -> [Double] = { $0 }
  ) throws {
    var parameters = Parameters<Double>(spec.layout)
    parameters.values = moved(try TorchParameters(spec: spec, tensors: tensors).values())
    self.init(spec, parameters: parameters)
  }
}

extension NetworkState<Double> {
  /// States [layers x directions, B, H] of a file; c alone where the cell has it.
  init(_ hidden: OracleTensor, _ cell: OracleTensor?, moved: ([Double]) -> [Double] = { $0 }) {
    self.init(
      hidden: (0..<hidden.shape[0]).map { moved(hidden.layer($0)) },
      cell: cell.map { cell in (0..<cell.shape[0]).map { moved(cell.layer($0)) } } ?? [])
  }
}
