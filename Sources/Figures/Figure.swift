import Drawing

// What a figure is made of, so that `import Figures` is enough.
public typealias Canvas = Drawing.Canvas
public typealias Color = Drawing.Color
public typealias DrawingError = Drawing.DrawingError
public typealias Label = Drawing.Label
public typealias Point = Drawing.Point
public typealias PNG = Drawing.PNG
public typealias Rect = Drawing.Rect
public typealias Size = Drawing.Size
public typealias TextStyle = Drawing.TextStyle
public typealias Theme = Drawing.Theme

/// A picture as a plain value, made from numbers and labels; it knows nothing of networks.
///
/// ```swift
/// let figure = Heatmap(
///   title: "Hidden states of $h_t$", values: [[0.5, -0.2, 0.9], [0.1, 0.4, -0.7]],
///   rowTitle: "unit", columnTitle: "time step $t$")
/// try figure.render().write(to: "states.png")
/// ```
public protocol Figure: Sendable {
  var title: Label { get }
  var subtitle: Label? { get }
  /// In points, with one line of title and one of subtitle; the page grows when they need more.
  var size: Size { get }

  /// Asks whether numbers and labels fit together.
  func validate() throws(FigureError)

  /// Draws everything but title and subtitle, and says where each time step stands.
  func draw(on canvas: Canvas) -> [FigureRegion]
}

/// Where a time step stands on the page, in points from the top left.
public struct FigureRegion: Sendable, Hashable {
  /// Counted from 1.
  public var step: Int
  public var rect: Rect

  public init(step: Int, rect: Rect) {
    self.step = step
    self.rect = rect
  }
}

/// What a picture's file says of itself.
public struct FigureMetadata: Sendable, Hashable {
  /// Where the numbers come from, for example `"lesson 7, seed 5"`; nil leaves it out.
  public var source: String?
  public var software: String

  public init(source: String? = nil, software: String = "Unrolled") {
    self.source = source
    self.software = software
  }
}

/// A figure as a PNG file in memory.
public struct RenderedFigure: Sendable, Equatable {
  public let png: [UInt8]
  /// In points; the picture has `scale` pixels for each.
  public let width: Double
  public let height: Double
  public let scale: Double
  public let regions: [FigureRegion]

  /// Writes the PNG whole or not at all: an old file stays when anything fails.
  public func write(to path: String) throws(FigureError) {
    do throws(DrawingError) { try AtomicFile.write(png, to: path) } catch {
      throw .drawing(error)
    }
  }
}

extension Figure {
  public var size: Size { Size(Page.width, Page.height) }

  /// The picture as a PNG. Two renders of one figure give the same bytes.
  ///
  /// - Parameter scale: pixels for each point.
  /// - Throws: `.invalidData` from ``validate()``, `.drawing` for fonts, labels and sizes.
  public func render(
    theme: Theme = .light, scale: Double = 2, metadata: FigureMetadata = FigureMetadata()
  ) throws(FigureError) -> RenderedFigure {
    try validate()
    do throws(DrawingError) {
      let (canvas, regions) = try drawn(theme: theme, scale: scale)
      var texts = [PNG.Text("Title", title.source), PNG.Text("Software", metadata.software)]
      if let source = metadata.source { texts.append(PNG.Text("Source", source)) }
      return RenderedFigure(
        png: try canvas.png(metadata: texts), width: canvas.size.width,
        height: canvas.size.height, scale: scale, regions: regions)
    } catch {
      throw .drawing(error)
    }
  }

  /// The canvas with everything on it, for ``render(theme:scale:metadata:)`` and for tests.
  package func drawn(
    theme: Theme, scale: Double = 2
  ) throws(DrawingError) -> (Canvas, [FigureRegion]) {
    let ruler = try Canvas(size: Size(1, 1), scale: 1, theme: theme)
    let header = try Header(title: title, subtitle: subtitle, width: size.width, ruler: ruler)
    let canvas = try Canvas(
      size: Size(size.width, size.height + header.extraHeight), scale: scale, theme: theme,
      fontsOf: ruler)
    header.draw(on: canvas)
    var regions: [FigureRegion] = []
    canvas.shifted(0, header.extraHeight) { regions = draw(on: canvas) }
    for index in regions.indices { regions[index].rect.y += header.extraHeight }
    return (canvas, regions)
  }
}
