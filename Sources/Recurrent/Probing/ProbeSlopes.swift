// The derivatives of what is not linear, at every step of the unmoved network: by these alone the
// tangents know the cells and the loss. In the equations ' marks step t-1 and h, c, the gates are
// values; the bands that each row of numbers multiplies stand in its comment.
//
//   rnn     dh = f'(a) da
//   lstm    dc = g i(1-i) da_i + c' f(1-f) da_f + i (1-g^2) da_g + f dc'
//           dh = tanh(c) o(1-o) da_o + o (1-tanh(c)^2) dc
//   gru     dh = (h' - n) z(1-z) da_z + (1-z) (1-n^2) da + z dh', with, q = W_hn h' + b_hn,
//     after   da = da_n + q r(1-r) da_r + r dq          da_r, da_z: those of W_xh and of W_hh
//     before  da = da_n + W_hn ds,   ds = d(r * h') = h' r(1-r) da_r + r dh'

import RealModule

struct ProbeSlopes {
  /// For each layer and direction [R, H, numbers of a unit].
  private(set) var cells: [AlignedBuffer<Double>] = []
  /// dL/dy of each position, [S, O].
  private(set) var outputs: AlignedBuffer<Double>

  init(of base: ProbeBase) {
    let call = base.call
    let size = call.spec.outputSize
    outputs = AlignedBuffer(capacity: call.positions * size)
    for layer in base.plan.layers {
      for place in layer.directions {
        cells.append(Self.cells(of: base, place, hidden: layer.hidden))
      }
    }
    for position in 0..<call.positions {
      Self.setLossSlopes(
        call, position, y: base.room.base + base.plan.outputs + position * size,
        into: outputs.base + position * size)
    }
  }

  // MARK: Cells

  /// How many numbers a unit has at each step.
  static func numbersOfUnit(in cell: Cell) -> Int {
    switch cell {
    case .elman: 1
    case .lstm: 10
    case .gru(.after): 7
    case .gru(.before): 5
    }
  }

  private static func cells(
    of base: ProbeBase, _ place: ProbePlan.Direction, hidden: Int
  ) -> AlignedBuffer<Double> {
    let cell = base.call.spec.cell
    let packing = base.call.packing.rows
    let perUnit = numbersOfUnit(in: cell)
    let result = AlignedBuffer<Double>(capacity: packing.rows * hidden * perUnit)
    let room = base.room.base
    for step in 0..<packing.steps {
      for sequence in 0..<packing.active[step] {
        let row = packing.firstRow[step] + sequence
        let before = (packing.previousRow(step) + sequence) * hidden
        let after = (packing.count + row) * hidden
        for unit in 0..<hidden {
          let target = result.base + (row * hidden + unit) * perUnit
          let gates = room + place.gates + row * cell.bands * hidden + unit
          let h = room[place.states + before + unit]
          switch cell {
          case .elman(let activation):
            target[0] = slope(of: activation, value: room[place.states + after + unit])
          case .lstm:
            setLSTM(
              gates, hidden: hidden, previous: room[place.cells + before + unit],
              cell: room[place.cells + after + unit], into: target)
          case .gru(.after):
            setGRUAfter(
              gates, hidden: hidden, previous: h,
              product: room[place.candidate + row * hidden + unit], into: target)
          case .gru(.before):
            setGRUBefore(gates, hidden: hidden, previous: h, into: target)
          }
        }
      }
    }
    return result
  }

  /// f'(a) from h = f(a): at a kink of ReLU 0, as everywhere else.
  private static func slope(of activation: Activation, value h: Double) -> Double {
    switch activation {
    case .tanh: (1 - h) * (1 + h)
    case .sigmoid: h - h * h
    case .relu: h > 0 ? 1 : 0 * h
    case .identity: 1
    }
  }

  /// dc by the bands i f g o c', then dh by the same.
  private static func setLSTM(
    _ gates: UnsafePointer<Double>, hidden: Int, previous: Double, cell: Double,
    into target: UnsafeMutablePointer<Double>
  ) {
    let (i, f) = (gates[0], gates[hidden])
    let (g, o) = (gates[2 * hidden], gates[3 * hidden])
    let t = Double.tanh(cell)
    let through = o * (1 - t * t)
    target[0] = g * i * (1 - i)
    target[1] = previous * f * (1 - f)
    target[2] = i * (1 - g * g)
    target[3] = 0
    target[4] = f
    for band in 0..<5 { target[5 + band] = through * target[band] }
    target[8] = t * o * (1 - o)
  }

  /// dh by the bands r z n of W_xh x, r z n of W_hh h, h'.
  private static func setGRUAfter(
    _ gates: UnsafePointer<Double>, hidden: Int, previous: Double, product q: Double,
    into target: UnsafeMutablePointer<Double>
  ) {
    let (r, z, n) = (gates[0], gates[hidden], gates[2 * hidden])
    let through = (1 - z) * (1 - n * n)
    target[0] = through * q * r * (1 - r)
    target[1] = (previous - n) * z * (1 - z)
    target[2] = through
    target[3] = target[0]
    target[4] = target[1]
    target[5] = through * r
    target[6] = z
  }

  /// ds by the bands r h', then dh by z n h'.
  private static func setGRUBefore(
    _ gates: UnsafePointer<Double>, hidden: Int, previous: Double,
    into target: UnsafeMutablePointer<Double>
  ) {
    let (r, z, n) = (gates[0], gates[hidden], gates[2 * hidden])
    target[0] = previous * r * (1 - r)
    target[1] = r
    target[2] = (previous - n) * z * (1 - z)
    target[3] = (1 - z) * (1 - n * n)
    target[4] = z
  }

  // MARK: Loss

  /// dL/dy of one position, with its share w / sum(w) in it.
  private static func setLossSlopes(
    _ call: ProbeCall, _ position: Int, y: UnsafePointer<Double>,
    into target: UnsafeMutablePointer<Double>
  ) {
    let size = call.spec.outputSize
    let place = call.place(of: position)
    let share = (call.batch.weights?[place] ?? 1) / call.totalWeight
    switch call.batch.targets {
    case .none:
      target.update(repeating: 0, count: size)
    case .classes(let classes):
      // d(log sum_k e^y_k - y[target]) = softmax(y) - onehot(target)
      let largest = (0..<size).reduce(-Double.infinity) { Swift.max($0, y[$1]) }
      let sum = (0..<size).reduce(0) { $0 + Double.exp(y[$1] - largest) }
      for index in 0..<size {
        let p = Double.exp(y[index] - largest) / sum
        target[index] = share * (index == classes[place] ? p - 1 : p)
      }
    case .values(let wanted, _):
      for index in 0..<size {
        // d(log(1 + e^y) - target y) = s(y) - target, d((y - target)^2 / 2) = y - target
        let value =
          call.spec.loss == .binaryCrossEntropy ? 1 / (1 + Double.exp(-y[index])) : y[index]
        target[index] = share * (value - wanted[place * size + index])
      }
    }
  }
}
