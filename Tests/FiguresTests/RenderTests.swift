import Figures
import Foundation
import Testing

@Suite struct RenderTests {
  let figure = Heatmap(title: "States $h_t$", values: [[0.5, -0.25]])

  @Test func thePictureSaysWhatItIsAndWhereItComesFrom() throws {
    let rendered = try figure.render(metadata: FigureMetadata(source: "lesson 7, seed 5"))
    let image = try PNG.decode(rendered.png)
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
    #expect(try PNG.decode(light.png)[0, 0].bytes == Theme.light.background.bytes)
    #expect(try PNG.decode(dark.png)[0, 0].bytes == Theme.dark.background.bytes)
    #expect(try PNG.decode(figure.render(scale: 1).png).width == 800)
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
    #expect(
      throws: FigureError.drawing(
        .unknownCommand("\\alhpa", label: "$\\alhpa$", nearest: "\\alpha"))
    ) { _ = try faulty.render() }
  }

  @Test func anUnwritablePathLeavesNothingBehind() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/unrolled-" + UUID().uuidString
    try FileManager.default.createDirectory(
      atPath: folder + "/a.png/inside", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let rendered = try figure.render()
    #expect(throws: FigureError.self) { try rendered.write(to: folder + "/a.png") }
    #expect(throws: FigureError.self) { try rendered.write(to: folder + "/missing/b.png") }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.png"])
    try rendered.write(to: folder + "/b.png")
    #expect(FileManager.default.contents(atPath: folder + "/b.png") == Data(rendered.png))
  }
}
