// Dot-product attention of one sequence, forward and backward.
//
// h_1 ... h_S are the decoder's states and s_1 ... s_T the encoder's, of the valid steps alone. In
// the steps that lesson 19 names:
//
//   1  h_j and s_1 ... s_T are given
//   2  e_ji = h_j . s_i                                    scores
//   3  alpha_ji = exp(e_ji - max_j) / sum_i (the same)     weights: softmax over i
//   4  alpha_ji s_i                                        each state times its weight
//   5  context_j = sum_i alpha_ji s_i
//   6  y_j from [h_j; context_j]                           by the head, not here
//
// and backward from dcontext_j = dL/dcontext_j, each step by the one it undoes:
//
//   5, 4  dalpha_ji = dcontext_j . s_i              ds_i += sum_j alpha_ji dcontext_j
//   3     de_ji = alpha_ji (dalpha_ji - sum_k alpha_jk dalpha_jk)
//   2     dh_j += sum_i de_ji s_i                   ds_i += sum_j de_ji h_j
//   1     both add to what reaches h_j and s_i by other ways
//
// Goals, in this order: no overflow whatever the scores (the largest is taken off before the
// exponential), nothing beyond a length read, speed: 4 and 5 are one product, of all decoder steps
// at once. Source: Luong et al. (2015), the score "dot".

/// Where the numbers of one sequence stand in arrays that it may share with others.
struct AttentionPart {
  /// The rows of the steps: the first starts at `start`, each `stride` behind the one before. The
  /// numbers of a row are neighbours.
  struct Rows {
    var start = 0
    var stride: Int
  }

  /// S, T, H
  let decoderSteps: Int
  let encoderSteps: Int
  let hiddenSize: Int
  /// s and ds; h and dh; context and dcontext; e, alpha and de.
  let encoder: Rows
  let decoder: Rows
  let context: Rows
  let weights: Rows

  /// Fills e, alpha [S, T] and context [S, H].
  @inline(__always)
  func forward<Scalar: NetworkScalar>(
    encoder s: UnsafePointer<Scalar>, decoder h: UnsafePointer<Scalar>,
    scores e: UnsafeMutablePointer<Scalar>, weights alpha: UnsafeMutablePointer<Scalar>,
    context c: UnsafeMutablePointer<Scalar>
  ) {
    // 2  e_ji = h_j . s_i
    products(of: h, decoder, with: s, into: e)
    // 3  alpha_j = softmax(e_j)
    for step in 0..<decoderSteps {
      let place = weights.start + step * weights.stride
      softmaxPass(rows: 1, size: encoderSteps, in: UnsafePointer(e + place), out: alpha + place)
    }
    // 4, 5  context_j = sum_i alpha_ji s_i
    matrixProduct(
      .plain, m: decoderSteps, n: hiddenSize, k: encoderSteps,
      alpha + weights.start, aStride: weights.stride,
      times: s + encoder.start, bStride: encoder.stride,
      into: c + context.start, cStride: context.stride, accumulate: false)
  }

  /// Adds to ds [T, H] and dh [S, H]; de [S, T] gets dL/de.
  @inline(__always)
  func backward<Scalar: NetworkScalar>(
    encoder s: UnsafePointer<Scalar>, decoder h: UnsafePointer<Scalar>,
    weights alpha: UnsafePointer<Scalar>, contextGradients dc: UnsafePointer<Scalar>,
    scoreGradients de: UnsafeMutablePointer<Scalar>,
    encoderGradients ds: UnsafeMutablePointer<Scalar>,
    decoderGradients dh: UnsafeMutablePointer<Scalar>
  ) {
    // context_j = sum_i alpha_ji s_i: dalpha_ji = dcontext_j . s_i
    products(of: dc, context, with: s, into: de)
    // ds_i += sum_j alpha_ji dcontext_j
    addToEncoder(alpha, times: dc, context, into: ds)
    // dalpha_k/de_i = alpha_k ([k = i] - alpha_i): de_i = alpha_i (dalpha_i - sum alpha dalpha)
    for step in 0..<decoderSteps {
      let alpha = alpha + weights.start + step * weights.stride
      let de = de + weights.start + step * weights.stride
      let mean = dotProduct(alpha, de, count: encoderSteps)
      for i in 0..<encoderSteps { de[i] = alpha[i] * (de[i] - mean) }
    }
    // e_ji = h_j . s_i: dh_j += sum_i de_ji s_i
    matrixProduct(
      .plain, m: decoderSteps, n: hiddenSize, k: encoderSteps,
      de + weights.start, aStride: weights.stride,
      times: s + encoder.start, bStride: encoder.stride,
      into: dh + decoder.start, cStride: decoder.stride, accumulate: true)
    // ds_i += sum_j de_ji h_j
    addToEncoder(de, times: h, decoder, into: ds)
  }

  /// result_ji = x_j . s_i
  @inline(__always)
  private func products<Scalar: NetworkScalar>(
    of x: UnsafePointer<Scalar>, _ rows: Rows, with s: UnsafePointer<Scalar>,
    into result: UnsafeMutablePointer<Scalar>
  ) {
    if decoderSteps >= 4 {
      matrixProduct(
        .timesTransposed, m: decoderSteps, n: encoderSteps, k: hiddenSize,
        x + rows.start, aStride: rows.stride, times: s + encoder.start, bStride: encoder.stride,
        into: result + weights.start, cStride: weights.stride, accumulate: false)
      return
    }
    // So few rows are no work for a matrix product.
    for step in 0..<decoderSteps {
      for i in 0..<encoderSteps {
        result[weights.start + step * weights.stride + i] = dotProduct(
          x + rows.start + step * rows.stride, s + encoder.start + i * encoder.stride,
          count: hiddenSize)
      }
    }
  }

  /// ds_i += sum_j w_ji x_j
  @inline(__always)
  private func addToEncoder<Scalar: NetworkScalar>(
    _ w: UnsafePointer<Scalar>, times x: UnsafePointer<Scalar>, _ rows: Rows,
    into ds: UnsafeMutablePointer<Scalar>
  ) {
    matrixProduct(
      .transposedTimes, m: encoderSteps, n: hiddenSize, k: decoderSteps,
      w + weights.start, aStride: weights.stride, times: x + rows.start, bStride: rows.stride,
      into: ds + encoder.start, cStride: encoder.stride, accumulate: true)
  }
}
