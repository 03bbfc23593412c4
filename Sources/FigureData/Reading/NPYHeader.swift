/// `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }`: a dictionary as Python writes it,
/// with these three keys in any order.
struct NPYHeader {
  private(set) var type = ""
  private(set) var typeOffset = 0
  private(set) var isFortran = false
  private(set) var shape: [Int] = []
  private(set) var shapeOffset = 0

  /// `(3, 4)`, `(3,)`.
  var shapeText: String {
    let sides = shape.map(String.init).joined(separator: ", ")
    return "the shape (\(sides)\(shape.count == 1 ? "," : ""))"
  }

  private let text: ArraySlice<UInt8>
  private let file: String
  private var position: Int

  init(_ text: ArraySlice<UInt8>, at start: Int, file: String) throws(DataError) {
    self.text = text
    self.file = file
    position = start
    try expect("{")
    var found: Set<String> = []
    while !skip("}") {
      skipSpace()
      let place = position
      let key = try quoted()
      guard found.insert(key).inserted else { throw fail(place, "'\(shown(key))' stands twice") }
      try expect(":")
      skipSpace()
      switch key {
      case "descr":
        typeOffset = position
        guard peek() == "'" || peek() == "\"" else {
          throw fail(
            position,
            "an array of records; its numbers have one type, \(NPYNumber.allowed) or "
              + "big-endian ('>')"
          )
        }
        type = try quoted()
      case "fortran_order": isFortran = try truth()
      case "shape":
        shapeOffset = position
        shape = try sides()
      default:
        throw fail(
          place, "'\(shown(key))' in the header; 'descr', 'fortran_order' and 'shape' are allowed")
      }
      if !skip(",") {
        try expect("}")
        break
      }
    }
    for key in ["descr", "fortran_order", "shape"] where !found.contains(key) {
      throw fail(start, "the header has no '\(key)'")
    }
    skipSpace()
    if position < text.endIndex { throw fail(position, "more behind the header's '}'") }
  }

  private func peek() -> Character? {
    position < text.endIndex ? Character(Unicode.Scalar(text[position])) : nil
  }

  private mutating func skipSpace() {
    while let next = peek(), next == " " || next == "\n" || next == "\t" { position += 1 }
  }

  private mutating func skip(_ character: Character) -> Bool {
    skipSpace()
    guard peek() == character else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: Character) throws(DataError) {
    guard skip(character) else {
      throw fail(position, "'\(character)' is needed in the header here")
    }
  }

  private mutating func quoted() throws(DataError) -> String {
    let start = position
    guard let quote = peek(), quote == "'" || quote == "\"" else {
      throw fail(position, "a name in quotes is needed in the header here")
    }
    position += 1
    var word = ""
    while let next = peek(), next != quote {
      word.append(next)
      position += 1
    }
    guard peek() == quote else { throw fail(start, "a quote of the header is never closed") }
    position += 1
    return word
  }

  private mutating func truth() throws(DataError) -> Bool {
    let start = position
    var word = ""
    while let next = peek(), next.isLetter {
      word.append(next)
      position += 1
    }
    switch word {
    case "True": return true
    case "False": return false
    default: throw fail(start, "'fortran_order' is '\(shown(word))'; True or False is allowed")
    }
  }

  private mutating func sides() throws(DataError) -> [Int] {
    try expect("(")
    var sides: [Int] = []
    while !skip(")") {
      skipSpace()
      let start = position
      var digits = ""
      while let next = peek(), next.isASCII, next.isNumber {
        digits.append(next)
        position += 1
      }
      guard !digits.isEmpty else {
        throw fail(start, "a side of the shape is a number, 0 or more")
      }
      // What does not fit is larger than any file.
      sides.append(Int(digits) ?? .max)
      guard sides.count <= 32 else { throw fail(start, "a shape of more than 32 dimensions") }
      if !skip(",") {
        try expect(")")
        break
      }
    }
    return sides
  }

  private func fail(_ offset: Int, _ message: String) -> DataError {
    DataError(file: file, place: .byte(offset), message)
  }
}
