// One step of each cell, one line an equation. x is x_t, h is h_{t-1}, c is c_{t-1}; * between
// vectors goes entry by entry, and s is the logistic function. The rows of W_xh, W_hh and b_h are
// those of the gates one after another: W_xi is the rows of W_xh for the input gate, and so on.

/// The weights of one cell, and its equations.
struct TextbookCell<Number: TextbookNumber>: Sendable {
  let kind: Cell
  /// H
  let hidden: Int
  /// W_xh [GH, D]
  let inputWeights: TextbookMatrix<Number>
  /// W_hh [GH, H]
  let recurrentWeights: TextbookMatrix<Number>
  /// b_h [GH]
  let bias: TextbookVector<Number>
  /// b_hn [H] of a GRU that resets after the product; empty for other cells.
  let candidateBias: TextbookVector<Number>

  typealias Vector = TextbookVector<Number>
  typealias Matrix = TextbookMatrix<Number>

  func step(_ x: Vector, _ h: Vector, _ c: Vector) -> TextbookStep<Number> {
    switch kind {
    case .elman(let activation): elman(activation, x, h)
    case .lstm: lstm(x, h, c)
    case .gru(.after): gruResetAfter(x, h)
    case .gru(.before): gruResetBefore(x, h)
    }
  }

  /// W_x, W_h and b of a gate, by its place in the order of the rows.
  private func gate(_ index: Int) -> (Matrix, Matrix, Vector) {
    let rows = index * hidden..<(index + 1) * hidden
    return (inputWeights.rows(rows), recurrentWeights.rows(rows), Vector(bias.entries[rows]))
  }

  /// a_t = W_xh x_t + W_hh h_{t-1} + b_h, h_t = f(a_t). Source: Elman (1990).
  private func elman(_ activation: Activation, _ x: Vector, _ h: Vector) -> TextbookStep<Number> {
    let inputProduct = inputWeights * x
    let recurrentProduct = recurrentWeights * h
    let a = inputProduct + recurrentProduct + bias
    let new = a.map { value(of: activation, at: $0) }
    return TextbookStep([
      "W_xh x": inputProduct, "W_hh h'": recurrentProduct, "a": a, "h": new,
    ])
  }

  /// i_t = s(W_xi x_t + W_hi h_{t-1} + b_i), f_t and o_t alike, g_t = tanh(...),
  /// c_t = f_t * c_{t-1} + i_t * g_t, h_t = o_t * tanh(c_t). Sources: Hochreiter and Schmidhuber
  /// (1997); the forget gate: Gers et al. (2000).
  private func lstm(_ x: Vector, _ h: Vector, _ c: Vector) -> TextbookStep<Number> {
    let (wxi, whi, bi) = gate(0)
    let (wxf, whf, bf) = gate(1)
    let (wxg, whg, bg) = gate(2)
    let (wxo, who, bo) = gate(3)

    let ai = wxi * x + whi * h + bi
    let af = wxf * x + whf * h + bf
    let ag = wxg * x + whg * h + bg
    let ao = wxo * x + who * h + bo
    let i = sigmoid(ai)
    let f = sigmoid(af)
    let g = tanh(ag)
    let o = sigmoid(ao)
    let newC = f * c + i * g
    let newH = o * tanh(newC)
    return TextbookStep([
      "a_i": ai, "a_f": af, "a_g": ag, "a_o": ao, "i": i, "f": f, "g": g, "o": o, "c": newC,
      "tanh c": tanh(newC), "h": newH,
    ])
  }

  /// n_t = tanh(W_xn x_t + b_n + r_t * (W_hn h_{t-1} + b_hn)),
  /// h_t = (1 - z_t) * n_t + z_t * h_{t-1}. Source: cuDNN's form of Cho et al. (2014).
  private func gruResetAfter(_ x: Vector, _ h: Vector) -> TextbookStep<Number> {
    let (wxr, whr, br) = gate(0)
    let (wxz, whz, bz) = gate(1)
    let (wxn, whn, bn) = gate(2)
    let bhn = candidateBias

    let ar = wxr * x + whr * h + br
    let az = wxz * x + whz * h + bz
    let r = sigmoid(ar)
    let z = sigmoid(az)
    let recurrent = whn * h + bhn
    let an = wxn * x + bn + r * recurrent
    let n = tanh(an)
    let new = (1 - z) * n + z * h
    return TextbookStep([
      "a_r": ar, "a_z": az, "r": r, "z": z, "W_hn h' + b_hn": recurrent, "a_n": an, "n": n,
      "h": new,
    ])
  }

  /// n_t = tanh(W_xn x_t + b_n + W_hn (r_t * h_{t-1})), the rest as with the reset after. Source:
  /// Cho et al. (2014).
  private func gruResetBefore(_ x: Vector, _ h: Vector) -> TextbookStep<Number> {
    let (wxr, whr, br) = gate(0)
    let (wxz, whz, bz) = gate(1)
    let (wxn, whn, bn) = gate(2)

    let ar = wxr * x + whr * h + br
    let az = wxz * x + whz * h + bz
    let r = sigmoid(ar)
    let z = sigmoid(az)
    let reset = r * h
    let an = wxn * x + bn + whn * reset
    let n = tanh(an)
    let new = (1 - z) * n + z * h
    return TextbookStep([
      "a_r": ar, "a_z": az, "r": r, "z": z, "r h'": reset, "a_n": an, "n": n, "h": new,
    ])
  }

  private func value(of activation: Activation, at a: Number) -> Number {
    switch activation {
    case .tanh: Number.tanh(a)
    // At the kink the derivative is 0, as in `Activation`; NaN stays.
    case .relu: a.realPart <= 0 ? Number(0) : a
    case .sigmoid: Number.sigmoid(a)
    case .identity: a
    }
  }
}
