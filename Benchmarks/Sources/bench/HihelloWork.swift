import Foundation
import Recurrent

/// The thousand epochs of lesson 4, from the parameters that the lesson begins with.
final class HihelloWork: Work {
  private let work: WorkDescription
  private let network: Network<Double>
  private let batch: SequenceBatch<Double>
  private let tokens: (inputs: [Int], targets: [Int])
  private var trainer: Trainer<Double>
  private var losses: [Double] = []

  init(_ work: WorkDescription, lessons: LessonFiles) throws {
    self.work = work
    let spec = NetworkSpec(
      inputSize: work.input, hiddenSizes: [work.hidden],
      head: .init(.dense(outputs: 5), at: .eachStep), loss: .softmaxCrossEntropy)
    var parameters = Parameters<Double>(spec.layout)
    for (name, values) in try lessons.tensors(of: "04-hihello.yaml") {
      guard spec.layout[name]?.count == values.count else {
        throw BenchmarkError("04-hihello.yaml: \(values.count) numbers in \(name)")
      }
      parameters[name] = values
    }
    network = Network(spec, parameters: parameters)
    let alphabet = Array("eihol")
    func places(_ text: String) -> [Int] { text.map { alphabet.firstIndex(of: $0)! } }
    tokens = (places("hihel"), places("hello"))
    batch = SequenceBatch(
      oneHot: [tokens.inputs], classes: 5, targets: .classes(tokens.targets))
    trainer = Trainer(network, optimizer: .sgd(rate: 0))
  }

  var tensors: [Tensor] {
    var result = network.tensors(of: network.parameters).map { tensor in
      Tensor(tensor.name.replacing("0.forward.", with: ""), tensor.shape, tensor.values)
    }
    result.append(Tensor("tokens", [5], .int32(tokens.inputs.map { Int32($0) })))
    result.append(Tensor("targets", [5], .int32(tokens.targets.map { Int32($0) })))
    return result
  }

  /// Too few to fill a vector unit: no share of the peak is shown.
  let operations = 0.0

  func setUp() {
    trainer = Trainer(
      network,
      optimizer: .rmsprop(rate: work.rate!, rho: work.rho!, epsilon: work.epsilon!))
    losses.removeAll(keepingCapacity: true)
  }

  func run() throws {
    for _ in 0..<work.epochs! { losses.append(try trainer.step(batch).loss) }
  }

  /// Rounding grows from about epoch 260 on, in every program: only the first epochs are compared.
  var results: [Tensor] {
    let compared = Array(losses.prefix(work.comparedEpochs!))
    return [Tensor("losses", [compared.count], compared)]
  }
}

/// The files beside the lessons.
struct LessonFiles {
  let folder: URL

  /// The numbers under `tensors:` in a file of weights, rows joined.
  func tensors(of name: String) throws -> [(name: String, values: [Double])] {
    let text = try String(contentsOf: folder.appending(path: "data/\(name)"), encoding: .utf8)
    var result: [(name: String, values: [Double])] = []
    for line in text.split(separator: "\n").drop(while: { !$0.hasSuffix("tensors:") }).dropFirst() {
      if let match = line.firstMatch(of: /^\s+(\w+):/) { result.append((String(match.1), [])) }
      guard
        let open = line.firstIndex(of: "["), let close = line.lastIndex(of: "]"), !result.isEmpty
      else { continue }
      let numbers = line[line.index(after: open)..<close].split(separator: ",")
      result[result.count - 1].values += numbers.compactMap {
        Double($0.trimmingCharacters(in: .whitespaces))
      }
    }
    return result
  }
}
