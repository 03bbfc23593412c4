import CCairo

/// A page to draw on, in points with the origin at the top left. The only place that knows Cairo.
///
/// Like Cairo's own context, a canvas remembers the first error (an unknown command in a label, a
/// missing glyph, a coordinate that is not finite) and draws nothing more; ``encoded(_:)`` throws
/// it. So drawing code needs no `try`, and no faulty picture is ever written.
///
/// A canvas belongs to one task.
public final class Canvas {
  /// Pixels for each point where nothing else is asked for, and the density to which vector pages
  /// snap their edges, so that every format shows the same picture.
  public static let defaultScale = 2.0

  public let theme: Theme
  /// In points.
  public let size: Size
  public let format: FigureFormat
  /// Pixels for each point; ``defaultScale`` on a vector page.
  public let scale: Double
  /// Units of the file for each point: pixels of a PNG or an SVG, points of a PDF.
  package let magnification: Double

  let surface: Surface
  let context: Context
  let lease: TextEngine.Lease

  /// The first error since the page was made.
  public private(set) var problem: DrawingError?
  /// Every label drawn so far, for tests of the layout.
  package internal(set) var placed: [PlacedText] = []
  /// Where the caller's origin lies on the page.
  private(set) var origin = Point(0, 0)

  var cairo: OpaquePointer { context.pointer }
  var text: TextEngine { lease.engine }

  /// An empty page in the theme's background colour.
  ///
  /// - Parameter scale: pixels of a PNG or an SVG, points of a PDF, for each point of the page;
  ///   without it 2 for a PNG and 1 for the others.
  /// - Throws: `.tooLarge`, `.missingFont`, `.cairo`.
  public convenience init(
    size: Size, format: FigureFormat = .png, scale: Double? = nil, theme: Theme = .light
  ) throws(DrawingError) {
    try self.init(
      size: size, format: format, scale: scale, theme: theme, lease: TextEngine.Lease())
  }

  /// A page that measures and sets text with the fonts another canvas has loaded.
  package convenience init(
    size: Size, format: FigureFormat, scale: Double?, theme: Theme, fontsOf ruler: Canvas
  ) throws(DrawingError) {
    try self.init(size: size, format: format, scale: scale, theme: theme, lease: ruler.lease)
  }

  private init(
    size: Size, format: FigureFormat, scale: Double?, theme: Theme, lease: TextEngine.Lease
  ) throws(DrawingError) {
    self.lease = lease
    self.size = size
    self.format = format
    self.theme = theme
    let magnification = scale ?? Self.defaultScale(of: format)
    self.magnification = magnification
    self.scale = format.isVector ? Self.defaultScale : magnification
    let (width, height) = (size.width * magnification, size.height * magnification)
    let drawn: Double
    switch format {
    case .png:
      surface = try Surface(width: width.rounded(), height: height.rounded())
      drawn = magnification
    case .pdf:
      try Surface.check(width, height)
      surface = try Surface(.pdf, width: width, height: height)
      drawn = magnification
    case .svg:
      // The size in pixels stands in the header only; the page itself must fit too.
      try Surface.check(width, height)
      try Surface.check(size.width, size.height)
      drawn = SVGDocument.fineness
      surface = try Surface(.svg, width: size.width * drawn, height: size.height * drawn)
    }
    context = try Context(on: surface)
    cairo_scale(context.pointer, drawn, drawn)
    set(theme.background)
    cairo_paint(context.pointer)
  }

  private static func defaultScale(of format: FigureFormat) -> Double {
    format.isVector ? 1 : defaultScale
  }

  /// Keeps the first error only: later ones follow from it.
  func fail(_ error: DrawingError) {
    if problem == nil { problem = error }
  }

  /// False, and remembered, when a coordinate is not finite: Cairo would draw nothing and say so
  /// nowhere.
  func accepts(_ values: Double..., what: @autoclosure () -> String) -> Bool {
    if problem != nil { return false }
    for value in values where !value.isFinite {
      fail(.notFinite(what: what()))
      return false
    }
    return true
  }

  func set(_ color: Color) {
    cairo_set_source_rgba(context.pointer, color.red, color.green, color.blue, color.alpha)
  }

  /// Draws with the origin moved by (`dx`, `dy`).
  public func shifted(_ dx: Double, _ dy: Double, _ body: () -> Void) {
    guard accepts(dx, dy, what: "a shift") else { return }
    let before = origin
    cairo_save(cairo)
    cairo_translate(cairo, dx, dy)
    origin = Point(before.x + dx, before.y + dy)
    body()
    origin = before
    cairo_restore(cairo)
  }

  /// Draws only what falls inside `rect`.
  public func clipped(to rect: Rect, _ body: () -> Void) {
    guard accepts(rect.x, rect.y, rect.width, rect.height, what: "a clip") else { return }
    cairo_save(cairo)
    cairo_rectangle(cairo, rect.x, rect.y, rect.width, rect.height)
    cairo_clip(cairo)
    body()
    cairo_restore(cairo)
  }
}
