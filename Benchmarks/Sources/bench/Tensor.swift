import Foundation

/// A named array for the peers, or from them.
struct Tensor {
  enum Values {
    case float32([Float])
    case float64([Double])
    case int32([Int32])
  }

  var name: String
  var shape: [Int]
  var values: Values

  /// The entries in double precision.
  var doubles: [Double] {
    switch values {
    case .float32(let values): values.map(Double.init)
    case .float64(let values): values
    case .int32(let values): values.map(Double.init)
    }
  }

  init(_ name: String, _ shape: [Int], _ values: Values) {
    self.name = name
    self.shape = shape
    self.values = values
  }

  init<Scalar: BinaryFloatingPoint>(_ name: String, _ shape: [Int], _ values: [Scalar]) {
    self.init(
      name, shape,
      Scalar.self == Float.self
        ? .float32(values.map { Float($0) }) : .float64(values.map { Double($0) }))
  }
}

/// The format of `peers/tensors.py`: a line of JSON, then the numbers, little-endian.
enum TensorFile {
  private struct Header: Codable {
    struct Entry: Codable {
      var name: String
      var type: String
      var shape: [Int]
      var offset: Int
    }
    var tensors: [Entry]
  }

  static func write(_ tensors: [Tensor], to url: URL) throws {
    var entries: [Header.Entry] = []
    var data = Data()
    for tensor in tensors {
      let (type, bytes) =
        switch tensor.values {
        case .float32(let values): ("float32", values.withUnsafeBytes { Data($0) })
        case .float64(let values): ("float64", values.withUnsafeBytes { Data($0) })
        case .int32(let values): ("int32", values.withUnsafeBytes { Data($0) })
        }
      entries.append(.init(name: tensor.name, type: type, shape: tensor.shape, offset: data.count))
      data.append(bytes)
    }
    var file = try JSONEncoder().encode(Header(tensors: entries))
    file.append(UInt8(ascii: "\n"))
    file.append(data)
    try file.write(to: url)
  }

  static func read(_ url: URL) throws -> [Tensor] {
    let file = try Data(contentsOf: url)
    guard let end = file.firstIndex(of: UInt8(ascii: "\n")) else {
      throw BenchmarkError("\(url.path): no line of JSON")
    }
    let header = try JSONDecoder().decode(Header.self, from: file[..<end])
    return try header.tensors.map { entry in
      let start = end + 1 + entry.offset
      let count = entry.shape.reduce(1, *)
      func numbers<Number>(_: Number.Type) throws -> [Number] {
        let length = count * MemoryLayout<Number>.stride
        guard start + length <= file.count else {
          throw BenchmarkError("\(url.path): \(entry.name) is cut off")
        }
        return [Number](unsafeUninitializedCapacity: count) { buffer, initialised in
          file.copyBytes(
            to: UnsafeMutableRawBufferPointer(buffer), from: start..<start + length)
          initialised = count
        }
      }
      let values: Tensor.Values =
        switch entry.type {
        case "float32": .float32(try numbers(Float.self))
        case "float64": .float64(try numbers(Double.self))
        case "int32": .int32(try numbers(Int32.self))
        default: throw BenchmarkError("\(url.path): \(entry.name) has the type \(entry.type)")
        }
      return Tensor(entry.name, entry.shape, values)
    }
  }
}
