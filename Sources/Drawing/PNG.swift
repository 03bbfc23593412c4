import CPNGShim

/// PNG files: RGB, 8 bits a channel, with their size in points and where they come from.
public enum PNG {
  /// An iTXt entry.
  public struct Text: Sendable, Hashable {
    public var keyword: String
    public var text: String

    public init(_ keyword: String, _ text: String) {
      self.keyword = keyword
      self.text = text
    }
  }

  /// A decoded picture.
  public struct Image: Sendable, Equatable {
    public let width: Int
    public let height: Int
    /// Red, green, blue, alpha; row by row from the top.
    public let pixels: [UInt8]
    /// 0 when the file does not say.
    public let pixelsPerMetre: Int
    /// The chunks' names in the order of the file.
    public let chunks: [String]
    public let texts: [Text]

    /// The colour of the pixel at column `x` and row `y`.
    public subscript(x: Int, y: Int) -> Color {
      precondition(
        x >= 0 && x < width && y >= 0 && y < height,
        "pixel (\(x), \(y)) lies outside \(width) x \(height)")
      let at = (y * width + x) * 4
      return Color(
        red: Double(pixels[at]) / 255, green: Double(pixels[at + 1]) / 255,
        blue: Double(pixels[at + 2]) / 255, alpha: Double(pixels[at + 3]) / 255)
    }
  }

  /// Encodes rows of blue, green, red, unused. No time is stored: the same picture gives the same
  /// bytes.
  static func encode(
    _ pixels: PixelRows, pixelsPerPoint: Double, texts: [Text] = []
  ) throws(DrawingError) -> [UInt8] {
    // A point is 1/72 inch and an inch 0.0254 m: 2 pixels a point are 144 dpi, 5669 a metre.
    let density = (pixelsPerPoint * 72 / 0.0254).rounded()
    let keywords = texts.map { Array($0.keyword.utf8CString) }
    let contents = texts.map { Array($0.text.utf8CString) }
    var bytes: UnsafeMutablePointer<UInt8>?
    var count = 0
    let message = withPointers(keywords) { keywordPointers in
      withPointers(contents) { contentPointers in
        let entries = zip(keywordPointers, contentPointers).map {
          unrolled_png_text(keyword: $0, text: $1)
        }
        return unrolled_png_encode(
          pixels.start, UInt32(pixels.width), UInt32(pixels.height), pixels.stride,
          UInt32(density), entries, Int32(entries.count), &bytes, &count)
      }
    }
    defer { unrolled_png_release(bytes) }
    if let message {
      defer { unrolled_png_release(message) }
      throw .png(message: String(cString: message))
    }
    return Array(UnsafeBufferPointer(start: bytes, count: count))
  }

  /// A chunk of a file: length, name, content and checksum, written by libpng.
  static func chunk(_ name: String, _ content: [UInt8]) throws(DrawingError) -> [UInt8] {
    precondition(name.utf8.count == 4, "a chunk's name has 4 letters, not '\(name)'")
    var bytes: UnsafeMutablePointer<UInt8>?
    var count = 0
    let message = unrolled_png_chunk(name, content, content.count, &bytes, &count)
    defer { unrolled_png_release(bytes) }
    if let message {
      defer { unrolled_png_release(message) }
      throw .png(message: String(cString: message))
    }
    return Array(UnsafeBufferPointer(start: bytes, count: count))
  }

  /// Reads a PNG of any kind as RGBA.
  ///
  /// - Throws: `.png` with libpng's message for anything that is not a whole PNG.
  public static func decode(_ bytes: [UInt8]) throws(DrawingError) -> Image {
    let chunks = try chunks(of: bytes)
    var picture = unrolled_png_picture()
    let message = unrolled_png_decode(bytes, bytes.count, UInt32(Surface.sideLimit), &picture)
    if let message {
      defer { unrolled_png_release(message) }
      throw .png(message: String(cString: message))
    }
    defer { unrolled_png_release(picture.pixels) }
    let (width, height) = (Int(picture.width), Int(picture.height))
    let pixels = Array(UnsafeBufferPointer(start: picture.pixels, count: width * height * 4))
    return Image(
      width: width, height: height, pixels: pixels,
      pixelsPerMetre: Int(picture.pixels_per_metre), chunks: chunks.map(\.name),
      texts: chunks.compactMap { $0.name == "iTXt" ? text(in: bytes[$0.content]) : nil })
  }

  /// The names of the chunks, and where their contents stand.
  static func chunks(
    of bytes: [UInt8]
  ) throws(DrawingError) -> [(name: String, content: Range<Int>)] {
    guard bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) else {
      throw .png(message: "not a PNG file")
    }
    var found: [(name: String, content: Range<Int>)] = []
    var at = 8
    while at + 12 <= bytes.count {
      let length = bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
      guard at + 12 + length <= bytes.count else { break }
      let name = String(decoding: bytes[at + 4..<at + 8], as: UTF8.self)
      found.append((name, at + 8..<at + 8 + length))
      at += 12 + length
    }
    return found
  }

  /// Keyword, 0, compression flag and method, language, 0, translated keyword, 0, text.
  private static func text(in content: ArraySlice<UInt8>) -> Text? {
    guard let end = content.firstIndex(of: 0), end + 3 < content.endIndex, content[end + 1] == 0,
      let language = content[(end + 3)...].firstIndex(of: 0),
      let translated = content[(language + 1)...].firstIndex(of: 0)
    else { return nil }
    return Text(
      String(decoding: content[..<end], as: UTF8.self),
      String(decoding: content[(translated + 1)...], as: UTF8.self))
  }

  /// C strings that live as long as the closure runs.
  private static func withPointers<Result>(
    _ strings: [[CChar]], _ body: ([UnsafePointer<CChar>]) -> Result
  ) -> Result {
    let copies = strings.map { string in
      let copy = UnsafeMutablePointer<CChar>.allocate(capacity: string.count)
      copy.initialize(from: string, count: string.count)
      return copy
    }
    defer { for copy in copies { copy.deallocate() } }
    return body(copies.map { UnsafePointer($0) })
  }
}
