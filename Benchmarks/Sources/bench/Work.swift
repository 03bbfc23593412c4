import Recurrent

/// Our side of a work. Setting up is not timed, neither here nor in the peers.
protocol Work: AnyObject {
  /// What the peers begin from.
  var tensors: [Tensor] { get }
  /// What the last run computed, under the peers' names.
  var results: [Tensor] { get }
  /// Floating-point operations of a run's matrix products; 0 where they do not matter.
  var operations: Double { get }
  /// How far what ours estimated is from the results; nil where nothing is estimated.
  var ownError: Double? { get }
  func setUp()
  func run() throws
}

extension Work {
  var ownError: Double? { nil }
}

/// Makes our side of a work.
func makeWork(_ description: WorkDescription, threads: Int, lessons: LessonFiles) throws -> any Work
{
  switch (description.kind, description.scalar) {
  case (.pass, .float32): PassWork<Float>(description, threads: threads)
  case (.pass, .float64): PassWork<Double>(description, threads: threads)
  case (.hihello, _): try HihelloWork(description, lessons: lessons)
  case (.sentiment, _): SentimentWork(description, threads: threads)
  case (.truncated, _): TruncatedWork(description, threads: threads)
  case (.checker, _): try CheckerWork(description, threads: threads)
  case (.figure, _): try FigureWork(description)
  }
}

extension WorkDescription {
  var recurrentCell: Cell {
    switch cell {
    case .lstm: .lstm
    case .gru: .gru(.after)
    case .rnn, nil: .elman(.tanh)
    }
  }

  /// Lengths drawn uniformly, the first one the longest.
  func drawnLengths(_ count: Int, using generator: inout SeededGenerator) -> [Int]? {
    guard let lengths else { return nil }
    var drawn = (0..<count).map { _ in Int.random(in: lengths[0]...lengths[1], using: &generator) }
    drawn[0] = lengths[1]
    return drawn
  }
}

/// Numbers drawn uniformly from -scale ..< scale.
func uniform<Scalar: NetworkScalar>(
  _ count: Int, scale: Double, using generator: inout SeededGenerator
) -> [Scalar] {
  (0..<count).map { _ in Scalar((2 * generator.nextUnit() - 1) * scale) }
}

extension Network {
  /// The parameters under the peers' names: `0.reverse.W_xh`, `W_hy`, `embedding`.
  func tensors(of parameters: Parameters<Scalar>, prefix: String = "") -> [Tensor] {
    var names: [String: String] = [:]
    for layer in spec.hiddenSizes.indices {
      for direction in spec.directions {
        for name in ["W_xh", "W_hh", "b_h", "b_hn"] {
          names[spec.blockName(name, layer: layer, direction: direction)] =
            "\(layer).\(direction).\(name)"
        }
      }
    }
    return parameters.layout.blocks.map { block in
      Tensor(prefix + (names[block.name] ?? block.name), block.shape, parameters[block.name])
    }
  }
}
