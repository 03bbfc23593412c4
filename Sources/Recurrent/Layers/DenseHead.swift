/// What a network says from its states: a dense layer over rows, without its numbers.
///
///     y = W_hy u + b_y
///
/// and backward from dy = dL/dy:
///
///     dL/dW_hy = sum dy u'     dL/db_y = sum dy     dL/du = W_hy' dy
///
/// Shapes: u [P, W], y [P, O] for P rows; W_hy [O, W], b_y [O].
struct DenseHead: Sendable {
  /// W
  let inputSize: Int
  /// O
  let outputSize: Int
  /// Where W_hy and b_y begin among all parameters.
  let weights: Int
  let bias: Int

  var parameterCount: Int { outputSize * (inputSize + 1) }

  /// y of every row.
  @inline(__always)
  func forward<Scalar: NetworkScalar>(
    rows: Int, _ inputs: UnsafePointer<Scalar>, parameters: UnsafePointer<Scalar>,
    into outputs: UnsafeMutablePointer<Scalar>
  ) {
    denseProduct(
      m: rows, n: outputSize, k: inputSize, inputs, weights: parameters + weights,
      bias: parameters + bias, into: outputs)
  }

  /// Sets dL/du, and adds to the gradients of all parameters.
  @inline(__always)
  func backward<Scalar: NetworkScalar>(
    rows: Int, _ inputs: UnsafePointer<Scalar>, outputGradients dy: UnsafePointer<Scalar>,
    parameters: UnsafePointer<Scalar>, gradients: UnsafeMutablePointer<Scalar>,
    inputGradients du: UnsafeMutablePointer<Scalar>
  ) {
    matrixProduct(
      .transposedTimes, m: outputSize, n: inputSize, k: rows, dy, times: inputs,
      into: gradients + weights, accumulate: true)
    addRows(dy, rows: rows, columns: outputSize, to: gradients + bias)
    matrixProduct(
      .plain, m: rows, n: inputSize, k: outputSize, dy, times: parameters + weights, into: du,
      accumulate: false)
  }
}

extension DenseHead {
  /// y of every row.
  @inline(__always)
  func forward<Scalar: NetworkScalar>(
    _ inputs: [Scalar], parameters: [Scalar], into outputs: inout [Scalar]
  ) {
    inputs.withUnsafeBufferPointer { inputs in
      parameters.withUnsafeBufferPointer { parameters in
        outputs.withUnsafeMutableBufferPointer {
          forward(
            rows: inputs.count / inputSize, inputs.baseAddress!,
            parameters: parameters.baseAddress!, into: $0.baseAddress!)
        }
      }
    }
  }

  /// Sets dL/dW_hy and dL/db_y, and returns dL/du.
  @inline(__always)
  func backward<Scalar: NetworkScalar>(
    _ inputs: [Scalar], outputGradients: [Scalar], parameters: [Scalar],
    gradients: inout [Scalar]
  ) -> [Scalar] {
    for index in weights..<weights + outputSize * inputSize { gradients[index] = 0 }
    for index in bias..<bias + outputSize { gradients[index] = 0 }
    var inputGradients = [Scalar](repeating: 0, count: inputs.count)
    inputs.withUnsafeBufferPointer { inputs in
      outputGradients.withUnsafeBufferPointer { dy in
        parameters.withUnsafeBufferPointer { parameters in
          gradients.withUnsafeMutableBufferPointer { gradients in
            inputGradients.withUnsafeMutableBufferPointer { du in
              backward(
                rows: inputs.count / inputSize, inputs.baseAddress!,
                outputGradients: dy.baseAddress!, parameters: parameters.baseAddress!,
                gradients: gradients.baseAddress!, inputGradients: du.baseAddress!)
            }
          }
        }
      }
    }
    return inputGradients
  }
}
