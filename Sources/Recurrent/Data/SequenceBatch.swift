/// Sequences side by side, with what the network should say.
///
/// Shapes: `inputs` [T, B, D] or `tokens` [T, B], time outermost; targets as `Targets` says, where
/// S is T for a head at each step and 1 for a head at the last one. A sequence shorter than T has
/// its length in `lengths`; what stands beyond it is never read.
public struct SequenceBatch<Scalar: NetworkScalar>: Sendable, Hashable {
  public enum Targets: Sendable, Hashable {
    case none
    /// One class index for each position, [S, B].
    case classes([Int])
    /// One vector of `size` = O numbers for each position, [S, B, O].
    case values([Scalar], size: Int)
  }

  /// T
  public var steps: Int { storage.contents.steps }
  /// B
  public var batch: Int { storage.contents.batch }
  /// D; 0 for tokens.
  public var inputSize: Int { storage.contents.inputSize }
  /// x_t; empty for tokens.
  public var inputs: [Scalar] { storage.contents.inputs }
  /// Indices into the rows of an embedding; empty for vectors.
  public var tokens: [Int] { storage.contents.tokens }
  public var targets: Targets { storage.contents.targets }
  /// The number of valid steps of each sequence, 1 ... T; nil where all have T.
  public var lengths: [Int]? { storage.contents.lengths }
  /// What each position counts for in the loss, [S, B]: sum(w l) / sum(w). Nil where all count 1.
  /// Positions beyond a length never count.
  public var weights: [Scalar]? { storage.contents.weights }

  /// What never changes, behind one reference: a batch is handed on for the price of that, and a
  /// trace knows one that it has had before.
  final class Storage: Sendable {
    fileprivate let contents: Contents
    fileprivate init(_ contents: Contents) { self.contents = contents }
  }

  fileprivate struct Contents: Sendable, Hashable {
    let steps: Int
    let batch: Int
    let inputSize: Int
    let inputs: [Scalar]
    let tokens: [Int]
    let targets: Targets
    let lengths: [Int]?
    let weights: [Scalar]?
  }

  let storage: Storage

  /// - Precondition: `inputs` has T x B x D entries, every size is at least 1, lengths are in
  ///   1 ... T, weights are not negative.
  public init(
    steps: Int, batch: Int, inputSize: Int, inputs: [Scalar], targets: Targets = .none,
    lengths: [Int]? = nil, weights: [Scalar]? = nil
  ) {
    precondition(
      steps >= 1 && batch >= 1 && inputSize >= 1,
      "a batch of \(steps) steps, \(batch) sequences and \(inputSize) inputs; each is at least 1")
    precondition(
      inputs.count == steps * batch * inputSize,
      "\(inputs.count) inputs; \(steps) steps x \(batch) sequences x \(inputSize) are needed")
    self.init(
      steps: steps, batch: batch, inputSize: inputSize, inputs: inputs, tokens: [],
      targets: targets, lengths: lengths, weights: weights)
  }

  /// Tokens for an embedding, `tokens[b][t]`, each sequence of its own length; T is the longest
  /// one's, or `steps`.
  ///
  /// - Precondition: At least one sequence; none is empty or longer than `steps`.
  public init(
    tokens sequences: [[Int]], steps: Int? = nil, targets: Targets = .none,
    weights: [Scalar]? = nil
  ) {
    let longest = sequences.map(\.count).max() ?? 0
    let steps = steps ?? longest
    precondition(
      longest >= 1 && steps >= longest && sequences.allSatisfy { !$0.isEmpty },
      "sequences of \(sequences.map(\.count)) tokens in \(steps) steps; each has 1 ... \(steps)")
    var tokens = [Int](repeating: 0, count: steps * sequences.count)
    for (row, sequence) in sequences.enumerated() {
      for (step, token) in sequence.enumerated() { tokens[step * sequences.count + row] = token }
    }
    let lengths = sequences.map(\.count)
    self.init(
      steps: steps, batch: sequences.count, inputSize: 0, inputs: [], tokens: tokens,
      targets: targets, lengths: lengths.allSatisfy { $0 == steps } ? nil : lengths,
      weights: weights)
  }

