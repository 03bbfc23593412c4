import Foundation

/// A value as one line of JSON, its keys in snake case.
enum JSONLine {
  static func text(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Values here are finite numbers and strings: nothing that JSON refuses.
    let data = try? encoder.encode(value)
    return String(decoding: data ?? Data("null".utf8), as: UTF8.self) + "\n"
  }
}
