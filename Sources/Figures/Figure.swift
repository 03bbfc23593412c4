import Drawing

// What a figure is made of, so that `import Figures` is enough.
public typealias Canvas = Drawing.Canvas
public typealias Color = Drawing.Color
public typealias DrawingError = Drawing.DrawingError
public typealias FigureFormat = Drawing.FigureFormat
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
/// try figure.write(to: "states.pdf")
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

extension Figure {
  public var size: Size { Size(Page.width, Page.height) }

  /// The canvas with everything on it, for ``render(as:theme:scale:metadata:)`` and for tests.
  package func drawn(
    as format: FigureFormat = .png, theme: Theme, scale: Double? = nil
  ) throws(DrawingError) -> (Canvas, [FigureRegion]) {
    try drawn(as: format, theme: theme) { _ in scale }
  }

  /// As above, with a scale that depends on the page's size in points.
  func drawn(
    as format: FigureFormat, theme: Theme, scale: (Size) -> Double?
  ) throws(DrawingError) -> (Canvas, [FigureRegion]) {
    // Some layouts look at all of their data for it.
    let size = size
    let ruler = try Canvas(size: Size(1, 1), scale: 1, theme: theme)
    let header = try Header(title: title, subtitle: subtitle, width: size.width, ruler: ruler)
    let page = Size(size.width, size.height + header.extraHeight)
    let canvas = try Canvas(
      size: page, format: format, scale: scale(page), theme: theme, fontsOf: ruler)
    header.draw(on: canvas)
    var regions: [FigureRegion] = []
    canvas.shifted(0, header.extraHeight) { regions = draw(on: canvas) }
    for index in regions.indices { regions[index].rect.y += header.extraHeight }
    return (canvas, regions)
  }
}
