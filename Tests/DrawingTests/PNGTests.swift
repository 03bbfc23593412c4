import Drawing
import Testing

@Suite struct PNGTests {
  func picture() throws -> [UInt8] {
    let canvas = try Canvas(size: Size(30, 20), scale: 2, theme: .light)
    canvas.text("$h_t$ 7", at: Point(4, 14), TextStyle(11))
    return try canvas.png(metadata: [
      PNG.Text("Title", "Zustände h_t, 한글"), PNG.Text("Source", "lesson 7, seed 5"),
    ])
  }

  @Test func sizeDensityAndTextsAreInTheFileAndNoTime() throws {
    let image = try PNG.decode(picture())
    #expect(image.width == 60 && image.height == 40)
    #expect(image.pixelsPerMetre == 5669)
    #expect(
      image.texts == [
        PNG.Text("Title", "Zustände h_t, 한글"), PNG.Text("Source", "lesson 7, seed 5"),
      ])
    #expect(image.chunks.first == "IHDR" && image.chunks.last == "IEND")
    #expect(image.chunks.contains("sRGB") && image.chunks.contains("pHYs"))
    #expect(!image.chunks.contains("tIME"))
  }

  @Test func thePixelsAreOpaqueAndNotAllOneColour() throws {
    let image = try PNG.decode(picture())
    #expect(image.pixels.count == 60 * 40 * 4)
    let alphas = stride(from: 3, to: image.pixels.count, by: 4).map { image.pixels[$0] }
    #expect(alphas.allSatisfy { $0 == 255 })
    #expect(Set(image.pixels).count > 10)
  }

  /// Colours by column and row, from 0 to 0xFFFFFF.
  enum Pattern: CaseIterable {
    case flat, noise, stripes, cells, repeatedRows, skewedBytes

    func color(_ x: Int, _ y: Int, _ random: inout Numbers) -> UInt32 {
      switch self {
      case .flat: 0xFFFFFF
      case .noise: random.next() & 0xFFFFFF
      case .stripes: x / 5 % 2 == 0 ? 0x2060A0 : 0x2060A1
      case .cells: UInt32((x / 9 * 7 + y / 4 * 3) % 11 * 0x10203)
      case .repeatedRows: x % 37 == 0 ? UInt32(y / 3 * 0x111) & 0xFFFFFF : UInt32(x * 77) & 0xFFFFFF
      // Some bytes are thousands of times as frequent as others: codes of the greatest length.
      case .skewedBytes: UInt32(1 << (random.next() | 1 << 23).trailingZeroBitCount) & 0xFFFFFF
      }
    }
  }

  /// The same numbers from run to run.
  struct Numbers {
    var state: UInt64 = 1

    mutating func next() -> UInt32 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt32(state >> 33)
    }
  }

  /// The widest rows are longer than the 32 KiB that deflate may look back.
  @Test(
    arguments: Pattern.allCases,
    [(1, 1), (1, 7), (7, 1), (2, 2), (86, 3), (333, 211), (12_000, 4)])
  func picturesOfEveryShapeComeBackPixelByPixel(
    _ pattern: Pattern, _ size: (width: Int, height: Int)
  ) throws {
    let (width, height) = size
    var random = Numbers()
    var colors: [Color] = []
    for y in 0..<height {
      for x in 0..<width { colors.append(Color(hex: pattern.color(x, y, &random))) }
    }
    let canvas = try Canvas(size: Size(Double(width), Double(height)), scale: 1)
    canvas.cells(
      colors, columns: width, rows: height,
      in: Rect(x: 0, y: 0, width: Double(width), height: Double(height)))
    let bytes = try canvas.png()
    let image = try PNG.decode(bytes)
    #expect(image.width == width && image.height == height)
    let wrong = colors.indices.first { index in
      let at = index * 4
      let (red, green, blue) = colors[index].bytes
      return Array(image.pixels[at..<at + 3]) != [red, green, blue]
    }
    #expect(wrong == nil)
    if pattern == .flat, width > 300 { #expect(bytes.count < width * height / 40 + 500) }
    if pattern == .noise { #expect(bytes.count < 3 * width * height * 101 / 100 + 500) }
  }

  @Test func aFileCutAnywhereIsAnError() throws {
    let bytes = try picture()
    for length in stride(from: 0, to: bytes.count - 1, by: 13) {
      #expect(throws: DrawingError.self, "cut at \(length)") {
        _ = try PNG.decode(Array(bytes[..<length]))
      }
    }
  }

  @Test func aDamagedFileIsAnErrorAndNotACrash() throws {
    let bytes = try picture()
    var refused = 0
    for index in stride(from: 8, to: bytes.count, by: 7) {
      var damaged = bytes
      damaged[index] ^= 0xFF
      do { _ = try PNG.decode(damaged) } catch { refused += 1 }
    }
    #expect(refused > 10)
    #expect(throws: DrawingError.png(message: "not a PNG file")) {
      _ = try PNG.decode(Array("hello".utf8))
    }
  }
}
