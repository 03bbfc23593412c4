/// What a gradient closure returns: the loss, and its derivative by every parameter.
///
/// The derivative comes either as one flat array, blocks in the order of the parameters, or as
/// one array a name. A wrong name or size is not an error here: the check reports it as invalid.
public struct LossAndGradient: Sendable {
  enum Derivative: Sendable {
    case flat([Double])
    case named([String: [Double]])
  }

  /// The loss at the parameters the closure was called with.
  public let loss: Double
  let derivative: Derivative

  /// A gradient in one flat array, laid out as `ParameterTensors.values`.
  public init(loss: Double, values: [Double]) {
    self.loss = loss
    derivative = .flat(values)
  }

  /// A gradient by name, every block in row-major order.
  public init(loss: Double, _ tensors: [String: [Double]]) {
    self.loss = loss
    derivative = .named(tensors)
  }
}

extension LossAndGradient {
  /// The gradient laid out as the parameters, or why that cannot be done.
  func flattened(
    like parameters: ParameterTensors
  ) -> Result<[Double], GradientCheck.InvalidReason> {
    switch derivative {
    case .flat(let values):
      guard values.count == parameters.values.count else {
        return .failure(
          .init(
            .wrongShape,
            "the gradient has \(values.count) entries; "
              + "the parameters have \(parameters.values.count)"))
      }
      return .success(values)
    case .named(let tensors):
      return flatten(tensors, like: parameters)
    }
  }

  private func flatten(
    _ tensors: [String: [Double]], like parameters: ParameterTensors
  ) -> Result<[Double], GradientCheck.InvalidReason> {
    let expected = parameters.names.joined(separator: ", ")
    if let unknown = tensors.keys.filter({ !parameters.names.contains($0) }).min() {
      return .failure(
        .init(.wrongShape, "the gradient names '\(unknown)'; the parameters are \(expected)"))
    }
    var values: [Double] = []
    values.reserveCapacity(parameters.values.count)
    for block in parameters.blocks {
      guard let tensor = tensors[block.name] else {
        return .failure(
          .init(
            .wrongShape,
            "the gradient has no '\(block.name)'; it has \(tensors.keys.sorted())"))
      }
      guard tensor.count == block.count else {
        return .failure(
          .init(
            .wrongShape,
            "the gradient of '\(block.name)' has \(tensor.count) entries; "
              + "the shape \(block.shape) has \(block.count)"))
      }
      values += tensor
    }
    return .success(values)
  }
}
