import Drawing
import Testing

@Suite struct CanvasTests {
  static let red = Color(hex: 0xCC0000)

  @Test func aRectangleCoversExactlyItsPixels() throws {
    let canvas = try Canvas(size: Size(20, 10), scale: 2, theme: .light)
    canvas.fill(Rect(x: 5, y: 2, width: 4, height: 3), Self.red)
    let image = try PNG.decode(canvas.png())
    #expect(image.width == 40 && image.height == 20)
    for (x, y, isRed) in [
      (9, 5, false), (10, 3, false), (10, 4, true), (17, 9, true), (18, 9, false),
    ] {
      #expect(image[x, y].bytes == (isRed ? Self.red.bytes : (255, 255, 255)), "at \(x), \(y)")
    }
  }

  @Test func cellsKeepTheirColoursAndEdges() throws {
    let canvas = try Canvas(size: Size(12, 6), scale: 1, theme: .dark)
    let colors: [Color?] = [
      Color(hex: 0x102030), Color(hex: 0x405060), nil, Color(hex: 0x708090), Self.red,
      Color(hex: 0xFFFFFF),
    ]
    canvas.cells(colors, columns: 3, rows: 2, in: Rect(x: 0, y: 0, width: 12, height: 6))
    let image = try PNG.decode(canvas.png())
    for y in 0..<6 {
      for x in 0..<12 {
        let expected = colors[(y / 3) * 3 + x / 4] ?? canvas.theme.background
        #expect(image[x, y].bytes == expected.bytes, "at \(x), \(y)")
      }
    }
  }

  @Test(arguments: [
    Size(16_384, 10), Size(0, 10), Size(-5, 10), Size(.nan, 10), Size(10, .infinity),
  ])
  func aPictureOutsideTheLimitsIsRefused(size: Size) {
    #expect(throws: DrawingError.self) { _ = try Canvas(size: size, scale: 2, theme: .light) }
  }

  @Test func theSizeErrorNamesTheLimit() {
    do {
      _ = try Canvas(size: Size(20_000, 100), scale: 2, theme: .light)
      Issue.record("no error")
    } catch {
      #expect(error == .tooLarge(width: 40_000, height: 200, limit: 32_767))
      #expect(error.description.contains("40000 x 200"))
      #expect(error.description.contains("32767"))
    }
  }

  @Test func aCoordinateThatIsNotFiniteIsAnErrorAndNotAnEmptyPicture() throws {
    let canvas = try Canvas(size: Size(10, 10), theme: .light)
    canvas.line(Point(0, 0), Point(.nan, 5), Self.red)
    #expect(throws: DrawingError.notFinite(what: "a point of a line")) { _ = try canvas.png() }
  }

  @Test func farCoordinatesDoNotWrapAround() throws {
    let canvas = try Canvas(size: Size(20, 20), scale: 1, theme: .light)
    canvas.polyline([Point(0, 10), Point(1e12, 10)], Self.red, width: 4)
    let image = try PNG.decode(canvas.png())
    #expect(image[10, 10].bytes == Self.red.bytes)
    #expect(image[10, 4].bytes == (255, 255, 255))
  }

  @Test func aShiftMovesDrawingAndEndsWithItsBody() throws {
    let canvas = try Canvas(size: Size(20, 20), scale: 1, theme: .light)
    canvas.shifted(10, 5) { canvas.fill(Rect(x: 0, y: 0, width: 2, height: 2), Self.red) }
    canvas.fill(Rect(x: 0, y: 0, width: 1, height: 1), Self.red)
    let image = try PNG.decode(canvas.png())
    #expect(image[11, 6].bytes == Self.red.bytes)
    #expect(image[0, 0].bytes == Self.red.bytes)
    #expect(image[2, 2].bytes == (255, 255, 255))
  }

  @Test func anArrowEndsAtItsTip() throws {
    let canvas = try Canvas(size: Size(40, 20), scale: 2, theme: .light)
    canvas.arrow(Point(4, 10), Point(30, 10), Self.red, width: 2)
    let image = try PNG.decode(canvas.png())
    #expect(image[50, 20].bytes == Self.red.bytes)
    #expect(image[64, 20].bytes == (255, 255, 255))
  }
}
