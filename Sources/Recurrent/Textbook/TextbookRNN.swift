// Goals, in this order: that a reader sees the equations of the lessons, that any number type can
// run through them, nothing else. This is where to begin reading, the oracle that the fast code
// is held against, and an exact derivative (with dual or complex numbers). No network trains on
// it.

/// The forward pass of a simple recurrent network, one line an equation.
///
///     a_t = W_xh x_t + W_hh h_{t-1} + b_h     h_t = f(a_t)     y_t = W_hy h_t + b_y
///
/// Source: Elman (1990); the losses are those of `Loss`.
public struct TextbookRNN<Number: TextbookNumber> {
  public let spec: NetworkSpec
  /// Entries in the order of `spec.layout`.
  public let parameters: [Number]
  private let layout: ParameterLayout

  /// - Precondition: As many parameters as the layout has.
  public init(_ spec: NetworkSpec, parameters: [Number]) {
    layout = spec.layout
    precondition(
      parameters.count == layout.count,
      "\(parameters.count) parameters; the network has \(layout.count)")
    self.spec = spec
    self.parameters = parameters
  }

  /// Every number of one step of one layer.
  public struct Step {
    /// W_xh x_t
    public var inputProduct: [Number]
    /// W_hh h_{t-1}
    public var recurrentProduct: [Number]
    /// a_t = W_xh x_t + W_hh h_{t-1} + b_h
    public var preactivation: [Number]
    /// h_t = f(a_t)
    public var state: [Number]
  }

  /// One step of a layer from x_t and h_{t-1}.
  public func step(layer: Int, input x: [Number], previousState h: [Number]) -> Step {
    let inputProduct = product(spec.blockName("W_xh", layer: layer), x)
    let recurrentProduct = product(spec.blockName("W_hh", layer: layer), h)
    let preactivation = sum(
      sum(inputProduct, recurrentProduct), block(spec.blockName("b_h", layer: layer)))
    return Step(
      inputProduct: inputProduct, recurrentProduct: recurrentProduct,
      preactivation: preactivation, state: preactivation.map(activation))
  }

  /// y from the highest state.
  public func output(_ h: [Number]) -> [Number] {
    switch spec.head.kind {
    case .dense: sum(product("W_hy", h), block("b_y"))
    case .identity: h
    }
  }

  /// Every step of every layer, and the outputs, for one sequence x_1 ... x_T from zero states.
  public func run(_ sequence: [[Number]]) -> (layers: [[Step]], outputs: [[Number]]) {
    var layers: [[Step]] = []
    var inputs = sequence
    for layer in spec.hiddenSizes.indices {
      var h = [Number](repeating: Number(0), count: spec.hiddenSizes[layer])
      var steps: [Step] = []
      for x in inputs {
        steps.append(step(layer: layer, input: x, previousState: h))
        h = steps[steps.count - 1].state
      }
      layers.append(steps)
      inputs = steps.map(\.state)
    }
    let states = spec.head.place == .eachStep ? inputs : Array(inputs.suffix(1))
    return (layers, states.map(output))
  }

  /// The mean loss over a batch, from zero states.
  public func loss(_ batch: SequenceBatch<Double>) -> Number {
    var total = Number(0)
    let outputSteps = spec.outputSteps(of: batch.steps)
    for row in 0..<batch.batch {
      let sequence = (0..<batch.steps).map { step in
        let start = (step * batch.batch + row) * batch.inputSize
        return batch.inputs[start..<start + batch.inputSize].map { Number($0) }
      }
      for (step, y) in run(sequence).outputs.enumerated() {
        total = total + loss(y, targets: batch.targets, position: step * batch.batch + row)
      }
    }
    return total / Number(Double(outputSteps * batch.batch))
  }

  private func loss(
    _ y: [Number], targets: SequenceBatch<Double>.Targets, position: Int
  ) -> Number {
    switch targets {
    case .none:
      return Number(0)
    case .classes(let classes):
      // -log softmax(y)[target] = log sum_k exp(y_k - m) - (y[target] - m), m the largest y
      let m = Number(y.map(\.realPart).max()!)
      let normaliser = y.map { Number.exp($0 - m) }.reduce(Number(0), +)
      return Number.log(normaliser) - (y[classes[position]] - m)
    case .values(let wanted, let size) where spec.loss == .binaryCrossEntropy:
      // -target log p - (1 - target) log (1 - p) = log(1 + e^y) - target y, and log(1 + e^y) is
      // y + log(1 + e^-y), of which one form never overflows
      return y.indices.reduce(Number(0)) { total, index in
        let target = Number(wanted[position * size + index])
        let softplus =
          y[index].realPart > 0
          ? y[index] + Number.log(Number(1) + Number.exp(Number(0) - y[index]))
          : Number.log(Number(1) + Number.exp(y[index]))
        return total + (softplus - target * y[index])
      }
    case .values(let wanted, let size):
      let errors = y.indices.map { y[$0] - Number(wanted[position * size + $0]) }
      return errors.reduce(Number(0)) { $0 + $1 * $1 } / Number(2)
    }
  }

  private func activation(_ a: Number) -> Number {
    switch spec.activation {
    case .tanh: Number.tanh(a)
    // At the kink the derivative is 0, as in `Activation`; NaN stays.
    case .relu: a.realPart <= 0 ? Number(0) : a
    case .sigmoid: Number(1) / (Number(1) + Number.exp(Number(0) - a))
    case .identity: a
    }
  }

  private func block(_ name: String) -> [Number] {
    Array(parameters[layout[name]!.range])
  }

  /// W x
  private func product(_ name: String, _ x: [Number]) -> [Number] {
    let block = layout[name]!
    return (0..<block.rows).map { row in
      x.indices.reduce(Number(0)) { sum, column in
        sum + parameters[block.offset + row * block.columns + column] * x[column]
      }
    }
  }

  private func sum(_ a: [Number], _ b: [Number]) -> [Number] {
    a.indices.map { a[$0] + b[$0] }
  }
}

extension TextbookRNN where Number == DualNumber {
  /// dL/d(parameter), each by one forward pass that carries the derivative: exact to rounding, and
  /// independent of every line of the backward pass.
  ///
  /// - Parameter entries: The parameters whose derivatives are wanted; nil means all of them.
  /// - Complexity: one textbook forward pass an entry.
  public static func gradient(
    _ spec: NetworkSpec, at parameters: [Double], of batch: SequenceBatch<Double>,
    entries: [Int]? = nil
  ) -> [Double] {
    (entries ?? Array(parameters.indices)).map { index in
      var dual = parameters.map { DualNumber($0) }
      dual[index].derivative = 1
      return TextbookRNN(spec, parameters: dual).loss(batch).derivative
    }
  }
}
