import Recurrent
import Testing

/// Properties of dot-product attention, over more than a thousand random cases each.
@Suite struct AttentionPropertyTests {
  static let seeds: ClosedRange<UInt64> = 1...1100

  /// Small cases, and a few whose products are left to the library.
  private static func cases(_ seeds: ClosedRange<UInt64> = seeds) -> some Sequence<AttentionCase> {
    seeds.lazy.map { AttentionCase(seed: $0, isLarge: $0 % 50 == 0) }
  }

  @Test func weightsOfADecoderStepAddUpToOne() {
    var sums = Worst()
    for c in Self.cases() {
      let weights = c.trace.weights
      let steps = c.attention.encoderSteps
      for row in 0..<c.attention.decoderSteps * c.attention.batch {
        let valid = row / c.attention.batch < c.decoderLength(row % c.attention.batch)
        let own = weights[row * steps..<(row + 1) * steps]
        #expect(own.allSatisfy { $0 >= 0 && $0 <= 1 }, "\(c)")
        sums.record(abs(own.reduce(0, +) - (valid ? 1 : 0)), at: "\(c)")
      }
    }
    sums.expect(within: 1e-14, ofAtLeast: 1000, "attention, weights that add up to 1")
  }

  @Test func everythingBeyondALengthIsZero() {
    for c in Self.cases() {
      let trace = c.trace
      let gradients = c.attention.backward(trace, contextGradients: c.contextGradients)
      let (steps, batch) = (c.attention.encoderSteps, c.attention.batch)
      var isZero = true
      for index in trace.weights.indices {
        let row = index / steps
        if index % steps >= c.length(row % batch) || row / batch >= c.decoderLength(row % batch) {
          let numbers = [trace.scores[index], trace.weights[index], gradients.scores[index]]
          isZero = isZero && numbers == [0, 0, 0]
        }
      }
      for index in trace.encoderStates.indices where !c.isValidEncoder(index) {
        isZero = isZero && gradients.encoderStates[index] == 0
      }
      for index in trace.decoderStates.indices where !c.isValidDecoder(index) {
        isZero = isZero && trace.context[index] == 0 && gradients.decoderStates[index] == 0
      }
      #expect(isZero, "\(c)")
    }
  }

  /// Zeros, other numbers, infinities or NaN beyond the lengths: every bit stays.
  @Test func whatStandsBeyondALengthIsNeverRead() {
    var differing = 0
    var cases = 0
    for c in Self.cases() {
      let trace = c.trace
      let gradients = c.attention.backward(trace, contextGradients: c.contextGradients)
      for padding in [0, 1e300, Double.infinity, .nan] {
        let other = c.attention.forward(
          encoderStates: c.encoderStates { _ in padding },
          decoderStates: c.decoderStates { _ in padding })
        let back = c.attention.backward(
          other,
          contextGradients: c.contextGradients.indices.map {
            c.isValidDecoder($0) ? c.contextGradients[$0] : padding
          })
        cases += 1
        let same =
          other.scores == trace.scores && other.weights == trace.weights
          && other.context == trace.context && back == gradients
        if !same { differing += 1 }
        #expect(same, "\(c), padding \(padding)")
      }
    }
    print("attention with other padding: \(differing) of \(cases) differ")
    #expect(cases >= 4000)
  }

  @Test func everyNumberIsTheTextbooks() {
    var double = Worst()
    var float = Worst()
    for c in Self.cases() {
      let trace = c.trace
      let narrow = c.attention.forward(
        encoderStates: c.encoderStates.map { Float($0) },
        decoderStates: c.decoderStates.map { Float($0) })
      var scores = trace.scores.map { _ in 0.0 }
      var weights = scores
      var context = trace.context.map { _ in 0.0 }
      for sequence in 0..<c.attention.batch {
        for step in 0..<c.decoderLength(sequence) {
          let row = step * c.attention.batch + sequence
          let wanted = c.textbook(
            c.encoderStates, c.decoderStates, step: step, sequence: sequence)
          let place = row * c.attention.encoderSteps
          scores.replaceSubrange(place..<place + wanted.scores.count, with: wanted.scores)
          weights.replaceSubrange(place..<place + wanted.weights.count, with: wanted.weights)
          let start = row * c.attention.hiddenSize
          context.replaceSubrange(start..<start + wanted.context.count, with: wanted.context)
        }
      }
      double.record(deviation(trace.scores, from: scores), at: "scores, \(c)")
      double.record(deviation(trace.weights, from: weights), at: "weights, \(c)")
      double.record(deviation(trace.context, from: context), at: "context, \(c)")
      float.record(deviation(narrow.weights.map { Double($0) }, from: weights), at: "\(c)")
      float.record(deviation(narrow.context.map { Double($0) }, from: context), at: "\(c)")
    }
    double.expect(within: 1e-13, ofAtLeast: 3000, "attention and the textbook")
    float.expect(within: 3e-5, ofAtLeast: 2000, "attention in Float and the textbook")
  }

