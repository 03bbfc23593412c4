import Foundation
import Recurrent
import Testing

/// A file of what another framework computed. The format stands in Oracles/make_oracles.py.
struct OracleFile: Sendable, CustomTestStringConvertible {
  let url: URL

  var testDescription: String { url.lastPathComponent }

  /// Files committed beside the tests.
  static let committed = files(
    in: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Oracles"))

  /// The folder that UNROLLED_ORACLES names, and its files.
  static let given = ProcessInfo.processInfo.environment["UNROLLED_ORACLES"].map { folder in
    (folder: folder, files: files(in: URL(filePath: folder, directoryHint: .isDirectory)))
  }

  static let all = committed + (given?.files ?? [])

  /// All but those that are known to need what the library does not have; a file that cannot be
  /// read stays, so that it fails.
  static let supported = all.filter { (try? $0.header())?.unsupported == nil }

  private static func files(in folder: URL) -> [OracleFile] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".json") }.sorted().map {
      OracleFile(url: folder.appending(path: $0))
    }
  }

  /// What the file is about.
  func header() throws -> Header { try read(Header.self) }

  func read<Contents: Decodable>(_ type: Contents.Type) throws -> Contents {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: Data(contentsOf: url))
  }

  struct Header: Decodable {
    var format: Int
    var kind: String
    var cell: String?
    var nonlinearity: String?
    var directions: Int?
    var lengths: [Int]?
    var head: String?
    var optimizer: Optimizer?

    struct Optimizer: Decodable {
      var name: String
    }

    /// What the network library does not have yet; nil where it has all that the file is about.
    var unsupported: String? {
      if format != 1 { return "format \(format)" }
      if kind == "clip" { return nil }
      if !["recurrent", "training"].contains(kind) { return "kind \(kind)" }
      if cell != "rnn" { return "cell \(cell ?? "unnamed")" }
      if let nonlinearity, Activation(rawValue: nonlinearity) == nil {
        return "nonlinearity \(nonlinearity)"
      }
      if directions ?? 1 != 1 { return "\(directions!) directions" }
      if lengths != nil { return "lengths" }
      if let head, !["dense", "identity"].contains(head) { return "head \(head)" }
      if let optimizer, !["sgd", "rmsprop"].contains(optimizer.name) {
        return "optimizer \(optimizer.name)"
      }
      return nil
    }
  }
}

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

/// PyTorch's names and our blocks.
enum TorchNames {
  /// The tensors that a block is made of. PyTorch has two biases where b_h is their sum.
  static func names(of block: String) -> [String] {
    switch block {
    case "W_hy": return ["head.weight"]
    case "b_y": return ["head.bias"]
    default:
      let parts = block.split(separator: ".")
      let layer = parts.count == 3 ? Int(parts[1])! - 1 : 0
      return switch parts.last! {
      case "W_xh": ["weight_ih_l\(layer)"]
      case "W_hh": ["weight_hh_l\(layer)"]
      default: ["bias_ih_l\(layer)", "bias_hh_l\(layer)"]
      }
    }
  }

  /// Our parameters from PyTorch's, which may do without the second bias.
  static func parameters(
    _ tensors: [String: OracleTensor], for spec: NetworkSpec
  ) throws -> Parameters<Double> {
    var result = Parameters<Double>(spec.layout)
    var used: Set<String> = []
    for block in spec.layout.blocks {
      let parts = names(of: block.name).filter { tensors[$0] != nil }
      used.formUnion(parts)
      try #require(!parts.isEmpty, "no tensor for \(block.name)")
      for name in parts {
        try #require(tensors[name]!.shape == block.shape, "the shape of \(name)")
      }
      result[block.name] = parts.dropFirst().reduce(tensors[parts[0]]!.data) { sum, name in
        zip(sum, tensors[name]!.data).map(+)
      }
    }
    #expect(used == Set(tensors.keys), "tensors that no block takes")
    return result
  }

  /// Records how far each of PyTorch's gradients is from that of the block it belongs to.
  static func compare(
    _ gradients: Parameters<Double>, with tensors: [String: OracleTensor], into worst: inout Worst
  ) {
    for block in gradients.layout.blocks {
      for name in names(of: block.name) {
        guard let wanted = tensors[name] else { continue }
        worst.record(deviation(gradients[block.name], from: wanted.data), at: "gradient of \(name)")
      }
    }
  }
}
