import Foundation
import GradientCheck
import NetworkCheck
import Recurrent

/// A gradient, right or wrong, of a small network: an entry of `checker-cases.json`, which
/// `peers/checker_cases.py` writes.
struct CheckerCase: Decodable {
  enum CellName: String, Decodable { case lstm, tanh, relu }

  let name: String
  let title: String
  let isRight: Bool
  let cell: CellName
  let steps: Int
  let batch: Int
  let input: Int
  let hidden: Int
  let outputs: Int
  let vocabulary: Int?
  /// x [T, B, D], where there are no tokens.
  let inputs: [Double]?
  /// [T, B]
  let tokens: [Int]?
  /// [T, B]
  let targets: [Int]
  /// What |p|^2 counts for in the loss.
  let penalty: Double?
  /// What is added to the loss.
  let offset: Double?
  /// `float32` where the loss is computed in single precision.
  let lossScalar: WorkDescription.ScalarName?
  /// Blocks that the checker is told are without influence.
  let allowUnused: [String]?
  let parameters: [String: [Double]]
  /// What the checker is asked about.
  let gradient: [String: [Double]]

  static func all(in url: URL) throws -> [CheckerCase] {
    struct File: Decodable { var cases: [CheckerCase] }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(File.self, from: Data(contentsOf: url)).cases
  }

  private var spec: NetworkSpec {
    let recurrent: Cell =
      switch cell {
      case .lstm: .lstm
      case .tanh: .elman(.tanh)
      case .relu: .elman(.relu)
      }
    return NetworkSpec(
      input: vocabulary.map { .embedding(vocabulary: $0, size: input) } ?? .vectors(size: input),
      cell: recurrent, hiddenSizes: [hidden],
      head: .init(.dense(outputs: outputs), at: .eachStep), loss: .softmaxCrossEntropy)
  }

  private func data<Scalar: NetworkScalar>(_: Scalar.Type) -> SequenceBatch<Scalar> {
    if let tokens {
      let rows = (0..<batch).map { row in (0..<steps).map { tokens[$0 * batch + row] } }
      return SequenceBatch(tokens: rows, targets: .classes(targets))
    }
    return SequenceBatch(
      steps: steps, batch: batch, inputSize: input, inputs: (inputs ?? []).map { Scalar($0) },
      targets: .classes(targets))
  }

  private func flat(_ blocks: [String: [Double]]) throws -> Parameters<Double> {
    var flat = Parameters<Double>(spec.layout)
    guard Set(blocks.keys) == Set(flat.layout.blocks.map(\.name)) else {
      throw BenchmarkError("checker-cases.json, \(name): the blocks \(blocks.keys.sorted())")
    }
    for (name, values) in blocks {
      guard flat.layout[name]?.count == values.count else {
        throw BenchmarkError("checker-cases.json, \(self.name): \(values.count) numbers in \(name)")
      }
      flat[name] = values
    }
    return flat
  }

  /// What our checker says, with its defaults.
  func check() throws -> GradientCheck.Report {
    let start = try flat(parameters)
    let given = try flat(gradient).values
    let loss = try self.loss()
    return GradientCheck(allowUnused: Set(allowUnused ?? [])).run(
      parameters: start.namedTensors, loss: { loss($0.values) },
      gradient: { LossAndGradient(loss: loss($0.values), values: given) })
  }

  private func loss() throws -> ([Double]) -> Double {
    func plain<Scalar: NetworkScalar>(_ scalar: Scalar.Type) -> ([Double]) -> Double {
      let (spec, batch) = (spec, data(scalar))
      return { values in
        var parameters = Parameters<Scalar>(spec.layout)
        parameters.values = values.map { Scalar($0) }
        return Double(Network(spec, parameters: parameters).forward(batch).loss)
      }
    }
    let inner = lossScalar == .float32 ? plain(Float.self) : plain(Double.self)
    let (penalty, offset) = (penalty ?? 0, offset ?? 0)
    return { values in
      var loss = inner(values)
      if penalty != 0 { loss += penalty * values.reduce(0) { $0 + $1 * $1 } }
      return loss + offset
    }
  }

  /// How far the gradient is from that of our backward pass, relative to the largest entry: nothing
  /// but rounding in the right cases, so that both sides look at the same network.
  func distance() throws -> Double {
    let network = Network<Double>(spec, parameters: try flat(parameters))
    let exact = network.backward(network.forward(data(Double.self))).gradients.values
    let given = try flat(gradient).values
    let apart = zip(exact, given).map { ($0 - $1).magnitude }.max()!
    return apart / exact.map(\.magnitude).max()!
  }
}
