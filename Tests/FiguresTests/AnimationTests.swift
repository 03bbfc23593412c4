import Figures
import Foundation
import Testing

@Suite struct AnimationTests {
  /// A state that fills up step by step; the page stays as it is.
  func figure(_ step: Int) -> Heatmap {
    let values: [Double?] = (0..<6).map { $0 < step ? sin(Double($0)) : nil }
    return Heatmap(
      title: "States $h_t$", subtitle: "until step \(step)", values: [values],
      scale: .signed(limit: 1))
  }

  func animation() -> FigureAnimation {
    FigureAnimation(frames: (1...6).map { (figure($0), $0 == 6 ? 2.5 : 0.8) }, loops: 2)
  }

  /// The chunks' names, and the bytes of each kind.
  func chunks(_ bytes: [UInt8]) -> [(name: String, content: [UInt8])] {
    var found: [(String, [UInt8])] = []
    var at = 8
    while at < bytes.count {
      let length = bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
      let name = String(decoding: bytes[at + 4..<at + 8], as: UTF8.self)
      found.append((name, Array(bytes[at + 8..<at + 8 + length])))
      at += 12 + length
    }
    return found
  }

  @Test func anAnimationStartsAsItsFirstFigureAndHasItsRegions() throws {
    let rendered = try animation().render(theme: .dark, metadata: FigureMetadata(source: "test"))
    let first = try figure(1).render(theme: .dark, metadata: FigureMetadata(source: "test"))
    let (image, still) = (try PNG.decode(rendered.bytes), try PNG.decode(first.bytes))
    #expect(image.pixels == still.pixels && image.texts == still.texts)
    #expect(rendered.regions == first.regions && rendered.width == first.width)
    #expect(image.chunks.count { $0 == "fcTL" } == 6 && image.chunks.count { $0 == "fdAT" } == 5)
    let control = try #require(chunks(rendered.bytes).first { $0.name == "acTL" })
    #expect(control.content == [0, 0, 0, 6, 0, 0, 0, 2])
    let times = chunks(rendered.bytes).filter { $0.name == "fcTL" }.map {
      Int($0.content[20]) << 8 | Int($0.content[21])
    }
    #expect(times == [800, 800, 800, 800, 800, 2500])
  }

  @Test func aFrameCostsLittleMoreThanWhatChanges() throws {
    let animation = animation()
    let whole = try animation.render().bytes.count
    let alone = try animation.frames.map { try $0.figure.render().bytes.count }
    #expect(whole < alone[0] + alone.dropFirst().reduce(0, +) / 3)
  }

  @Test func anAnimationIsWrittenAsPNGOnly() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/unrolled-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(
      throws: FigureError.drawing(.otherFormat(path: folder + "/a.svg", format: .png))
    ) { try animation().write(to: folder + "/a.svg") }
    try animation().write(to: folder + "/a.png", scale: 1)
    #expect(
      FileManager.default.contents(atPath: folder + "/a.png")
        == Data(try animation().render(scale: 1).bytes))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.png"])
    #expect(try PNG.decode(animation().render(width: 300).bytes).width == 300)
  }

  @Test func whatCannotBeAnAnimationIsRefusedInOneLine() {
    func text(_ animation: FigureAnimation) -> String {
      do {
        _ = try animation.render()
        return "no error"
      } catch {
        return error.description
      }
    }
    #expect(
      text(FigureAnimation(frames: []))
        == "FigureAnimation: no frames were given; at least 1 is needed")
    #expect(
      text(FigureAnimation(frames: [(figure(1), 1), (figure(2), 0)]))
        == "FigureAnimation: frame 2 lasts 0.0 s; a frame lasts 0.01 to 655.35 s")
    #expect(
      text(FigureAnimation(frames: [(figure(1), 1)], loops: -1))
        == "FigureAnimation: loops is -1; it must be 0 (without end) to 2147483647")
    var tall = figure(2)
    tall.subtitle = nil
    let message = text(FigureAnimation(frames: [(figure(1), 1), (tall, 1)]))
    #expect(message.hasPrefix("frame 2: it has 1600 x "))
    #expect(
      text(FigureAnimation(frames: [(figure(1), 1), (Heatmap(title: "e", values: []), 1)]))
        == "Heatmap: no values were given; at least 1 x 1 is needed")
  }
}
