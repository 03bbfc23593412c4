import Drawing

/// Figures shown one after the other, as an animated PNG.
///
/// ```swift
/// let animation = FigureAnimation(frames: [(first, 1.0), (second, 2.5)])
/// try animation.write(to: "steps.png")
/// ```
///
/// Browsers play it; a viewer that knows nothing of animated PNG shows the first frame.
public struct FigureAnimation: Sendable {
  /// Each figure with the seconds it stands, 0.01 to 655.35. Their pages have one size.
  public var frames: [(figure: any Figure, seconds: Double)]
  /// How often the frames are shown; 0 is without end.
  public var loops: Int

  public init(frames: [(figure: any Figure, seconds: Double)], loops: Int = 0) {
    self.frames = frames
    self.loops = loops
  }

  /// Asks whether there are frames, and whether each can be drawn.
  ///
  /// - Throws: `.invalidData` of the animation or of the first figure that is not valid.
  public func validate() throws(FigureError) {
    func refuse(_ reason: String) -> FigureError {
      .invalidData(figure: "FigureAnimation", reason: reason)
    }
    guard !frames.isEmpty else { throw refuse("no frames were given; at least 1 is needed") }
    guard (0...Int(Int32.max)).contains(loops) else {
      throw refuse("loops is \(loops); it must be 0 (without end) to \(Int32.max)")
    }
    for (index, frame) in frames.enumerated() {
      guard AnimatedPNG.seconds.contains(frame.seconds) else {
        throw refuse(
          "frame \(index + 1) lasts \(frame.seconds) s; a frame lasts "
            + "\(AnimatedPNG.seconds.lowerBound) to \(AnimatedPNG.seconds.upperBound) s")
      }
      try frame.figure.validate()
    }
  }

  /// The animation as a PNG file in memory, with the regions and the title of its first frame.
  ///
  /// Holds the pixels of two frames at a time: the one that is drawn and the one before.
  ///
  /// - Parameter scale: pixels for each point.
  /// - Throws: `.invalidData` from ``validate()`` and for pages of different sizes, `.drawing` for
  ///   fonts, labels and sizes.
  public func render(
    theme: Theme = .light, scale: Double? = nil, metadata: FigureMetadata = FigureMetadata()
  ) throws(FigureError) -> RenderedFigure {
    try rendered(theme, metadata) { _ in scale }
  }

  /// The animation `width` pixels wide.
  ///
  /// - Throws: as ``render(theme:scale:metadata:)``; `.drawing(.tooLarge)` for a width outside 1 to
  ///   32767.
  public func render(
    theme: Theme = .light, width: Int, metadata: FigureMetadata = FigureMetadata()
  ) throws(FigureError) -> RenderedFigure {
    try rendered(theme, metadata) { Double(width) / $0.width }
  }

  /// Writes the animation whole or not at all.
  ///
  /// - Throws: as ``render(theme:scale:metadata:)``; `.drawing` for an extension other than .png.
  public func write(
    to path: String, theme: Theme = .light, scale: Double? = nil,
    metadata: FigureMetadata = FigureMetadata()
  ) throws(FigureError) {
    if try FigureFormat.named(by: path) != .png {
      throw .drawing(.otherFormat(path: path, format: .png))
    }
    try render(theme: theme, scale: scale, metadata: metadata).write(to: path)
  }

  private func rendered(
    _ theme: Theme, _ metadata: FigureMetadata, scale: (Size) -> Double?
  ) throws(FigureError) -> RenderedFigure {
    try validate()
    var file = AnimatedPNG(info: metadata.info(title: frames[0].figure.title), loops: loops)
    var first: (size: Size, scale: Double, regions: [FigureRegion])?
    do throws(DrawingError) {
      for frame in frames {
        let (canvas, regions) = try frame.figure.drawn(as: .png, theme: theme, scale: scale)
        if first == nil { first = (canvas.size, canvas.scale, regions) }
        try file.append(canvas, seconds: frame.seconds)
      }
      guard let first else { throw .frame(index: 1, reason: "it is missing") }
      return RenderedFigure(
        format: .png, bytes: try file.encoded(), width: first.size.width,
        height: first.size.height, scale: first.scale, regions: first.regions)
    } catch {
      throw .drawing(error)
    }
  }
}
