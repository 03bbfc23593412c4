import Drawing
import Testing

@Suite struct FormatTests {
  @Test(arguments: [
    ("a.png", FigureFormat.png), ("/x/y.z/b.SVG", .svg), ("c.d.Pdf", .pdf), ("./.e.svg", .svg),
  ])
  func anExtensionNamesItsFormat(path: String, format: FigureFormat) throws {
    #expect(try FigureFormat(path: path) == format)
  }

  @Test(arguments: [
    ("states.jpg", "'states.jpg' ends in '.jpg'; a figure's file ends in .png, .svg or .pdf"),
    ("states", "'states' has no extension; a figure's file ends in .png, .svg or .pdf"),
    ("a.pdf/states", "'a.pdf/states' has no extension; a figure's file ends in .png, .svg or .pdf"),
    (".png", "'.png' has no extension; a figure's file ends in .png, .svg or .pdf"),
    ("states.", "'states.' has no extension; a figure's file ends in .png, .svg or .pdf"),
    ("", "'' has no extension; a figure's file ends in .png, .svg or .pdf"),
  ])
  func anyOtherExtensionIsRefusedByName(path: String, text: String) {
    do {
      _ = try FigureFormat(path: path)
      Issue.record("no error")
    } catch {
      #expect(error.description == text)
    }
  }

  @Test(arguments: FigureFormat.allCases)
  func aSizeOutsideTheLimitsIsRefusedInEveryFormat(format: FigureFormat) throws {
    for size in [Size(32_768, 10), Size(10, 32_768), Size(0.4, 10), Size(.nan, 10)] {
      #expect(throws: DrawingError.self, "\(size)") {
        _ = try Canvas(size: size, format: format, scale: 1)
      }
    }
    _ = try Canvas(size: Size(32_767, 10), format: format, scale: 1).encoded(PictureInfo(title: ""))
  }

  @Test func theSizeErrorNamesTheLargestOfTheShape() {
    do {
      _ = try Canvas(size: Size(800, 500), scale: 32_768.0 / 800)
      Issue.record("no error")
    } catch {
      #expect(
        error.description
          == "a picture of 32768 x 20480 pixels cannot be made; a side may have 1 to 32767 pixels, "
          + "a PNG 64000000 in all (of this shape, 10119 x 6324)")
    }
  }

  @Test(arguments: FigureFormat.allCases)
  func theFirstErrorIsThrownInEveryFormat(format: FigureFormat) throws {
    let canvas = try Canvas(size: Size(40, 20), format: format)
    canvas.line(Point(.nan, 0), Point(1, 1), .init(hex: 0))
    canvas.text("$\\nonsense$", at: Point(1, 1), TextStyle(11))
    #expect(throws: DrawingError.notFinite(what: "a point of a line")) {
      _ = try canvas.encoded(PictureInfo(title: "faulty"))
    }
  }

  /// Cairo writes the end of a vector file when the last owner lets it go.
  @Test(arguments: FigureFormat.allCases)
  func aPageThatIsNeverEncodedIsLetGoQuietly(format: FigureFormat) throws {
    for _ in 0..<200 {
      let canvas = try Canvas(size: Size(40, 20), format: format)
      canvas.text("unused", at: Point(1, 10), TextStyle(11))
      #expect(canvas.problem == nil)
    }
  }

  @Test(arguments: [FigureFormat.svg, .pdf])
  func whatIsDrawnAfterTheEndOfAVectorFileIsAnError(format: FigureFormat) throws {
    let canvas = try Canvas(size: Size(40, 20), format: format)
    let info = PictureInfo(title: "t")
    let bytes = try canvas.encoded(info)
    #expect(bytes.count > 100)
    canvas.fill(Rect(x: 0, y: 0, width: 5, height: 5), .init(hex: 0))
    #expect(throws: DrawingError.self) { _ = try canvas.encoded(info) }
  }

  @Test func missingCharactersAreNamed() throws {
    let canvas = try Canvas(size: Size(40, 20))
    canvas.text(.plain("שלום"), at: Point(1, 1), TextStyle(11))
    #expect(
      canvas.problem?.description
        == "no font of the set has 'ש' (U+05E9), 'ל' (U+05DC), 'ו' (U+05D5), 'ם' (U+05DD), which "
        + "stand in the label 'שלום'; the set is Inter (fonts-inter), STIX (fonts-stix) and "
        + "NanumGothic (fonts-nanum)")
  }
}
