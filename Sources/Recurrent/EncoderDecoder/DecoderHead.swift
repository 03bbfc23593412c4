/// What a decoder says from its states: a dense layer over rows, without its numbers.
///
///     y = W_hy u + b_y
///
/// and backward from dy = dL/dy:
///
///     dL/dW_hy = sum dy u'     dL/db_y = sum dy     dL/du = W_hy' dy
///
/// Shapes: u [P, W], y [P, O] for P rows; W_hy [O, W], b_y [O].
struct DecoderHead: Sendable {
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
    _ inputs: [Scalar], parameters: [Scalar], into outputs: inout [Scalar]
  ) {
    let rows = inputs.count / inputSize
    parameters.withUnsafeBufferPointer { parameters in
      outputs.withUnsafeMutableBufferPointer { outputs in
        let (parameters, outputs) = (parameters.baseAddress!, outputs.baseAddress!)
        for row in 0..<rows {
          (outputs + row * outputSize).update(from: parameters + bias, count: outputSize)
        }
        inputs.withUnsafeBufferPointer { inputs in
          matrixProduct(
            .timesTransposed, m: rows, n: outputSize, k: inputSize, inputs.baseAddress!,
            times: parameters + weights, into: outputs, accumulate: true)
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
    let rows = inputs.count / inputSize
    var inputGradients = [Scalar](repeating: 0, count: inputs.count)
    outputGradients.withUnsafeBufferPointer { dy in
      let dy = dy.baseAddress!
      gradients.withUnsafeMutableBufferPointer { gradients in
        let gradients = gradients.baseAddress!
        inputs.withUnsafeBufferPointer { inputs in
          matrixProduct(
            .transposedTimes, m: outputSize, n: inputSize, k: rows, dy,
            times: inputs.baseAddress!, into: gradients + weights, accumulate: false)
        }
        (gradients + bias).update(repeating: 0, count: outputSize)
        addRows(dy, rows: rows, columns: outputSize, to: gradients + bias)
      }
      parameters.withUnsafeBufferPointer { parameters in
        inputGradients.withUnsafeMutableBufferPointer { du in
          matrixProduct(
            .plain, m: rows, n: inputSize, k: outputSize, dy,
            times: parameters.baseAddress! + weights, into: du.baseAddress!, accumulate: false)
        }
      }
    }
    return inputGradients
  }
}