  /// One-hot inputs from token indices, `tokens[b][t]`, with 1 at the token and 0 elsewhere; each
  /// sequence of its own length.
  ///
  /// - Precondition: Every token in 0 ..< classes; no sequence is empty.
  public init(
    oneHot tokens: [[Int]], classes: Int, targets: Targets = .none, weights: [Scalar]? = nil
  ) {
    let lengths = tokens.map(\.count)
    let steps = lengths.max() ?? 0
    precondition(
      tokens.allSatisfy { !$0.isEmpty }, "sequences of \(lengths) tokens; each has at least 1")
    var inputs = [Scalar](repeating: 0, count: steps * tokens.count * classes)
    for (row, sequence) in tokens.enumerated() {
      for (step, token) in sequence.enumerated() {
        precondition((0..<classes).contains(token), "token \(token) is outside 0 ..< \(classes)")
        inputs[(step * tokens.count + row) * classes + token] = 1
      }
    }
    self.init(
      steps: steps, batch: tokens.count, inputSize: classes, inputs: inputs, targets: targets,
      lengths: lengths.allSatisfy { $0 == steps } ? nil : lengths, weights: weights)
  }

  private init(
    steps: Int, batch: Int, inputSize: Int, inputs: [Scalar], tokens: [Int], targets: Targets,
    lengths: [Int]?, weights: [Scalar]?
  ) {
    if let lengths {
      precondition(
        lengths.count == batch && lengths.allSatisfy { (1...steps).contains($0) },
        "lengths \(lengths); \(batch) of 1 ... \(steps) are needed")
    }
    if let weights {
      precondition(
        weights.allSatisfy { $0 >= 0 } && weights.count % batch == 0,
        "\(weights.count) step weights for \(batch) sequences; none is negative")
    }
    storage = Storage(
      Contents(
        steps: steps, batch: batch, inputSize: inputSize, inputs: inputs, tokens: tokens,
        targets: targets, lengths: lengths, weights: weights))
  }

  public static func == (one: SequenceBatch, other: SequenceBatch) -> Bool {
    one.storage === other.storage || one.storage.contents == other.storage.contents
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(storage.contents) }

  /// The length of one sequence.
  public func length(of sequence: Int) -> Int { lengths?[sequence] ?? steps }

  /// sum(w) over the valid positions, their number without weights.
  ///
  /// - Parameter atLast: Whether each sequence has one position, after its last step.
  /// - Precondition: At least one valid position has a weight above 0.
  func totalWeight(atLast: Bool) -> Scalar {
    guard let weights else {
      return Scalar(atLast ? batch : lengths.map { $0.reduce(0, +) } ?? steps * batch)
    }
    var total: Scalar = 0
    for (index, weight) in weights.enumerated()
    where atLast || index / batch < length(of: index % batch) {
      total += weight
    }
    precondition(total > 0, "every valid position has the weight 0; at least one is above 0")
    return total
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
      !rows.isEmpty && rows.allSatisfy { (0..<batch).contains($0) },
      "rows \(rows) of \(batch) sequences")
    func gather<Element>(_ flat: [Element], width: Int) -> [Element] {
      var result: [Element] = []
      result.reserveCapacity(flat.count / batch * rows.count)
      for group in 0..<flat.count / (batch * max(1, width)) {
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
      inputs: gather(inputs, width: inputSize), tokens: gather(tokens, width: 1),
      targets: selected, lengths: lengths.map { all in rows.map { all[$0] } },
      weights: weights.map { gather($0, width: 1) })
  }

  /// The steps of that range of every sequence: a window of truncated BPTT.
  ///
  /// - Parameter first: The first step that counts in the loss; those before it get the weight 0.
  ///   Nil means the first of the window.
  /// - Precondition: The range lies in 0 ..< T, and all sequences have T steps.
  public func window(_ range: Range<Int>, countingFrom first: Int? = nil) -> SequenceBatch {
    precondition(
      !range.isEmpty && range.lowerBound >= 0 && range.upperBound <= steps && lengths == nil,
      "the steps \(range) of \(steps), of sequences of equal length")
    func cut<Element>(_ flat: [Element], width: Int) -> [Element] {
      // Targets and weights of a head at the last step belong to no window but the last.
      flat.count == steps * batch * width
        ? Array(flat[range.lowerBound * batch * width..<range.upperBound * batch * width]) : flat
    }
    let targets: Targets =
      switch targets {
      case .none: .none
      case .classes(let classes): .classes(cut(classes, width: 1))
      case .values(let values, let size): .values(cut(values, width: size), size: size)
      }
    var weights = weights.map { cut($0, width: 1) }
    if let first, first > range.lowerBound {
      var counted = weights ?? Array(repeating: 1, count: range.count * batch)
      for index in 0..<(first - range.lowerBound) * batch { counted[index] = 0 }
      weights = counted
    }
    return SequenceBatch(
      steps: range.count, batch: batch, inputSize: inputSize,
      inputs: cut(inputs, width: inputSize), tokens: tokens.isEmpty ? [] : cut(tokens, width: 1),
      targets: targets, lengths: nil, weights: weights)
  }
}
