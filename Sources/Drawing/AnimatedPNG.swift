/// A PNG with several frames (APNG): of each frame after the first only the rectangle that differs
/// from the frame before is stored. A viewer that knows nothing of it shows the first frame.
///
/// Memory: the pixels of one frame, and the file so far.
public struct AnimatedPNG {
  /// What a frame may last, in seconds.
  public static let seconds = 0.01...655.35

  private let info: PictureInfo
  private let loops: Int
  /// The first frame as a file of its own, in chunks.
  private var head: [UInt8] = []
  private var body: [UInt8] = []
  private var sequence: UInt32 = 0
  private var previous: [UInt32] = []
  private var width = 0
  private var height = 0

  /// How many frames it has so far.
  public private(set) var count = 0

  /// - Parameter loops: how often the frames are shown; 0 is without end.
  public init(info: PictureInfo, loops: Int = 0) {
    precondition(loops >= 0, "loops is \(loops); it must be 0 (without end) or more")
    self.info = info
    self.loops = loops
  }

  /// Adds what stands on the canvas.
  ///
  /// - Throws: `.frame` for a time outside ``seconds`` or another size than the first frame's; the
  ///   first error of any drawing call.
  public mutating func append(_ canvas: Canvas, seconds: Double) throws(DrawingError) {
    guard Self.seconds.contains(seconds) else {
      throw .frame(
        index: count + 1,
        reason: "it lasts \(seconds) s; a frame lasts \(Self.seconds.lowerBound) to "
          + "\(Self.seconds.upperBound) s")
    }
    let pixels = try canvas.pixels()
    if count == 0 {
      (width, height) = (pixels.width, pixels.height)
      previous = [UInt32](repeating: 0, count: width * height)
      let area = PixelArea(x: 0, y: 0, width: width, height: height)
      _ = keep(pixels)
      let file = try PNG.encode(pixels, pixelsPerPoint: canvas.scale, texts: info.texts)
      let chunks = try PNG.chunks(of: file)
      for chunk in chunks where chunk.name != "IDAT" && chunk.name != "IEND" {
        head += file[chunk.content.lowerBound - 8..<chunk.content.upperBound + 4]
      }
      try control(area, seconds)
      for chunk in chunks where chunk.name == "IDAT" {
        body += file[chunk.content.lowerBound - 8..<chunk.content.upperBound + 4]
      }
    } else {
      guard pixels.width == width, pixels.height == height else {
        throw .frame(
          index: count + 1,
          reason: "it has \(pixels.width) x \(pixels.height) pixels, frame 1 \(width) x \(height)")
      }
      let area = keep(pixels)
      let file = try PNG.encode(pixels[area], pixelsPerPoint: canvas.scale)
      try control(area, seconds)
      for chunk in try PNG.chunks(of: file) where chunk.name == "IDAT" {
        body += try PNG.chunk("fdAT", big(nextNumber()) + file[chunk.content])
      }
    }
    count += 1
  }

  /// The whole file.
  ///
  /// - Throws: `.frame` where none was added.
  public func encoded() throws(DrawingError) -> [UInt8] {
    guard count > 0 else {
      throw .frame(index: 1, reason: "it is missing; an animation has at least 1")
    }
    let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    let control = try PNG.chunk("acTL", big(UInt32(count)) + big(UInt32(loops)))
    return signature + head + control + body + (try PNG.chunk("IEND", []))
  }

  /// fcTL: which rectangle the next data replace, and for how long; the frame stays (dispose 0) and
  /// nothing shows through it (blend 0).
  private mutating func control(_ area: PixelArea, _ seconds: Double) throws(DrawingError) {
    let perSecond = seconds * 1000 <= 65_535 ? 1000.0 : 100
    let content =
      big(nextNumber()) + big(UInt32(area.width)) + big(UInt32(area.height))
      + big(UInt32(area.x)) + big(UInt32(area.y))
      + big(UInt16((seconds * perSecond).rounded())) + big(UInt16(perSecond)) + [0, 0]
    body += try PNG.chunk("fcTL", content)
  }

  private mutating func nextNumber() -> UInt32 {
    defer { sequence += 1 }
    return sequence
  }

  private func big<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian, Array.init)
  }

  /// Remembers the frame; says which rectangle of it is new, one pixel where nothing is.
  private mutating func keep(_ pixels: PixelRows) -> PixelArea {
    var (left, right, top, bottom) = (width, 0, height, 0)
    for y in 0..<height {
      let row = UnsafeRawPointer(pixels.start + y * pixels.stride)
      for x in 0..<width {
        let pixel = row.load(fromByteOffset: x * 4, as: UInt32.self) & 0xFF_FFFF
        if pixel == previous[y * width + x] { continue }
        previous[y * width + x] = pixel
        left = min(left, x)
        right = max(right, x + 1)
        top = min(top, y)
        bottom = y + 1
      }
    }
    if bottom == 0 { return PixelArea(x: 0, y: 0, width: 1, height: 1) }
    return PixelArea(x: left, y: top, width: right - left, height: bottom - top)
  }
}
