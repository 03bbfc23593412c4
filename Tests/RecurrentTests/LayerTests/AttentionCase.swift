import Recurrent

/// Random attention; T, S, B and H all differ, and the lengths are of every kind.
struct AttentionCase: CustomStringConvertible {
  let seed: UInt64
  let attention: DotProductAttention
  var encoderStates: [Double]
  var decoderStates: [Double]
  /// dL/dcontext of a random projection; 0 beyond the decoder's lengths.
  var contextGradients: [Double]

  init(seed: UInt64, isLarge: Bool = false) {
    var g = SeededGenerator(seed: seed)
    let sizes = (isLarge ? Array(30...40) : Array(1...8)).shuffled(using: &g)
    let (steps, queries, hidden) = (sizes[0], sizes[1], sizes[2])
    let batch = isLarge ? 3 : sizes[3]
    attention = DotProductAttention(
      encoderSteps: steps, decoderSteps: queries, batch: batch, hiddenSize: hidden,
      lengths: seed % 3 == 0
        ? nil : (0..<batch).map { _ in Int.random(in: 1...steps, using: &g) },
      decoderLengths: seed % 2 == 0
        ? nil : (0..<batch).map { _ in Int.random(in: 0...queries, using: &g) })
    encoderStates = g.normals(steps * batch * hidden)
    decoderStates = g.normals(queries * batch * hidden)
    contextGradients = g.normals(queries * batch * hidden)
    self.seed = seed
    for index in contextGradients.indices where !isValidDecoder(index) {
      contextGradients[index] = 0
    }
  }

  var description: String {
    let a = attention
    return "seed \(seed): T \(a.encoderSteps), S \(a.decoderSteps), B \(a.batch), "
      + "H \(a.hiddenSize), lengths \(a.lengths ?? []), decoder's \(a.decoderLengths ?? [])"
  }

  func length(_ sequence: Int) -> Int { attention.lengths?[sequence] ?? attention.encoderSteps }

  func decoderLength(_ sequence: Int) -> Int {
    attention.decoderLengths?[sequence] ?? attention.decoderSteps
  }

  /// Whether an entry of [T, B, H] lies within its sequence.
  func isValidEncoder(_ index: Int) -> Bool {
    let row = index / attention.hiddenSize
    return row / attention.batch < length(row % attention.batch)
  }

  /// Whether an entry of [S, B, H] lies within its sequence.
  func isValidDecoder(_ index: Int) -> Bool {
    let row = index / attention.hiddenSize
    return row / attention.batch < decoderLength(row % attention.batch)
  }

  var trace: DotProductAttention.Trace<Double> {
    attention.forward(encoderStates: encoderStates, decoderStates: decoderStates)
  }

  /// The encoder's states with other numbers beyond the lengths.
  func encoderStates(padding: (Int) -> Double) -> [Double] {
    encoderStates.indices.map { isValidEncoder($0) ? encoderStates[$0] : padding($0) }
  }

  /// The decoder's likewise.
  func decoderStates(padding: (Int) -> Double) -> [Double] {
    decoderStates.indices.map { isValidDecoder($0) ? decoderStates[$0] : padding($0) }
  }

  /// The textbook's attention of one decoder step, over any number.
  func textbook<Number: TextbookNumber>(
    _ encoder: [Number], _ decoder: [Number], step: Int, sequence: Int
  ) -> TextbookAttention<Number> {
    let (batch, hidden) = (attention.batch, attention.hiddenSize)
    return TextbookAttention(
      of: Array(decoder[((step * batch + sequence) * hidden)...].prefix(hidden)),
      over: (0..<length(sequence)).map {
        Array(encoder[(($0 * batch + sequence) * hidden)...].prefix(hidden))
      })
  }

  /// sum(context * contextGradients) by the textbook.
  func projection<Number: TextbookNumber>(_ encoder: [Number], _ decoder: [Number]) -> Number {
    var total = Number(0)
    for sequence in 0..<attention.batch {
      for step in 0..<decoderLength(sequence) {
        let context = textbook(encoder, decoder, step: step, sequence: sequence).context
        let start = (step * attention.batch + sequence) * attention.hiddenSize
        for (index, c) in context.enumerated() {
          total = total + c * Number(contextGradients[start + index])
        }
      }
    }
    return total
  }
}
