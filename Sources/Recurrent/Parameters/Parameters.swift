/// The parameters of a network, or their gradients: one flat buffer and the layout that names it.
public struct Parameters<Scalar: NetworkScalar>: Sendable, Hashable {
  public let layout: ParameterLayout
  /// All entries, block after block.
  public var values: [Scalar]

  /// All zero.
  public init(_ layout: ParameterLayout) {
    self.layout = layout
    values = Array(repeating: 0, count: layout.count)
  }

  /// The entries of a block, row by row.
  ///
  /// - Precondition: The layout has the block; a new value has as many entries as the block.
  public subscript(name: String) -> [Scalar] {
    get { Array(values[block(name).range]) }
    set {
      let block = block(name)
      precondition(
        newValue.count == block.count,
        "\(name) has \(block.count) entries (shape \(block.shape)), \(newValue.count) were given")
      values.replaceSubrange(block.range, with: newValue)
    }
  }

  private func block(_ name: String) -> ParameterLayout.Block {
    guard let block = layout[name] else {
      let names = layout.blocks.map(\.name).joined(separator: ", ")
      preconditionFailure("no parameter block \(name); there are \(names)")
    }
    return block
  }

  /// sqrt(sum of squares) over every entry: the global norm. Finite whenever every entry and the
  /// norm itself are, whatever their size.
  ///
  /// - Complexity: O(count).
  public var globalNorm: Scalar { euclideanNorm(values) }

  /// The first entry that is not a finite number, by name.
  public var firstNonFinite: NonFiniteEntry? {
    values.firstIndex { !$0.isFinite }.map {
      NonFiniteEntry(name: layout.name(ofIndex: $0), value: Double(values[$0]))
    }
  }
}

/// A gradient (or a parameter) that is infinite or not a number, by the name of its entry.
public struct NonFiniteEntry: Error, Sendable, Hashable, CustomStringConvertible {
  /// The name where every entry is finite and only their norm is not.
  public static let globalNorm = "the global norm"

  public var name: String
  public var value: Double

  public init(name: String, value: Double) {
    self.name = name
    self.value = value
  }

  public var description: String { "\(name) is \(value.isNaN ? "nan" : "\(value)")" }
}

/// sqrt(sum x_i^2), computed again with the largest entry divided out where the plain sum
/// overflows or underflows.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
public func euclideanNorm<Scalar: NetworkScalar>(_ values: [Scalar]) -> Scalar {
  let sum = values.withUnsafeBufferPointer { values in
    values.baseAddress.map { dotProduct($0, $0, count: values.count) } ?? 0
  }
  // Squares below the normal numbers have lost digits, which show unless the sum is far above them;
  // an infinite sum has lost everything.
  if sum.isFinite, sum >= .leastNormalMagnitude / .ulpOfOne { return sum.squareRoot() }
  let largest = values.reduce(Scalar(0)) { Swift.max($0, $1.magnitude) }
  guard largest > 0, largest.isFinite else {
    return values.contains(where: \.isNaN) ? .nan : largest
  }
  var scaled: Scalar = 0
  for value in values { scaled += (value / largest) * (value / largest) }
  return largest * scaled.squareRoot()
}
