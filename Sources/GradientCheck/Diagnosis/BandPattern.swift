/// Bands of rows, such as gates, that hold each other's gradient.
struct BandPattern {
  private let labels: [String]
  /// For each band the one whose estimate its gradient is.
  private let source: [Int]

  /// Nil unless the bands are of equal size, fill the tensor, and each holds the gradient of exactly
  /// one.
  init?(_ tensor: TensorFindings) {
    let bands = tensor.block.bandRanges
    let start = tensor.block.range.lowerBound
    guard bands.count > 1, let size = bands.first?.range.count, size > 0,
      bands.allSatisfy({ $0.range.count == size }), size * bands.count == tensor.block.count
    else { return nil }
    let entries = tensor.entries.sorted { ($0.position ?? 0) < ($1.position ?? 0) }
    let parts = bands.map { band in
      Array(entries[band.range.lowerBound - start..<band.range.upperBound - start])
    }
    var source: [Int] = []
    for (number, part) in parts.enumerated() {
      if part.allSatisfy({ !$0.judgement.verdict.isFailure }) {
        source.append(number)
        continue
      }
      let fitting = parts.indices.filter { $0 != number && Self.holds(part, parts[$0]) }
      guard fitting.count == 1 else { return nil }
      source.append(fitting[0])
    }
    guard source != Array(source.indices) else { return nil }
    labels = bands.map(\.label)
    self.source = source
  }

  /// Whether the gradient of one band is the estimate of another.
  private static func holds(_ part: [Finding], _ other: [Finding]) -> Bool {
    guard other.contains(where: \.isTelling) else { return false }
    return zip(part, other).allSatisfy { mine, its in
      let errors = max(mine.judgement.error, its.judgement.error)
      return abs(mine.question.gradient - its.judgement.estimate)
        <= 2 * GradientCheck.agreement * errors
    }
  }

  var sentence: String {
    let moved = source.indices.filter { source[$0] != $0 }
    let isPermutation = Set(source).count == source.count
    if isPermutation && moved.count == 2 {
      return "the rows of \(labels[moved[0]]) and \(labels[moved[1]]) are exchanged"
    }
    if isPermutation {
      return "the bands stand in the order \(source.map { labels[$0] }.joined(separator: ", ")) "
        + "instead of \(labels.joined(separator: ", "))"
    }
    return moved.map { "the rows of \(labels[$0]) hold the gradient of \(labels[source[$0]])" }
      .joined(separator: ", ")
  }
}
