/// Cairo's SVG said shorter: a heatmap's file becomes a third, and looks the same.
///
/// Colours as `#rrggbb`, no properties that are the default, numbers with 2 decimals (3 in lines,
/// whose unit is a point), horizontal and vertical lines by one number.
enum SVGText {
  private static let defaults = [
    " stroke:none;", "stroke:none;", "fill-rule:nonzero;", "fill-opacity:1;", "stroke-opacity:1;",
    "stroke-linecap:butt;", "stroke-linejoin:miter;",
  ].map { Array($0.utf8) }
  private static let emptyStyle = Array(" style=\"\"".utf8)

  static func shortened(_ body: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(body.count / 2)
    for line in body.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      if !result.isEmpty || !line.isEmpty || body.first == UInt8(ascii: "\n") {
        append(line, to: &result)
      }
      result.append(UInt8(ascii: "\n"))
    }
    while result.last == UInt8(ascii: "\n") { result.removeLast() }
    result.append(UInt8(ascii: "\n"))
    return result
  }

  private static func append(_ line: ArraySlice<UInt8>, to result: inout [UInt8]) {
    let style = range(of: Array("style=\"".utf8), in: line)
    let data = range(of: Array(" d=\"".utf8), in: line)
    guard style != nil || data != nil else {
      result += line
      return
    }
    var copied = line.startIndex
    var isLine = false
    if let style {
      isLine = line[style.upperBound...].starts(with: Array("fill:none".utf8))
      result += line[copied..<style.upperBound]
      let end = line[style.upperBound...].firstIndex(of: UInt8(ascii: "\"")) ?? line.endIndex
      append(style: line[style.upperBound..<end], to: &result)
      copied = end
      if result.last == UInt8(ascii: "\""), result.suffix(8).elementsEqual(emptyStyle.prefix(8)) {
        result.removeLast(8)
        copied = min(end + 1, line.endIndex)
      }
    }
    if let data, data.lowerBound >= copied {
      result += line[copied..<data.upperBound]
      let end = line[data.upperBound...].firstIndex(of: UInt8(ascii: "\"")) ?? line.endIndex
      var path = SVGPath(decimals: isLine ? 3 : 2)
      if path.read(line[data.upperBound..<end]) {
        result += path.text
      } else {
        result += line[data.upperBound..<end]
      }
      copied = end
    }
    result += line[copied...]
  }

  private static func append(style: ArraySlice<UInt8>, to result: inout [UInt8]) {
    var at = style.startIndex
    while at < style.endIndex {
      let rest = style[at...]
      if let skipped = defaults.first(where: { rest.starts(with: $0) }) {
        at += skipped.count
      } else if rest.starts(with: Array("rgb(".utf8)),
        let end = rest.firstIndex(of: UInt8(ascii: ")")),
        let color = color(rest[(at + 4)..<end])
      {
        result += color
        at = end + 1
      } else {
        // Up to the next property or colour.
        repeat {
          result.append(style[at])
          at += 1
        } while at < style.endIndex && style[at - 1] != UInt8(ascii: ";")
          && style[at - 1] != UInt8(ascii: ":")
      }
    }
  }

  /// `14.5%,38.4%,68.6%` as `#25 62 af` without its spaces.
  private static func color(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    let channels = text.split(separator: UInt8(ascii: ",")).compactMap {
      $0.last == UInt8(ascii: "%") ? Double(String(decoding: $0.dropLast(), as: UTF8.self)) : nil
    }
    guard channels.count == 3 else { return nil }
    let digits = Array("0123456789abcdef".utf8)
    return [UInt8(ascii: "#")]
      + channels.flatMap { channel in
        let byte = Int((min(max(channel, 0), 100) * 2.55).rounded())
        return [digits[byte >> 4], digits[byte & 15]]
      }
  }

  private static func range(of text: [UInt8], in line: ArraySlice<UInt8>) -> Range<Int>? {
    // What is looked for stands near the start of a line.
    guard let start = SVGDocument.find(text, in: line.prefix(400)) else { return nil }
    return start..<start + text.count
  }
}
