import Recurrent
import Testing

/// The textbook against one forward and backward pass of PyTorch or Keras, whatever the cell.
@Suite struct TextbookRecurrentOracleTests {
  static let files = OracleFile.committed.filter { (try? $0.header())?.kind == "recurrent" }
  /// Those whose gradient, one pass an entry, takes seconds and not hours.
  static let small = files.filter {
    (try? $0.read(RecurrentOracle.self)).map { $0.gradientCost < 1_000_000_000 } ?? true
  }

  @Test func everyCellAndBothDirectionsAreAmongTheFiles() throws {
    let oracles = try Self.files.map { try $0.read(RecurrentOracle.self) }
    let cells = Set(try oracles.map { try $0.spec().cell.description })
    #expect(cells.isSuperset(of: ["rnn tanh", "rnn relu", "lstm", "gru before", "gru after"]))
    #expect(oracles.contains { $0.directions == 2 && $0.layers == 2 && $0.lengths != nil })
  }

  @Test(arguments: files)
  func everyForwardPassIsTheOtherFrameworks(file: OracleFile) throws {
    let oracle = try file.read(RecurrentOracle.self)
    let spec = try oracle.spec()
    let network = TextbookNetwork(
      spec, parameters: try TorchParameters(spec: spec, tensors: oracle.parameters).values())
    let runs = network.run(oracle.inputs, from: oracle.initialState(spec))
    let final = TextbookState.rows(runs.map(\.finalState))

    var worst = Worst()
    worst.record(
      deviation(network.outputs(of: runs, steps: oracle.steps), from: oracle.output.data),
      at: "output")
    worst.record(deviation(final.hidden.flatMap { $0 }, from: oracle.hN.data), at: "h_n")
    if let cN = oracle.cN {
      worst.record(deviation(final.cell.flatMap { $0 }, from: cN.data), at: "c_n")
    }
    // A sum whose terms cancel is only as exact as its largest term.
    let terms = oracle.terms(of: runs, by: network)
    let scale = terms.reduce(oracle.loss.magnitude) { max($0, $1.magnitude) }
    worst.record(abs(terms.reduce(0, +) - oracle.loss) / scale, at: "loss")
    worst.expect(within: 1e-13, ofAtLeast: 3, "textbook, \(file.testDescription)")
  }

  @Test(arguments: small)
  func everyGradientIsTheOtherFrameworks(file: OracleFile) throws {
    let oracle = try file.read(RecurrentOracle.self)
    let spec = try oracle.spec()
    let tensors = TorchParameters(spec: spec, tensors: oracle.parameters)
    let parameters = try tensors.values()
    // Everything that the loss depends on, in one row: [parameters | input | h_0 | c_0].
    let c0 = oracle.c0?.data ?? []
    let point = parameters + oracle.input.data + oracle.h0.data + c0
    let gradient = DualNumber.gradient(at: point) { variables in
      var rest = variables[...]
      func take(_ count: Int) -> [DualNumber] {
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
      }
      let network = TextbookNetwork(spec, parameters: take(parameters.count))
      let inputs = take(oracle.input.data.count)
      let places = spec.hiddenSizes.count * spec.directions.count
      let size = oracle.h0.data.count / places
      let hidden = (0..<places).map { _ in take(size) }
      let cell = c0.isEmpty ? [] : (0..<places).map { _ in take(size) }
      let runs = network.run(
        oracle.inputs, inputs: inputs, from: TextbookState(hidden: hidden, cell: cell))
      return oracle.terms(of: runs, by: network).reduce(DualNumber(0), +)
    }

    var got = tensors.gradients(from: Array(gradient.prefix(parameters.count)))
    var rest = gradient.dropFirst(parameters.count)
    for (name, count) in [
      ("input", oracle.input.data.count), ("h0", oracle.h0.data.count), ("c0", c0.count),
    ] where count > 0 {
      got[name] = Array(rest.prefix(count))
      rest = rest.dropFirst(count)
    }
    #expect(Set(got.keys) == Set(oracle.gradients.keys))
    var worst = Worst()
    for (name, wanted) in oracle.gradients {
      worst.record(deviation(got[name] ?? [], from: wanted.data), at: name)
    }
    worst.expect(
      within: 1e-12, ofAtLeast: oracle.parameters.count + 2,
      "textbook gradient, \(file.testDescription)")
  }
}

extension RecurrentOracle {
  /// Products of a parameter and a number, in a pass for each parameter and input.
  fileprivate var gradientCost: Int {
    let count = parameters.values.reduce(0) { $0 + $1.data.count }
    return (count + input.data.count) * count * steps * batch
  }

  fileprivate var inputs: SequenceBatch<Double> {
    SequenceBatch(
      steps: steps, batch: batch, inputSize: inputSize, inputs: input.data, lengths: lengths)
  }

  fileprivate func initialState(_ spec: NetworkSpec) -> TextbookState<Double> {
    let places = 0..<layers * directions
    return TextbookState(
      hidden: places.map(h0.layer), cell: c0.map { c0 in places.map(c0.layer) } ?? [])
  }

  /// The loss is the sum of these: output * cotangent, h_n * cotangent, c_n * cotangent.
  fileprivate func terms<Number: TextbookNumber>(
    of runs: [TextbookRun<Number>], by network: TextbookNetwork<Number>
  ) -> [Number] {
    let final = TextbookState.rows(runs.map(\.finalState))
    let numbers =
      network.outputs(of: runs, steps: steps) + final.hidden.flatMap { $0 }
      + final.cell.flatMap { $0 }
    let cotangents = cotangentOutput.data + cotangentHN.data + (cotangentCN?.data ?? [])
    return zip(numbers, cotangents).map { $0 * Number($1) }
  }
}

extension Cell {
  /// `rnn tanh`, `lstm`, `gru before`.
  fileprivate var description: String {
    switch self {
    case .elman(let activation): "\(name) \(activation)"
    case .lstm: name
    case .gru(let reset): "\(name) \(reset)"
    }
  }
}
