import RealModule

/// How the next token is chosen from softmax(y).
public enum Sampling: Sendable, Hashable, Codable {
  /// The likeliest; the first of several.
  case greedy
  /// Drawn from softmax(y / temperature): below 1 closer to the likeliest, above 1 more even.
  case temperature(Double)
}

extension Network {
  /// What the network says after a prompt, each token fed back as the next input.
  ///
  /// - Parameters:
  ///   - prompt: The tokens that it reads first, at least one.
  ///   - count: How many tokens to say.
  ///   - initialState: Where it begins, one sequence; nil means zeros.
  /// - Returns: The tokens behind the prompt.
  /// - Precondition: A network of one direction whose outputs are as many as the tokens (the
  ///   vocabulary of its embedding, or the size of its one-hot inputs); a temperature above 0.
  /// - Complexity: one step of the network a token.
  public func generate<Generator: RandomNumberGenerator>(
    after prompt: [Int], count: Int, sampling: Sampling = .greedy,
    from initialState: NetworkState<Scalar>? = nil, using generator: inout Generator
  ) -> [Int] {
    let tokens: Int
    switch spec.input {
    case .vectors(let size): tokens = size
    case .embedding(let vocabulary, _): tokens = vocabulary
    }
    precondition(
      !spec.isBidirectional && spec.outputSize == tokens && !prompt.isEmpty && count >= 0,
      "generation by a network with \(spec.outputSize) outputs for \(tokens) tokens, after a prompt "
        + "of \(prompt.count); one direction, as many outputs as tokens and a prompt are needed")
    var trace = Trace<Scalar>(spec)
    var state = initialState
    var input = prompt
    var said: [Int] = []
    while said.count < count {
      let batch: SequenceBatch<Scalar> =
        switch spec.input {
        case .vectors: SequenceBatch(oneHot: [input], classes: tokens)
        case .embedding: SequenceBatch(tokens: [input])
        }
      forward(batch, from: state, into: &trace)
      let next = sampling.choose(from: trace.outputs.suffix(tokens), using: &generator)
      said.append(next)
      state = trace.finalState
      input = [next]
    }
    return said
  }
}

extension Sampling {
  /// The index of the chosen output.
  func choose<Scalar: NetworkScalar, Generator: RandomNumberGenerator>(
    from outputs: ArraySlice<Scalar>, using generator: inout Generator
  ) -> Int {
    let best = outputs.placeOfLargest
    guard case .temperature(let temperature) = self else { return best }
    precondition(temperature > 0, "a temperature of \(temperature); it is above 0")
    let largest = Double(outputs[outputs.startIndex + best])
    let shares = outputs.map { Double.exp((Double($0) - largest) / temperature) }
    var rest = generator.nextUnit() * shares.reduce(0, +)
    for (index, share) in shares.enumerated() {
      rest -= share
      if rest < 0 { return index }
    }
    return best
  }
}

extension ArraySlice where Element: Comparable {
  /// The place of the largest element, counted from the first; of several, the first.
  var placeOfLargest: Int {
    var best = startIndex
    for index in indices where self[index] > self[best] { best = index }
    return best - startIndex
  }
}
