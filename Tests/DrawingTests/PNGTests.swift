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
