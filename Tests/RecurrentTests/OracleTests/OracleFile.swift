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
}

extension OracleFile {
  struct Header: Decodable {
    var format: Int
    var kind: String
    var cell: String?
    var nonlinearity: String?
    var reset: String?
    var directions: Int?
    var head: String?
    var optimizer: Optimizer?
    var initialParameters: [String: Ignored]?

    struct Optimizer: Decodable {
      var name: String
    }

    /// A tensor whose numbers are not read.
    struct Ignored: Decodable {}

    /// What the network library does not have; nil where it has all that the file is about.
    var unsupported: String? {
      if format != 1 { return "format \(format)" }
      switch kind {
      case "clip", "dot_product_attention", "weighted_sequence_loss": return nil
      case "recurrent", "truncated_bptt", "classifier", "training": break
      default: return "kind \(kind)"
      }
      guard Cell(oracle: cell, nonlinearity: nonlinearity, reset: reset) != nil else {
        let words = [cell, nonlinearity, reset].compactMap { $0 }
        return "cell \(words.isEmpty ? "unnamed" : words.joined(separator: " "))"
      }
      if ![1, 2].contains(directions ?? 1) { return "\(directions!) directions" }
      if kind == "classifier", directions == 2 { return "a classifier in two directions" }
      if let head, !["dense", "identity"].contains(head) { return "head \(head)" }
      if let optimizer, !["sgd", "rmsprop", "adam"].contains(optimizer.name) {
        return "optimizer \(optimizer.name)"
      }
      // b_h is the sum of both, and rules that divide by the gradient's size move each of them.
      if initialParameters?.keys.contains(where: { $0.hasPrefix("bias_hh") }) == true {
        return "training with a second bias"
      }
      if kind == "training", cell == "gru", reset == "after" {
        return "training of a GRU that resets after, without its second bias"
      }
      return nil
    }
  }
}

extension Cell {
  /// The cell that a file names; nil where there is none such.
  init?(oracle cell: String?, nonlinearity: String?, reset: String?) {
    switch cell {
    case "rnn":
      guard let activation = Activation(rawValue: nonlinearity ?? "tanh") else { return nil }
      self = .elman(activation)
    case "lstm": self = .lstm
    case "gru":
      guard let reset = Reset(rawValue: reset ?? "") else { return nil }
      self = .gru(reset)
    default: return nil
    }
  }
}
