import Drawing
import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The elements of an SVG file.
final class SVGReader: NSObject, XMLParserDelegate {
  private(set) var elements: [(name: String, attributes: [String: String])] = []
  private(set) var texts: [String: String] = [:]
  private var open: [String] = []

  init(_ bytes: [UInt8]) throws {
    super.init()
    let parser = XMLParser(data: Data(bytes))
    parser.delegate = self
    let isWhole = parser.parse()
    try #require(isWhole, "\(String(describing: parser.parserError))")
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    elements.append((name, attributes))
    open.append(name)
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    open.removeLast()
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    if let name = open.last { texts[name, default: ""] += text }
  }
}

@Suite struct VectorTests {
  static let info = PictureInfo(title: "A < B & \"C\" \u{1}한글", source: "lesson 7, seed 5")

  func page(_ format: FigureFormat, scale: Double? = nil) throws -> [UInt8] {
    let canvas = try Canvas(size: Size(60, 30), format: format, scale: scale, theme: .dark)
    canvas.clipped(to: Rect(x: 0, y: 0, width: 50, height: 30)) {
      canvas.polyline([Point(0, 0), Point(70, 20)], Color(hex: 0xCC0000), dash: [3, 2])
      canvas.circle(Point(20, 10), radius: 5, fill: Color(hex: 0x00CC00).opacity(0.5))
    }
    canvas.text("$h_t$ 7 한글", at: Point(4, 20), TextStyle(11), halo: Color(hex: 0xFFFFFF))
    return try canvas.encoded(Self.info)
  }

  @Test func anSVGSaysWhatItIsAndNeedsNoFont() throws {
    let svg = try SVGReader(page(.svg))
    #expect(svg.texts["title"] == "A < B & \"C\" \u{FFFD}한글")
    #expect(svg.texts["desc"] == "lesson 7, seed 5; Unrolled")
    let names = Set(svg.elements.map(\.name))
    #expect(names.contains("path") && names.contains("use") && !names.contains("text"))
    #expect(svg.elements[0].attributes["width"] == "60")
    #expect(svg.elements[0].attributes["height"] == "30")
    #expect(svg.elements[0].attributes["viewBox"] == "0 0 240 120")
  }

  @Test func theScaleOfAnSVGIsItsSizeInPixelsOnly() throws {
    let (one, wide) = (try page(.svg), try page(.svg, scale: 12.5))
    let text = String(decoding: wide, as: UTF8.self)
    #expect(text.contains(#"width="750" height="375" viewBox="0 0 240 120">"#))
    #expect(
      text.replacing(#"width="750" height="375""#, with: #"width="60" height="30""#)
        == String(decoding: one, as: UTF8.self))
  }

  @Test func everyReferenceOfAnSVGHasItsElementAndNoNameIsShared() throws {
    let other = try Canvas(size: Size(60, 30), format: .svg)
    other.text("$h_t$", at: Point(4, 20), TextStyle(11))
    let (first, second) = (
      try SVGReader(page(.svg)), try SVGReader(other.encoded(PictureInfo(title: "other")))
    )
    var ids: [Set<String>] = []
    for svg in [first, second] {
      let names = svg.elements.compactMap { $0.attributes["id"] }
      #expect(Set(names).count == names.count && !names.isEmpty)
      for element in svg.elements {
        for value in element.attributes.values where value.contains("#") && !value.contains(":#") {
          let name = try #require(value.split(separator: "#").last).prefix { $0 != ")" }
          #expect(names.contains(String(name)), "\(value)")
        }
      }
      ids.append(Set(names))
    }
    #expect(ids[0].isDisjoint(with: ids[1]))
  }

