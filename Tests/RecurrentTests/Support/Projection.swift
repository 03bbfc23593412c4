import Recurrent

/// sum(y * r) + sum(h_n * s) + sum(c_n * u), by the textbook's equations and from any initial
/// states: one number that depends on every output and every final state in its own way.
struct Projection {
  let spec: NetworkSpec
  let batch: SequenceBatch<Double>
  /// r, [S, B, O]
  let outputs: [Double]
  /// s and u
  let finalStates: NetworkState<Double>

  /// The parameters, then the inputs [T, B, D] of a network that reads vectors, then h_0 and c_0 of
  /// each layer and direction.
  func value<Number: TextbookNumber>(_ variables: [Number]) -> Number {
    var rest = variables[...]
    func take(_ count: Int) -> [Number] {
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
    let network = TextbookNetwork(spec, parameters: take(spec.layout.count))
    let inputs = take(batch.inputs.count)
    let initial = TextbookState(
      hidden: finalStates.hidden.map { take($0.count) },
      cell: finalStates.cell.map { take($0.count) })
    let runs = network.run(batch, inputs: inputs, from: initial)
    let final = TextbookState.rows(runs.map(\.finalState))
    let numbers =
      network.outputs(of: runs, steps: batch.steps)
      + (final.hidden + final.cell).flatMap { $0 }
    let factors = outputs + (finalStates.hidden + finalStates.cell).flatMap { $0 }
    return zip(numbers, factors).reduce(Number(0)) { $0 + $1.0 * Number($1.1) }
  }
}
