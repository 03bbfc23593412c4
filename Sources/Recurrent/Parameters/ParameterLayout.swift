/// Where each named block of parameters stands in one flat buffer.
///
/// An optimizer, a norm, a clip, a file and a gradient check are then loops over one array, and a
/// report can still say `W_hh[1, 0]`. Gradients have the same layout.
public struct ParameterLayout: Sendable, Hashable {
  /// A matrix (two sizes) or a vector (one), stored row by row.
  public struct Block: Sendable, Hashable {
    public let name: String
    public let shape: [Int]
    /// The index of the first entry in the flat buffer.
    public let offset: Int
    /// Rows that belong together, such as the rows of a gate; empty where all rows are alike.
    public let bands: [Band]

    public var count: Int { shape.reduce(1, *) }
    public var range: Range<Int> { offset..<offset + count }
    public var rows: Int { shape[0] }
    /// 1 for a vector.
    public var columns: Int { shape.count > 1 ? shape[1] : 1 }
  }

  /// Rows of a block under one label, such as `forget gate`.
  public struct Band: Sendable, Hashable {
    public let label: String
    public let rows: Range<Int>

    public init(_ label: String, rows: Range<Int>) {
      self.label = label
      self.rows = rows
    }
  }

  public private(set) var blocks: [Block] = []
  /// The number of parameters.
  public private(set) var count = 0

  public init() {}

  /// Adds a block behind the others.
  ///
  /// - Precondition: The name is new, and every size is at least 1.
  public mutating func append(_ name: String, shape: Int..., bands: [Band] = []) {
    precondition(self[name] == nil, "two parameter blocks have the name \(name)")
    precondition(
      (1...2).contains(shape.count) && shape.allSatisfy { $0 >= 1 },
      "parameter block \(name): shape \(shape); a block has one or two sizes of at least 1")
    let block = Block(name: name, shape: shape, offset: count, bands: bands)
    blocks.append(block)
    count += block.count
  }

  /// The block of that name.
  public subscript(name: String) -> Block? { blocks.first { $0.name == name } }

  /// The name of a single parameter: `W_hh[1, 0]`, or `b_h[1]` in a vector.
  public func name(ofIndex index: Int) -> String {
    guard let block = blocks.first(where: { $0.range.contains(index) }) else {
      return "parameter \(index)"
    }
    let place = index - block.offset
    let row = place / block.columns
    let label = block.bands.first { $0.rows.contains(row) }.map { ", \($0.label)" } ?? ""
    return block.shape.count == 1
      ? "\(block.name)[\(place)]\(label)"
      : "\(block.name)[\(row), \(place % block.columns)]\(label)"
  }
}