  @Test func aPDFEmbedsItsFontsAndKnowsNoTime() throws {
    let bytes = try page(.pdf)
    let text = String(decoding: bytes, as: Unicode.ASCII.self)
    #expect(text.hasPrefix("%PDF-1."))
    #expect(text.contains("/FontFile3") && text.contains("Inter-Regular"))
    #expect(text.contains("/FontFile2") && text.contains("NanumGothic"))
    #expect(text.contains("/MediaBox [ 0 0 60 30 ]"))
    #expect(text.contains("/Title <FEFF0041") && text.contains("/Subject (lesson 7, seed 5)"))
    #expect(text.contains("/Creator (Unrolled)"))
    for word in ["CreationDate", "ModDate", "/ID"] { #expect(!text.contains(word), "\(word)") }
  }

  @Test func theScaleOfAPDFIsItsSizeInPoints() throws {
    let text = String(decoding: try page(.pdf, scale: 3), as: Unicode.ASCII.self)
    #expect(text.contains("/MediaBox [ 0 0 180 90 ]"))
  }

  @Test(arguments: FigureFormat.allCases)
  func theSamePageIsTheSameBytesWhateverWasDrawnBefore(format: FigureFormat) throws {
    let first = try page(format)
    for size in 9..<30 {
      let other = try Canvas(size: Size(200, 50), format: format)
      other.text("$\\sum_i x_i$ between", at: Point(3, 20), TextStyle(Double(size)), angle: 1)
      _ = try other.encoded(PictureInfo(title: "between"))
    }
    #expect(try page(format) == first)
  }

  // MARK: - Cells

  struct Shape {
    var color: String
    var rects: [Rect]
  }

  /// The rectangles of an SVG in page units, in the order they are drawn.
  func shapes(_ bytes: [UInt8]) throws -> [Shape] {
    try SVGReader(bytes).elements.compactMap { element in
      guard element.name == "path", let style = element.attributes["style"],
        let data = element.attributes["d"]
      else { return nil }
      let rects = data.matches(of: /M([\d.]+) ([\d.]+)H([\d.]+)V([\d.]+)H[\d.]+Z/).map { match in
        Rect(
          left: Double(match.1)! / 4, top: Double(match.2)! / 4, right: Double(match.3)! / 4,
          bottom: Double(match.4)! / 4)
      }
      return Shape(color: style, rects: rects)
    }
  }

  @Test func cellsOfAVectorPageShowNoSeams() throws {
    let (columns, rows) = (5, 4)
    let colors: [Color?] = (0..<20).map { index in
      [3, 7, 8, 16, 19].contains(index) ? nil : Color(hex: UInt32(0x101010 + index / 2 * 0x050301))
    }
    let canvas = try Canvas(size: Size(50, 40), format: .svg)
    canvas.cells(
      colors, columns: columns, rows: rows, in: Rect(x: 0, y: 0, width: 50, height: 40))
    let shapes = try shapes(canvas.encoded(PictureInfo(title: "cells"))).filter {
      $0.color != "fill:#ffffff;"
    }
    #expect(!shapes.isEmpty)
    func covers(_ shape: Shape, _ x: Double, _ y: Double) -> Bool {
      shape.rects.contains { x > $0.left && x < $0.right && y > $0.top && y < $0.bottom }
    }
    for row in 0..<rows {
      for column in 0..<columns {
        let (x, y) = (Double(column) * 10 + 5, Double(row) * 10 + 5)
        let last = shapes.last { covers($0, x, y) }
        guard let color = colors[row * columns + column] else {
          #expect(last == nil, "the empty cell \(column), \(row)")
          continue
        }
        let (red, green, blue) = color.bytes
        let hex = [red, green, blue].map { (0x100 + UInt($0)) }
          .map { String($0, radix: 16).dropFirst() }.joined()
        #expect(last?.color == "fill:#\(hex);", "\(column), \(row)")
        // At each edge and corner between filled cells, one shape lies under all of them.
        for (dx, dy) in [(1, 0), (0, 1), (1, 1)] {
          let cells = [(0, 0), (dx, 0), (0, dy), (dx, dy)].map { (column + $0.0, row + $0.1) }
          guard column + dx < columns, row + dy < rows,
            cells.allSatisfy({ colors[$0.1 * columns + $0.0] != nil })
          else { continue }
          #expect(
            shapes.contains { shape in
              cells.allSatisfy { covers(shape, Double($0.0) * 10 + 5, Double($0.1) * 10 + 5) }
            }, "between \(cells)")
        }
      }
    }
  }

  @Test func moreCellsThanAFileShouldHoldBecomeAPicture() throws {
    let (columns, rows) = (300, 200)
    let colors = (0..<columns * rows).map { Color(hex: UInt32($0 &* 2_654_435 % 0xFFFFFF)) }
    let canvas = try Canvas(size: Size(300, 200), format: .svg)
    canvas.cells(
      colors, columns: columns, rows: rows, in: Rect(x: 0, y: 0, width: 300, height: 200))
    let bytes = try canvas.encoded(PictureInfo(title: "many"))
    #expect(bytes.count < 400_000)
    #expect(try SVGReader(bytes).elements.contains { $0.name == "image" })
  }
}
