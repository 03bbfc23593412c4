import Drawing

extension Figure {
  /// The picture as a file in memory. Two renders of one figure give the same bytes.
  ///
  /// ```swift
  /// let picture = try figure.render(as: .svg, theme: .dark)
  /// print(picture.bytes.count)
  /// ```
  ///
  /// - Parameter scale: pixels of a PNG or an SVG, points of a PDF, for each point of the page;
  ///   without it 2 for a PNG and 1 for the others.
  /// - Throws: `.invalidData` from ``validate()``, `.drawing` for fonts, labels and sizes.
  public func render(
    as format: FigureFormat = .png, theme: Theme = .light, scale: Double? = nil,
    metadata: FigureMetadata = FigureMetadata()
  ) throws(FigureError) -> RenderedFigure {
    try rendered(as: format, theme: theme, metadata: metadata) { _ in scale }
  }

  /// The picture as a file in memory, `width` pixels wide (points of a PDF); the height follows.
  ///
  /// - Throws: as ``render(as:theme:scale:metadata:)``; `.drawing(.tooLarge)` for a width outside
  ///   1 to 32767.
  public func render(
    as format: FigureFormat = .png, theme: Theme = .light, width: Int,
    metadata: FigureMetadata = FigureMetadata()
  ) throws(FigureError) -> RenderedFigure {
    try rendered(as: format, theme: theme, metadata: metadata) { Double(width) / $0.width }
  }

  /// Renders in the format that the path's extension names (.png, .svg or .pdf) and writes the file
  /// whole or not at all.
  ///
  /// - Throws: as ``render(as:theme:scale:metadata:)``; `.drawing(.unknownFormat)` for another
  ///   extension, before anything is drawn.
  public func write(
    to path: String, theme: Theme = .light, scale: Double? = nil,
    metadata: FigureMetadata = FigureMetadata()
  ) throws(FigureError) {
    let format = try FigureFormat.named(by: path)
    try render(as: format, theme: theme, scale: scale, metadata: metadata).write(to: path)
  }

  /// As ``write(to:theme:scale:metadata:)``, `width` pixels wide (points of a PDF).
  public func write(
    to path: String, theme: Theme = .light, width: Int,
    metadata: FigureMetadata = FigureMetadata()
  ) throws(FigureError) {
    let format = try FigureFormat.named(by: path)
    try render(as: format, theme: theme, width: width, metadata: metadata).write(to: path)
  }

  private func rendered(
    as format: FigureFormat, theme: Theme, metadata: FigureMetadata, scale: (Size) -> Double?
  ) throws(FigureError) -> RenderedFigure {
    try validate()
    do throws(DrawingError) {
      let (canvas, regions) = try drawn(as: format, theme: theme, scale: scale)
      return RenderedFigure(
        format: format, bytes: try canvas.encoded(metadata.info(title: title)),
        width: canvas.size.width, height: canvas.size.height, scale: canvas.magnification,
        regions: regions)
    } catch {
      throw .drawing(error)
    }
  }
}

extension FigureFormat {
  static func named(by path: String) throws(FigureError) -> FigureFormat {
    do throws(DrawingError) { return try FigureFormat(path: path) } catch {
      throw .drawing(error)
    }
  }
}
