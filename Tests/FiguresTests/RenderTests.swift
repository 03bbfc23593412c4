import Figures
import Foundation
import Testing

@Suite struct RenderTests {
  let figure = Heatmap(title: "States $h_t$", values: [[0.5, -0.25]])

  /// A folder that is removed after the body.
  func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/unrolled-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  @Test func thePictureSaysWhatItIsAndWhereItComesFrom() throws {
    let rendered = try figure.render(metadata: FigureMetadata(source: "lesson 7, seed 5"))
    #expect(rendered.format == .png)
    let image = try PNG.decode(rendered.bytes)
    #expect(
      image.texts == [
        PNG.Text("Title", "States $h_t$"), PNG.Text("Software", "Unrolled"),
        PNG.Text("Source", "lesson 7, seed 5"),
      ])
    #expect(image.width == Int(rendered.width * 2) && image.height == Int(rendered.height * 2))
    #expect(image.pixelsPerMetre == 5669)
    #expect(!image.chunks.contains("tIME"))
  }

  @Test func themesDifferAndScaleMultiplies() throws {
    let (light, dark) = (try figure.render(theme: .light), try figure.render(theme: .dark))
    #expect(try PNG.decode(light.bytes)[0, 0].bytes == Theme.light.background.bytes)
    #expect(try PNG.decode(dark.bytes)[0, 0].bytes == Theme.dark.background.bytes)
    #expect(try PNG.decode(figure.render(scale: 1).bytes).width == 800)
  }

  @Test(arguments: [2, 333, 800, 1601, 4000])
  func theWidthIsThatManyPixels(width: Int) throws {
    let rendered = try figure.render(width: width)
    let image = try PNG.decode(rendered.bytes)
    #expect(image.width == width)
    #expect(abs(Double(image.height) - Double(width) * rendered.height / rendered.width) <= 0.5)
    #expect(rendered.scale == Double(width) / 800)
  }

  @Test func theWidthOfVectorsIsInTheirHeader() throws {
    let page = try figure.render(as: .svg, width: 1200)
    let svg = String(decoding: page.bytes, as: UTF8.self)
    #expect(svg.contains("width=\"1200\" height=\"\(Int(page.height * 1.5))"))
    #expect(svg.contains("viewBox=\"0 0 3200 \(Int(page.height * 4))"))
    let pdf = try figure.render(as: .pdf, width: 400).bytes
    #expect(
      String(decoding: pdf, as: Unicode.ASCII.self).contains("/MediaBox [ 0 0 400 "))
  }

  @Test(arguments: FigureFormat.allCases)
  func aWidthBeyondTheLimitIsRefusedWithTheLimit(format: FigureFormat) {
    for width in [32_768, 0, -5, .max] {
      #expect {
        _ = try figure.render(as: format, width: width)
      } throws: { error in
        "\(error)".contains("a side may have 1 to 32767 pixels")
      }
    }
  }

  @Test func aScaleBeyondTheLimitIsRefused() {
    #expect {
      _ = try figure.render(scale: 100)
    } throws: { error in
      "\(error)".contains("32767")
    }
  }

  @Test func aFaultyLabelStopsTheRender() {
    let faulty = Heatmap(title: "$\\alhpa$", values: [[1]])
    for format in FigureFormat.allCases {
      #expect(
        throws: FigureError.drawing(
          .unknownCommand("\\alhpa", label: "$\\alhpa$", nearest: "\\alpha"))
      ) { _ = try faulty.render(as: format) }
    }
  }

  @Test(arguments: Samples.all)
  func everyFigureIsTheSamePageInEveryFormat(sample: Samples.Named) async throws {
    let png = try sample.figure.render()
    for format in [FigureFormat.svg, .pdf] {
      let first = try sample.figure.render(as: format, theme: .dark)
      async let second = sample.figure.render(as: format, theme: .dark)
      async let third = sample.figure.render(as: format, theme: .dark)
      let others = try await [second, third]
      #expect(others == [first, first], "\(format)")
      #expect(first.format == format)
      #expect(first.width == png.width && first.height == png.height)
      #expect(first.regions == png.regions)
      #expect(first.bytes.count > 1000)
    }
  }

  // MARK: - Files

  @Test func theExtensionPicksTheFormat() throws {
    try withFolder { folder in
      for (name, start) in [("a.png", "\u{89}PNG"), ("b.svg", "<?xml"), ("c.PDF", "%PDF-")] {
        try figure.write(to: folder + "/" + name)
        let data = try #require(FileManager.default.contents(atPath: folder + "/" + name))
        let bytes = try figure.render(as: FigureFormat(path: name)).bytes
        #expect(Array(data) == bytes)
        #expect(
          data.starts(with: start.unicodeScalars.map { UInt8($0.value) }), "\(name)")
      }
      try figure.write(to: folder + "/d.png", width: 100)
      let data = try #require(FileManager.default.contents(atPath: folder + "/d.png"))
      #expect(try PNG.decode(Array(data)).width == 100)
    }
  }

  @Test func anotherExtensionIsRefusedAndNothingIsWritten() throws {
    try withFolder { folder in
      let path = folder + "/states.jpg"
      #expect {
        try figure.write(to: path)
      } throws: { error in
        "\(error)" == "'\(path)' ends in '.jpg'; a figure's file ends in .png, .svg or .pdf"
      }
      let pdf = try figure.render(as: .pdf)
      #expect {
        try pdf.write(to: folder + "/states.svg")
      } throws: { error in
        "\(error)" == "the figure was rendered as PDF, but '\(folder)/states.svg' has another "
          + "format's extension; end it in .pdf"
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }
  }

  @Test func anUnwritablePathLeavesNothingBehind() throws {
    try withFolder { folder in
      try FileManager.default.createDirectory(
        atPath: folder + "/a.png/inside", withIntermediateDirectories: true)
      let rendered = try figure.render()
      #expect(throws: FigureError.self) { try rendered.write(to: folder + "/a.png") }
      #expect(throws: FigureError.self) { try rendered.write(to: folder + "/missing/b.png") }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.png"])
      try rendered.write(to: folder + "/b.png")
      #expect(FileManager.default.contents(atPath: folder + "/b.png") == Data(rendered.bytes))
    }
  }
}
