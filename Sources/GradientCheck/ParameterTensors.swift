/// The parameters that a loss or gradient closure is called with: named blocks of one flat array.
///
/// Read a block by name, `parameters["W_hh"]`, or hand `parameters.values` to a model that keeps
/// its own parameters in one buffer. Reading `values` copies nothing.
public struct ParameterTensors: Sendable, Equatable {
  /// Name, shape, place, bands and role of one block.
  struct Block: Sendable, Equatable {
    let name: String
    let shape: [Int]
    let range: Range<Int>
    let bands: [NamedTensor.Band]
    let role: NamedTensor.Role?
  }

  /// Every entry, the blocks one after another in the order they were given.
  public internal(set) var values: [Double]
  let blocks: [Block]

  init(_ tensors: [NamedTensor]) {
    var blocks: [Block] = []
    var values: [Double] = []
    var names: Set<String> = []
    for tensor in tensors {
      precondition(
        names.insert(tensor.name).inserted,
        "two tensors are named '\(tensor.name)'; names must differ")
      let range = values.count..<(values.count + tensor.values.count)
      blocks.append(
        Block(
          name: tensor.name, shape: tensor.shape, range: range, bands: tensor.bands,
          role: tensor.role))
      values += tensor.values
    }
    self.values = values
    self.blocks = blocks
  }

  /// The names of the blocks, in order.
  public var names: [String] { blocks.map(\.name) }

  /// The entries of one block in row-major order.
  public subscript(name: String) -> [Double] { Array(values[range(of: name)]) }

  /// Where a block stands in `values`.
  public func range(of name: String) -> Range<Int> { block(named: name).range }

  /// The extent of every axis of a block, slowest first.
  public func shape(of name: String) -> [Int] { block(named: name).shape }

  func block(named name: String) -> Block {
    guard let block = blocks.first(where: { $0.name == name }) else {
      preconditionFailure("no tensor is named '\(name)'; there are \(names)")
    }
    return block
  }
}

extension ParameterTensors.Block {
  var count: Int { range.count }

  /// The position along every axis of an entry, given its offset within the block.
  func index(at offset: Int) -> [Int] {
    var index = [Int](repeating: 0, count: shape.count)
    var rest = offset
    for axis in shape.indices.reversed() {
      index[axis] = rest % shape[axis]
      rest /= shape[axis]
    }
    return index
  }

  func row(at offset: Int) -> Int {
    let rows = shape.first ?? 1
    return offset / Swift.max(1, count / Swift.max(1, rows))
  }

  func band(at offset: Int) -> String? {
    bands.first { $0.rows.contains(row(at: offset)) }?.label
  }
}
