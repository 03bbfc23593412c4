extension ExpectDirective {
  /// Numbers of a value in order, and how they are arranged: `[]` for one number, `[8, 2]` for a
  /// list of eight pairs.
  struct Numbers: Sendable {
    let shape: [Int]
    let values: [Double]

    init(shape: [Int], values: [Double]) {
      self.shape = shape
      self.values = values
    }

    /// Nil for texts, and for lists whose elements have different shapes.
    init?(_ value: Value) {
      switch value {
      case .text: return nil
      case .number(let number): self.init(shape: [], values: [number])
      case .list(let list):
        let parts = list.elements.compactMap { Numbers($0) }
        guard parts.count == list.elements.count,
          parts.allSatisfy({ $0.shape == parts.first?.shape })
        else { return nil }
        self.init(
          shape: [parts.count] + (parts.first?.shape ?? []), values: parts.flatMap(\.values))
      }
    }

    init(_ tensor: CheckedTensor) { self.init(shape: tensor.shape, values: tensor.values) }

    /// `8 x 2 numbers`
    var text: String {
      shape.map(String.init).joined(separator: " x ") + (shape == [1] ? " number" : " numbers")
    }
  }

  /// What `equals` holds: a number, or the numbers of a list.
  static func wanted(_ entry: CheckedMapping) -> Numbers? {
    if let number = entry.numberIfGiven("equals") { return Numbers(shape: [], values: [number]) }
    if let vector = entry.vectorIfGiven("equals") {
      return Numbers(shape: [vector.count], values: vector)
    }
    return entry.matrixIfGiven("equals").map { Numbers($0) }
  }

  /// Whether every number of a value meets a bound, and what is found where one does not.
  static func compare(
    _ found: Numbers, with wanted: Numbers, tolerance: Double
  ) -> (holds: Bool, found: String) {
    guard found.shape == wanted.shape else {
      return (false, "\(found.text) instead of \(wanted.text)")
    }
    let misses = zip(found.values, wanted.values).filter {
      !(($0 - $1).magnitude <= tolerance)
    }
    guard let first = misses.first else { return (true, "") }
    guard !found.shape.isEmpty else { return (false, significant(first.0, 10)) }
    let worst = misses.map { ($0 - $1).magnitude }.max { !($1 <= $0) } ?? .nan
    return (
      false, "\(misses.count) of \(found.values.count) differ, by up to \(significant(worst, 3))"
    )
  }
}
