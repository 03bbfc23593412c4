import Foundation
import GradientCheck

/// A network of one recurrent layer, with backpropagation through time derived by hand.
///
///     z_t = W_xh x_t + W_hh h_{t-1} + b_h,   h_t = act(z_t),   y_t = W_hy h_t
///     L = 1/2 sum_t |y_t - target_t|^2 + r'h_T
///
/// dL/dz_t = act'(z_t) (W_hy'(y_t - target_t) + W_hh' dL/dz_{t+1} + [t = T] r)
///
/// D inputs, H units, O outputs, T steps; h_0 is a parameter too.
struct RecurrentModel {
  enum Activation { case tanh, relu }

  var (d, h, o, steps) = (3, 2, 2, 5)
  var activation = Activation.tanh
  let x: [Double]
  let target: [Double]
  let r: [Double]
  let parameters: [Double]

  init(
    seed: Int, scale: Double, activation: Activation = .tanh,
    sizes: (d: Int, h: Int, o: Int, steps: Int) = (3, 2, 2, 5)
  ) {
    var draw = Draw(seed)
    (d, h, o, steps) = sizes
    self.activation = activation
    x = draw.normal(steps * d)
    target = draw.normal(steps * o)
    r = draw.normal(h)
    parameters = draw.normal(h * d + h * h + h + o * h + h, scale: scale)
  }

  /// Where W_xh, W_hh, b_h, W_hy and h_0 begin in the flat parameters.
  private var places: (xh: Int, hh: Int, b: Int, hy: Int, h0: Int) {
    let hh = h * d
    let b = hh + h * h
    return (0, hh, b, b + h, b + h + o * h)
  }

  var model: Model {
    let (_, hh, b, hy, h0) = places
    let v = parameters
    return Model(
      name: activation == .tanh ? "tanh RNN" : "ReLU RNN",
      parameters: [
        NamedTensor("W_xh", rows: h, columns: d, values: Array(v[0..<hh])),
        NamedTensor("W_hh", rows: h, columns: h, values: Array(v[hh..<b])),
        NamedTensor("b_h", values: Array(v[b..<hy])),
        NamedTensor("W_hy", rows: o, columns: h, values: Array(v[hy..<h0])),
        NamedTensor("h_0", values: Array(v[h0...])),
      ],
      loss: { loss($0) }, gradient: { gradient($0) })
  }

  /// h_0 ... h_T, one after another.
  private func states(_ v: [Double]) -> [Double] {
    let (_, hh, b, _, h0) = places
    var s = Array(v[h0..<h0 + h])
    for t in 0..<steps {
      for i in 0..<h {
        var z = v[b + i]
        for j in 0..<d { z += v[i * d + j] * x[t * d + j] }
        for j in 0..<h { z += v[hh + i * h + j] * s[t * h + j] }
        s.append(activation == .tanh ? Foundation.tanh(z) : z > 0 ? z : 0)
      }
    }
    return s
  }

  /// y_t - target_t.
  private func residual(_ v: [Double], _ s: [Double], _ t: Int) -> [Double] {
    let hy = places.hy
    return (0..<o).map { k -> Double in
      var e = -target[t * o + k]
      for i in 0..<h { e += v[hy + k * h + i] * s[(t + 1) * h + i] }
      return e
    }
  }

  func loss(_ v: [Double]) -> Double {
    let s = states(v)
    var sum = (0..<h).reduce(0) { $0 + r[$1] * s[steps * h + $1] }
    for t in 0..<steps { for e in residual(v, s, t) { sum += 0.5 * e * e } }
    return sum
  }

  func gradient(_ v: [Double]) -> [Double] {
    let (_, hh, b, hy, h0) = places
    let s = states(v)
    var g = [Double](repeating: 0, count: v.count)
    var dh = r
    for t in (0..<steps).reversed() {
      let e = residual(v, s, t)
      for k in 0..<o {
        for i in 0..<h {
          g[hy + k * h + i] += e[k] * s[(t + 1) * h + i]
          dh[i] += v[hy + k * h + i] * e[k]
        }
      }
      var before = [Double](repeating: 0, count: h)
      for i in 0..<h {
        let state = s[(t + 1) * h + i]
        let slope = activation == .tanh ? 1 - state * state : state > 0 ? 1 : 0
        let dz = dh[i] * slope
        g[b + i] += dz
        for j in 0..<d { g[i * d + j] += dz * x[t * d + j] }
        for j in 0..<h {
          g[hh + i * h + j] += dz * s[t * h + j]
          before[j] += v[hh + i * h + j] * dz
        }
      }
      dh = before
    }
    for i in 0..<h { g[h0 + i] = dh[i] }
    return g
  }
}

extension Model {
  static func tanhNetwork(seed: Int, scale: Double) -> Model {
    RecurrentModel(seed: seed, scale: scale).model
  }

  static func reluNetwork(seed: Int, scale: Double) -> Model {
    RecurrentModel(
      seed: seed, scale: scale, activation: .relu, sizes: (d: 3, h: 6, o: 2, steps: 5)
    ).model
  }

  /// Every model whose loss has no kink.
  static func smooth(seed: Int, scale: Double) -> [Model] {
    [
      .quadratic(seed: seed, scale: scale), .expSine(seed: seed, scale: scale),
      .softmax(seed: seed, scale: scale), .tanhNetwork(seed: seed, scale: scale),
    ]
  }
}
