import GradientCheck
import NetworkCheck
import Recurrent

/// The gradient checker on a small LSTM: all that a caller waits for in one check.
final class CheckerWork: Work {
  /// What is asked of the checker.
  enum Question: String, Decodable, Sendable {
    /// Every entry by Richardson's extrapolation of central differences.
    case everyEntry
    /// Random directions through each tensor, as the fast modes of others.
    case directions
    /// The exact derivative by every parameter, by forward tangents.
    case tangents
    /// The default: directions through large tensors, and some of their entries.
    case standard
  }

  private let question: Question
  private let network: Network<Double>
  private let batch: SequenceBatch<Double>
  private let targets: [Int]
  private let threads: Int
  /// By backpropagation.
  private let exact: Parameters<Double>
  /// Estimates of the last run; empty where the question gives none of every parameter.
  private var estimates: [Double] = []

  init(_ work: WorkDescription, threads: Int) throws {
    guard let question = work.check, let outputs = work.outputs else {
      throw BenchmarkError("works.json: \(work.work) needs 'check' and 'outputs'")
    }
    self.question = question
    self.threads = threads
    var generator = SeededGenerator(seed: 1)
    let spec = NetworkSpec(
      input: .vectors(size: work.input), cell: work.recurrentCell, hiddenSizes: [work.hidden],
      head: .init(.dense(outputs: outputs), at: .eachStep), loss: .softmaxCrossEntropy)
    var network = Network<Double>(spec, using: &generator)
    for block in spec.layout.blocks where block.shape.count == 1 {
      network.parameters[block.name] = uniform(block.count, scale: 0.1, using: &generator)
    }
    self.network = network
    let positions = work.steps * work.batch
    let inputs: [Double] = uniform(positions * work.input, scale: 1, using: &generator)
    targets = (0..<positions).map { _ in Int.random(in: 0..<outputs, using: &generator) }
    batch = SequenceBatch(
      steps: work.steps, batch: work.batch, inputSize: work.input, inputs: inputs,
      targets: .classes(targets))
    exact = network.backward(network.forward(batch)).gradients
  }

  var tensors: [Tensor] {
    let sizes = [batch.steps, batch.batch]
    return [
      Tensor("x", sizes + [batch.inputSize], batch.inputs),
      Tensor("targets", sizes, .int32(targets.map { Int32($0) })),
    ] + network.tensors(of: network.parameters)
  }

  /// The products are small: no share of the peak is shown.
  let operations = 0.0

  func setUp() {}

  func run() throws {
    switch question {
    case .everyEntry: try check(.exhaustive)
    case .directions: try check(.quick)
    case .standard: try check(.standard)
    case .tangents: estimates = network.tangents(batch, threads: threads)
    }
  }

  private func check(_ mode: GradientCheck.Mode) throws {
    let report = NetworkCheck(GradientCheck(mode: mode, seed: 1), threads: threads)
      .differences(network, on: batch)
    guard report.passed else { throw BenchmarkError("the check of a right gradient: \(report)") }
    if mode == .exhaustive {
      estimates = report.entries.filter { $0.direction == nil }.map(\.estimate)
    }
  }

  /// The exact gradient, so that what a peer differs by is its own error.
  var results: [Tensor] { network.tensors(of: exact, prefix: "d ") }

  var ownError: Double? {
    guard !estimates.isEmpty else { return nil }
    var estimated = exact
    estimated.values = estimates
    return Comparison(ours: results, peer: network.tensors(of: estimated, prefix: "d ")).difference
  }
}
