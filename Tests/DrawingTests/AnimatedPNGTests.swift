import Drawing
import Testing

/// A decoder of animated PNG that shares nothing with the encoder but the still pictures' decoder.
struct AnimationReader {
  struct Frame {
    var width = 0
    var height = 0
    var x = 0
    var y = 0
    var seconds = 0.0
    var dispose: UInt8 = 0
    var blend: UInt8 = 0
    var data: [UInt8] = []
  }

  private(set) var frames: [Frame] = []
  private(set) var declared = 0
  private(set) var loops = 0
  private(set) var sequence: [Int] = []
  private(set) var names: [String] = []
  private var header: [UInt8] = []

  init(_ bytes: [UInt8]) throws {
    func number(_ at: Int, _ count: Int = 4) -> Int {
      bytes[at..<at + count].reduce(0) { $0 << 8 | Int($1) }
    }
    var at = 8
    while at < bytes.count {
      let (length, content) = (number(at), at + 8)
      let name = String(decoding: bytes[at + 4..<at + 8], as: UTF8.self)
      let data = Array(bytes[content..<content + length])
      try #require(number(content + length) == Int(Self.checksum(bytes[at + 4..<content + length])))
      names.append(name)
      switch name {
      case "IHDR": header = data
      case "acTL": (declared, loops) = (number(content), number(content + 4))
      case "fcTL":
        sequence.append(number(content))
        var frame = Frame()
        frame.width = number(content + 4)
        frame.height = number(content + 8)
        (frame.x, frame.y) = (number(content + 12), number(content + 16))
        frame.seconds = Double(number(content + 20, 2)) / Double(number(content + 22, 2))
        (frame.dispose, frame.blend) = (data[24], data[25])
        frames.append(frame)
      case "IDAT": frames[0].data += data
      case "fdAT":
        sequence.append(number(content))
        frames[frames.count - 1].data += data.dropFirst(4)
      default: break
      }
      at = content + length + 4
    }
  }

  /// Every frame as it stands on the screen.
  func pictures() throws -> [[UInt8]] {
    var screen: [UInt8] = []
    let width = frames[0].width
    return try frames.map { frame in
      let part = try PNG.decode(file(of: frame))
      try #require(part.width == frame.width && part.height == frame.height)
      if screen.isEmpty { screen = part.pixels }
      for row in 0..<frame.height {
        let target = ((row + frame.y) * width + frame.x) * 4
        let source = row * frame.width * 4
        screen.replaceSubrange(
          target..<target + frame.width * 4, with: part.pixels[source..<source + frame.width * 4])
      }
      return screen
    }
  }

  /// A still picture of the frame's own rectangle.
  private func file(of frame: Frame) -> [UInt8] {
    func big(_ number: Int) -> [UInt8] {
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
    func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
      let content = Array(name.utf8) + data
      return big(data.count) + content + big(Int(Self.checksum(content[...])))
    }
    let size = big(frame.width) + big(frame.height)
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      + chunk("IHDR", size + header.dropFirst(8)) + chunk("IDAT", frame.data) + chunk("IEND", [])
  }

  /// CRC-32 as PNG has it.
  static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var value: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      value ^= UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }
    return ~value
  }
}

@Suite struct AnimatedPNGTests {
  static let info = PictureInfo(title: "a ball", source: "test")

  /// A ball that moves over a fixed line; frames 2 and 3 are equal.
  func canvas(_ index: Int, size: Size = Size(60, 30)) throws -> Canvas {
    let canvas = try Canvas(size: size)
    canvas.line(Point(0, 25), Point(60, 25), Color(hex: 0x333333))
    let place = index == 3 ? 2 : index
    canvas.circle(Point(5 + 9 * Double(place), 12), radius: 4.3, fill: Color(hex: 0xC24A00))
    return canvas
  }

