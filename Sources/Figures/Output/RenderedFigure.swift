import Drawing

/// What a picture's file says of itself.
public struct FigureMetadata: Sendable, Hashable {
  /// Where the numbers come from, for example `"lesson 7, seed 5"`; nil leaves it out.
  public var source: String?
  public var software: String

  public init(source: String? = nil, software: String = "Unrolled") {
    self.source = source
    self.software = software
  }

  func info(title: Label) -> PictureInfo {
    PictureInfo(title: title.source, software: software, source: source)
  }
}

/// A figure as a file in memory.
public struct RenderedFigure: Sendable, Equatable {
  public let format: FigureFormat
  /// The whole file.
  public let bytes: [UInt8]
  /// In points.
  public let width: Double
  public let height: Double
  /// Pixels of a PNG or an SVG, points of a PDF, for each point of the page.
  public let scale: Double
  public let regions: [FigureRegion]

  /// Writes the file whole or not at all: an old file stays when anything fails.
  ///
  /// - Throws: `.drawing(.otherFormat)` when the path's extension is another format's,
  ///   `.drawing(.write)` from the file system.
  public func write(to path: String) throws(FigureError) {
    do throws(DrawingError) {
      if let named = try? FigureFormat(path: path), named != format {
        throw DrawingError.otherFormat(path: path, format: format)
      }
      try AtomicFile.write(bytes, to: path)
    } catch {
      throw .drawing(error)
    }
  }
}