  /// dL/dx . direction in all states at once, for L = sum(context * r).
  @Test func gradientsAreTheDerivativeInARandomDirection() {
    var worst = Worst()
    for c in Self.cases() {
      var g = SeededGenerator(seed: c.seed + 10_000)
      let along = (
        encoder: g.normals(c.encoderStates.count), decoder: g.normals(c.decoderStates.count)
      )
      let exact = c.projection(
        zip(c.encoderStates, along.encoder).map { DualNumber($0, derivative: $1) },
        zip(c.decoderStates, along.decoder).map { DualNumber($0, derivative: $1) }
      ).derivative
      let gradients = c.attention.backward(c.trace, contextGradients: c.contextGradients)
      let terms =
        zip(gradients.encoderStates, along.encoder).map(*)
        + zip(gradients.decoderStates, along.decoder).map(*)
      let scale = terms.reduce(0) { $0 + $1.magnitude }
      worst.record(abs(terms.reduce(0, +) - exact) / max(scale, 1e-300), at: "\(c)")
    }
    worst.expect(within: 1e-13, ofAtLeast: 1000, "attention, derivative in a direction")
  }

  @Test func everyEntryOfTheGradientIsTheTextbooks() {
    var worst = Worst()
    for seed: UInt64 in 1...40 {
      let c = AttentionCase(seed: seed)
      let count = c.encoderStates.count
      let wanted = DualNumber.gradient(at: c.encoderStates + c.decoderStates) {
        c.projection(Array($0[..<count]), Array($0[count...]))
      }
      let gradients = c.attention.backward(c.trace, contextGradients: c.contextGradients)
      worst.record(
        deviation(gradients.encoderStates, from: wanted[..<count]), at: "encoder, \(c)")
      // With one state the context does not depend on h: both are rounding, or 0.
      let largest = wanted.map(\.magnitude).max()!
      let differences = zip(gradients.decoderStates, wanted[count...]).map { abs($0 - $1) }
      worst.record(differences.max()! / max(largest, 1e-300), at: "decoder, \(c)")
    }
    worst.expect(within: 1e-13, ofAtLeast: 80, "attention, every entry of the gradient")
  }

  /// Each decoder step attends on its own, and each sequence: one by one gives the same numbers.
  @Test func stepsAndSequencesDoNotMix() {
    var worst = Worst()
    for c in Self.cases(1...1000) {
      let a = c.attention
      let trace = c.trace
      let step = Int(c.seed) % a.decoderSteps
      let sequence = Int(c.seed / 7) % a.batch
      guard step < c.decoderLength(sequence) else { continue }
      let length = c.length(sequence)
      let alone = DotProductAttention(
        encoderSteps: length, decoderSteps: 1, batch: 1, hiddenSize: a.hiddenSize)
      let encoder = (0..<length).flatMap {
        c.encoderStates[(($0 * a.batch + sequence) * a.hiddenSize)...].prefix(a.hiddenSize)
      }
      let row = step * a.batch + sequence
      func own(_ flat: [Double], _ width: Int) -> ArraySlice<Double> {
        flat[(row * width)...].prefix(width)
      }
      let single = alone.forward(
        encoderStates: encoder, decoderStates: Array(own(c.decoderStates, a.hiddenSize)))
      worst.record(
        deviation(own(trace.context, a.hiddenSize), from: single.context[...]), at: "\(c)")
      worst.record(
        deviation(own(trace.weights, a.encoderSteps).prefix(length), from: single.weights[...]),
        at: "\(c)")
    }
    worst.expect(within: 1e-13, ofAtLeast: 1000, "attention, steps and sequences alone")
  }
}
