/// Cairo's SVG made fit to be kept: a title and a source, a size in pixels, and names that neither
/// depend on what the process drew before nor collide with another figure's on one HTML page.
enum SVGDocument {
  /// Units for each point inside the file: Cairo rounds outlines to 1/64 of a unit.
  static let fineness = 4.0

  /// - Parameters:
  ///   - page: in points.
  ///   - scale: pixels for each point.
  /// - Throws: `.cairo` when the bytes do not begin as an SVG file.
  static func rewritten(
    _ bytes: [UInt8], page: Size, scale: Double, info: PictureInfo
  ) throws(DrawingError) -> [UInt8] {
    guard let open = find(Array("<svg ".utf8), in: bytes[...]),
      let close = bytes[open...].firstIndex(of: UInt8(ascii: ">"))
    else { throw .cairo(status: "the SVG has no root element") }
    let body = SVGText.shortened(bytes[(close + 1)...])[...]
    let names = Names(in: body)
    let renamed = names.applied(to: body, prefix: "")
    // The prefix comes from the drawing itself, so that equal pictures are equal files.
    let named = names.applied(to: body, prefix: "u" + hash(renamed) + "-")
    func number(_ value: Double) -> String {
      value == value.rounded() ? String(Int(value)) : "\((value * 1000).rounded() / 1000)"
    }
    var head = #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n"
    head += #"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink""#
    head += #" version="1.1" role="img" width="\#(number(page.width * scale))""#
    head += #" height="\#(number(page.height * scale))""#
    head += #" viewBox="0 0 \#(number(page.width * fineness)) \#(number(page.height * fineness))">"#
    head += "\n<title>\(XML.escaped(info.title))</title>\n"
    let source = info.source.map { "\($0); " } ?? ""
    head += "<desc>\(XML.escaped(source + info.software))</desc>"
    return Array(head.utf8) + named
  }

  /// FNV-1a, 64 bits, of which 32 are written: enough to tell the figures of a page apart.
  private static func hash(_ bytes: [UInt8]) -> String {
    var value: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
    let text = String(value >> 32, radix: 36)
    return String(repeating: "0", count: 7 - text.count) + text
  }

  static func find(_ wanted: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
    guard bytes.count >= wanted.count else { return nil }
    return (bytes.startIndex...bytes.endIndex - wanted.count).first {
      bytes[$0] == wanted[0] && bytes[$0..<$0 + wanted.count].elementsEqual(wanted)
    }
  }

  /// The names of elements in the order of the file.
  private struct Names {
    private var numbers: [ArraySlice<UInt8>: Int] = [:]

    init(in body: ArraySlice<UInt8>) {
      Names.visit(body) { name, isDefinition in
        if isDefinition, numbers[name] == nil { numbers[name] = numbers.count + 1 }
      }
    }

    /// The body with every name replaced by the prefix and its number.
    func applied(to body: ArraySlice<UInt8>, prefix: String) -> [UInt8] {
      var result: [UInt8] = []
      result.reserveCapacity(body.count + body.count / 8)
      var copied = body.startIndex
      Names.visit(body) { name, _ in
        guard let number = numbers[name] else { return }
        result += body[copied..<name.startIndex]
        result += Array((prefix + String(number)).utf8)
        copied = name.endIndex
      }
      result += body[copied...]
      return result
    }

    /// Every name: after `id="`, `href="#` and `url(#`.
    private static func visit(
      _ body: ArraySlice<UInt8>, _ found: (_ name: ArraySlice<UInt8>, _ isDefinition: Bool) -> Void
    ) {
      let (quote, paren, mark) = (UInt8(ascii: "\""), UInt8(ascii: ")"), UInt8(ascii: "#"))
      let definition = Array("id=\"".utf8)
      var at = body.startIndex
      while at < body.endIndex {
        var start: Int?
        var isDefinition = false
        if body[at] == mark, at > body.startIndex,
          body[at - 1] == quote || body[at - 1] == UInt8(ascii: "(")
        {
          start = at + 1
        } else if body[at] == definition[0], at + 4 < body.endIndex, at > body.startIndex,
          body[at - 1] == UInt8(ascii: " "), body[at..<at + 4].elementsEqual(definition)
        {
          start = at + 4
          isDefinition = true
        }
        guard let start else {
          at += 1
          continue
        }
        let end = body[start...].firstIndex { $0 == quote || $0 == paren } ?? body.endIndex
        found(body[start..<end], isDefinition)
        at = end
      }
    }
  }
}
