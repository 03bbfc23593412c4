/// Sequences of equal length, side by side, with what the network should say.
///
/// Shapes: `inputs` [T, B, D], time outermost; targets as `Targets` says, where S is T for a head
/// at each step and 1 for a head at the last one.
public struct SequenceBatch<Scalar: NetworkScalar>: Sendable, Hashable {
  public enum Targets: Sendable, Hashable {
    case none
    /// One class index for each position, [S, B].
    case classes([Int])
    /// One vector of `size` = O numbers for each position, [S, B, O].
    case values([Scalar], size: Int)
  }

  /// T
  public let steps: Int
  /// B
  public let batch: Int
  /// D
  public let inputSize: Int
  public let inputs: [Scalar]
  public let targets: Targets

  /// - Precondition: `inputs` has T x B x D entries, and every size is at least 1.
  public init(
    steps: Int, batch: Int, inputSize: Int, inputs: [Scalar], targets: Targets = .none
  ) {
    precondition(
      steps >= 1 && batch >= 1 && inputSize >= 1,
      "a batch of \(steps) steps, \(batch) sequences and \(inputSize) inputs; each is at least 1")
    precondition(
      inputs.count == steps * batch * inputSize,
      "\(inputs.count) inputs; \(steps) steps x \(batch) sequences x \(inputSize) are needed")
    self.steps = steps
    self.batch = batch
    self.inputSize = inputSize
    self.inputs = inputs
    self.targets = targets
  }

  /// One-hot inputs from token indices, `tokens[b][t]`, with 1 at the token and 0 elsewhere.
  ///
  /// - Precondition: Sequences of equal length; every token in 0 ..< classes.
  public init(oneHot tokens: [[Int]], classes: Int, targets: Targets = .none) {
    let steps = tokens.first?.count ?? 0
    precondition(
      tokens.allSatisfy { $0.count == steps }, "sequences of a batch have the same length")
    var inputs = [Scalar](repeating: 0, count: steps * tokens.count * classes)
    for (row, sequence) in tokens.enumerated() {
      for (step, token) in sequence.enumerated() {
        precondition((0..<classes).contains(token), "token \(token) is outside 0 ..< \(classes)")
        inputs[(step * tokens.count + row) * classes + token] = 1
      }
    }
    self.init(
      steps: steps, batch: tokens.count, inputSize: classes, inputs: inputs, targets: targets)
  }

  /// The sequences with these places in the batch, in that order.
  ///
  /// - Precondition: Every place is in 0 ..< batch.
  ///
  /// - Complexity: O(T x rows x D).
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func selecting(_ rows: [Int]) -> SequenceBatch {
    precondition(
      rows.allSatisfy { (0..<batch).contains($0) }, "rows \(rows) of \(batch) sequences")
    func gather<Element>(_ flat: [Element], width: Int) -> [Element] {
      var result: [Element] = []
      result.reserveCapacity(flat.count / batch * rows.count)
      for group in 0..<flat.count / (batch * width) {
        for row in rows {
          let start = (group * batch + row) * width
          result.append(contentsOf: flat[start..<start + width])
        }
      }
      return result
    }
    let selected: Targets =
      switch targets {
      case .none: .none
      case .classes(let classes): .classes(gather(classes, width: 1))
      case .values(let values, let size): .values(gather(values, width: size), size: size)
      }
    return SequenceBatch(
      steps: steps, batch: rows.count, inputSize: inputSize,
      inputs: gather(inputs, width: inputSize), targets: selected)
  }

  /// The network's initial state where nothing came before: zeros, [B, H] for each layer.
  public func zeroState(for spec: NetworkSpec) -> [[Scalar]] {
    spec.hiddenSizes.map { Array(repeating: 0, count: batch * $0) }
  }
}
