/// The name of a value that a step yields: `fwd.loss`, `bwd.norm[1]`, `fwd.state[2][0]`.
///
/// The id is what stands before the first point; the name may hold points (`fwd.lstm.1.W_hh`).
public struct ValuePath: Sendable, Hashable, CustomStringConvertible {
  /// The step's id: `fwd`.
  public var id: String
  /// The value's name within the step: `state`.
  public var name: String
  /// One index for each pair of brackets, from 0 to 999,999,999.
  public var indices: [Int]

  public init(id: String, name: String, indices: [Int] = []) {
    self.id = id
    self.name = name
    self.indices = indices
  }

  /// Nil unless the text is an id, a point, a name and at most 8 indices.
  public init?(_ text: String) {
    guard text.utf8.count <= 200, let point = text.firstIndex(of: ".") else { return nil }
    id = String(text[..<point])
    var rest = text[text.index(after: point)...]
    name = String(rest.prefix { $0 != "[" })
    rest = rest.dropFirst(name.count)
    indices = []
    guard isID(id), Self.isName(name) else { return nil }
    while !rest.isEmpty {
      guard rest.first == "[", let end = rest.firstIndex(of: "]") else { return nil }
      let digits = rest[rest.index(after: rest.startIndex)..<end]
      guard (1...9).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }),
        let index = Int(digits), indices.count < 8
      else { return nil }
      indices.append(index)
      rest = rest[rest.index(after: end)...]
    }
  }

  private static func isName(_ name: String) -> Bool {
    guard let first = name.utf8.first, let last = name.utf8.last else { return false }
    let isLetter = (first | 0x20) >= UInt8(ascii: "a") && (first | 0x20) <= UInt8(ascii: "z")
    return isLetter && last != UInt8(ascii: ".") && !name.contains("..")
      && name.utf8.allSatisfy {
        switch $0 {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
          UInt8(ascii: "."):
          true
        default: false
        }
      }
  }

  public var description: String { "\(id).\(name)" + indices.map { "[\($0)]" }.joined() }
}

/// A small letter, then small letters, digits, `_` or `-`; at most 64 in all.
func isID(_ text: String) -> Bool {
  guard let first = text.utf8.first, text.utf8.count <= 64 else { return false }
  let small = UInt8(ascii: "a")...UInt8(ascii: "z")
  return small.contains(first)
    && text.utf8.allSatisfy {
      small.contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
    }
}