  @Test func everyFrameIsThePictureDrawnAlone() throws {
    var animation = AnimatedPNG(info: Self.info, loops: 3)
    let times = [0.5, 0.04, 1, 70.25, 2.5]
    for index in 0..<5 { try animation.append(canvas(index), seconds: times[index]) }
    let bytes = try animation.encoded()
    let read = try AnimationReader(bytes)
    #expect(read.declared == 5 && read.frames.count == 5 && read.loops == 3)
    #expect(read.sequence == Array(0..<9))
    #expect(read.frames.map(\.seconds) == times)
    #expect(read.frames.allSatisfy { $0.dispose == 0 && $0.blend == 0 })
    let pictures = try read.pictures()
    for index in 0..<5 {
      let alone = try PNG.decode(canvas(index).png())
      #expect(pictures[index] == alone.pixels, "frame \(index + 1)")
    }
    // An old viewer shows the first frame.
    #expect(try PNG.decode(bytes).pixels == pictures[0])
  }

  @Test func onlyTheChangedRectangleIsStored() throws {
    var animation = AnimatedPNG(info: Self.info)
    for index in 0..<4 { try animation.append(canvas(index), seconds: 0.1) }
    let frames = try AnimationReader(animation.encoded()).frames
    #expect(frames[0].width == 120 && frames[0].height == 60)
    // From the left of the old ball to the right of the new one: 2 x (9 + 2 x 4.3) pixels and the
    // soft edges.
    #expect((35...38).contains(frames[1].width) && (17...20).contains(frames[1].height))
    #expect(frames[3].width == 1 && frames[3].height == 1)
  }

  @Test func theChunksStandInTheOrderOfTheStandard() throws {
    var animation = AnimatedPNG(info: Self.info)
    for index in 0..<2 { try animation.append(canvas(index), seconds: 0.1) }
    let bytes = try animation.encoded()
    #expect(
      try AnimationReader(bytes).names == [
        "IHDR", "sRGB", "pHYs", "iTXt", "iTXt", "iTXt", "acTL", "fcTL", "IDAT", "fcTL", "fdAT",
        "IEND",
      ])
    let image = try PNG.decode(bytes)
    #expect(image.pixelsPerMetre == 5669)
    #expect(
      image.texts == [
        PNG.Text("Title", "a ball"), PNG.Text("Software", "Unrolled"), PNG.Text("Source", "test"),
      ])
  }

  @Test func twoEncodingsAreTheSameBytes() throws {
    let files = try (0..<2).map { _ in
      var animation = AnimatedPNG(info: Self.info)
      for index in 0..<3 { try animation.append(canvas(index), seconds: 0.1) }
      return try animation.encoded()
    }
    #expect(files[0] == files[1])
  }

  @Test(arguments: [
    (0.0, "frame 2: it lasts 0.0 s; a frame lasts 0.01 to 655.35 s"),
    (700, "frame 2: it lasts 700.0 s; a frame lasts 0.01 to 655.35 s"),
    (.nan, "frame 2: it lasts nan s; a frame lasts 0.01 to 655.35 s"),
  ])
  func aTimeThatNoFileCanHoldIsRefused(seconds: Double, text: String) throws {
    var animation = AnimatedPNG(info: Self.info)
    try animation.append(canvas(0), seconds: 0.01)
    do {
      try animation.append(canvas(1), seconds: seconds)
      Issue.record("no error")
    } catch {
      #expect("\(error)" == text)
    }
    #expect(animation.count == 1)
  }

  @Test func aFrameOfAnotherSizeAndNoFrameAreRefused() throws {
    var animation = AnimatedPNG(info: Self.info)
    #expect(
      throws: DrawingError.frame(index: 1, reason: "it is missing; an animation has at least 1")
    ) { _ = try animation.encoded() }
    try animation.append(canvas(0), seconds: 1)
    let other = try canvas(1, size: Size(60, 31))
    #expect(
      throws: DrawingError.frame(index: 2, reason: "it has 120 x 62 pixels, frame 1 120 x 60")
    ) { try animation.append(other, seconds: 1) }
  }
}
