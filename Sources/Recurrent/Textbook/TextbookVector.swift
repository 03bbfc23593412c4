// The few operations that the equations are written with. An array has a + of its own, which
// joins; a vector's adds.

/// A column of numbers; +, - and * go entry by entry.
struct TextbookVector<Number: TextbookNumber>: Sendable {
  var entries: [Number]

  init(_ entries: some Collection<Number>) { self.entries = Array(entries) }

  static func + (a: Self, b: Self) -> Self { a.combined(with: b) { $0 + $1 } }
  static func - (a: Self, b: Self) -> Self { a.combined(with: b) { $0 - $1 } }
  static func * (a: Self, b: Self) -> Self { a.combined(with: b) { $0 * $1 } }
  /// 1 - z: the number less each entry.
  static func - (a: Double, b: Self) -> Self { b.map { Number(a) - $0 } }

  func map(_ f: (Number) -> Number) -> Self { Self(entries.map(f)) }

  private func combined(with other: Self, _ f: (Number, Number) -> Number) -> Self {
    precondition(
      entries.count == other.entries.count,
      "vectors of \(entries.count) and \(other.entries.count) numbers")
    return Self(entries.indices.map { f(entries[$0], other.entries[$0]) })
  }
}

/// Rows of a parameter block.
struct TextbookMatrix<Number: TextbookNumber>: Sendable {
  /// All parameters of the network, of which these rows are a part.
  let parameters: [Number]
  let offset: Int
  let rows: Int
  let columns: Int

  func row(_ index: Int) -> [Number] {
    Array(parameters[offset + index * columns..<offset + (index + 1) * columns])
  }

  func rows(_ range: Range<Int>) -> Self {
    Self(
      parameters: parameters, offset: offset + range.lowerBound * columns, rows: range.count,
      columns: columns)
  }

  /// W x
  static func * (w: Self, x: TextbookVector<Number>) -> TextbookVector<Number> {
    precondition(
      x.entries.count == w.columns, "\(x.entries.count) numbers for \(w.columns) columns")
    return TextbookVector(
      (0..<w.rows).map { row in
        x.entries.indices.reduce(Number(0)) { sum, column in
          sum + w.parameters[w.offset + row * w.columns + column] * x.entries[column]
        }
      })
  }
}

func sigmoid<Number>(_ a: TextbookVector<Number>) -> TextbookVector<Number> {
  a.map { Number.sigmoid($0) }
}

func tanh<Number>(_ a: TextbookVector<Number>) -> TextbookVector<Number> {
  a.map { Number.tanh($0) }
}

/// sum_i a_i b_i
func dot<Number>(_ a: TextbookVector<Number>, _ b: TextbookVector<Number>) -> Number {
  (a * b).entries.reduce(Number(0), +)
}

/// e^{a_k} / sum_j e^{a_j}, after the largest entry is taken from each, which changes no quotient
/// and lets no exponential overflow.
func softmax<Number>(_ a: TextbookVector<Number>) -> TextbookVector<Number> {
  let largest = Number(a.entries.map(\.realPart).max()!)
  let e = a.map { Number.exp($0 - largest) }
  let sum = e.entries.reduce(Number(0), +)
  return e.map { $0 / sum }
}
