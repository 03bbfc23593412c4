/// Numbers with a shape, row-major.
struct OracleTensor: Decodable, Sendable {
  let shape: [Int]
  let data: [Double]

  private enum Key: CodingKey { case shape, data }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    shape = try container.decode([Int].self, forKey: .shape)
    data = try container.decode([Double].self, forKey: .data)
    guard data.count == shape.reduce(1, *) else {
      throw DecodingError.dataCorruptedError(
        forKey: .data, in: container, debugDescription: "\(data.count) numbers, shape \(shape)")
    }
  }

  /// The part of one layer, where the layer is the outermost size.
  func layer(_ index: Int) -> [Double] {
    let count = data.count / shape[0]
    return Array(data[index * count..<(index + 1) * count])
  }
}
