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

  /// Rows that repeat the row above and rows that repeat themselves: each of both filters occurs.
  @Test func picturesOfEveryShapeComeBackPixelByPixel() throws {
    for (width, height) in [(1, 1), (1, 7), (7, 1), (2, 2), (33, 21)] {
      let canvas = try Canvas(size: Size(Double(width), Double(height)), scale: 1)
      var colors: [Color] = []
      for y in 0..<height {
        for x in 0..<width {
          let value = y / 7 == 1 ? x * 4242 % 0xFFFFFF : (x / 5) * 70_000 + y * 9 + x % 3
          colors.append(Color(hex: UInt32(value)))
        }
      }
      canvas.cells(
        colors, columns: width, rows: height,
        in: Rect(x: 0, y: 0, width: Double(width), height: Double(height)))
      let image = try PNG.decode(canvas.png())
      for y in 0..<height {
        for x in 0..<width {
          #expect(image[x, y].bytes == colors[y * width + x].bytes, "\(x), \(y)")
        }
      }
    }
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
