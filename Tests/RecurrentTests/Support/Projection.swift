import Recurrent

/// sum(y * r) + sum(h_T * s), by the textbook's equations and from any initial states: one number
/// that depends on every output and every final state in its own way.
struct Projection {
  let spec: NetworkSpec
  let steps: Int
  let batch: Int
  /// r, [S, B, O]
  let outputs: [Double]
  /// s, [B, H] for each layer
  let finalStates: [[Double]]

  /// The parameters, then the inputs [T, B, D], then the initial states of each layer.
  func value<Number: TextbookNumber>(_ variables: [Number]) -> Number {
    var rest = variables[...]
    func take(_ count: Int) -> [Number] {
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
    let network = TextbookRNN(spec, parameters: take(spec.layout.count))
    let inputs = take(steps * batch * spec.inputSize)
    let initial = spec.hiddenSizes.map { take(batch * $0) }
    var total = Number(0)
    for row in 0..<batch {
      var sequence = (0..<steps).map { step in
        Array(inputs[((step * batch + row) * spec.inputSize)...].prefix(spec.inputSize))
      }
      for (layer, hidden) in spec.hiddenSizes.enumerated() {
        var h = Array(initial[layer][(row * hidden)...].prefix(hidden))
        for step in sequence.indices {
          h = network.step(layer: layer, input: sequence[step], previousState: h).state
          sequence[step] = h
        }
        for index in 0..<hidden {
          total = total + h[index] * Number(finalStates[layer][row * hidden + index])
        }
      }
      for (position, h) in sequence.suffix(spec.outputSteps(of: steps)).enumerated() {
        for (index, y) in network.output(h).enumerated() {
          total = total + y * Number(outputs[(position * batch + row) * spec.outputSize + index])
        }
      }
    }
    return total
  }
}
