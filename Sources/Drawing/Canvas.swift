import CCairo

/// A page to draw on, in points with the origin at the top left. The only place that knows Cairo.
///
/// Like Cairo's own context, a canvas remembers the first error (an unknown command in a label, a
/// missing glyph, a coordinate that is not finite) and draws nothing more; ``png(metadata:)``
/// throws it. So drawing code needs no `try`, and no faulty picture is ever written.
///
/// A canvas belongs to one task.
public final class Canvas {
  public let theme: Theme
  /// In points.
  public let size: Size
  /// Pixels for each point.
  public let scale: Double

  let surface: Surface
  let context: Context
  let text: TextEngine

  /// The first error since the page was made.
  public private(set) var problem: DrawingError?
  /// Every label drawn so far, for tests of the layout.
  package internal(set) var placed: [PlacedText] = []
  /// Where the caller's origin lies on the page.
  private(set) var origin = Point(0, 0)

  var cairo: OpaquePointer { context.pointer }

  /// An empty page in the theme's background colour.
  ///
  /// - Throws: `.tooLarge`, `.missingFont`, `.cairo`.
  public convenience init(
    size: Size, scale: Double = 2, theme: Theme = .light
  ) throws(DrawingError) {
    try self.init(size: size, scale: scale, theme: theme, text: TextEngine())
  }

  /// A page that measures and sets text with the fonts another canvas has loaded.
  package convenience init(
    size: Size, scale: Double, theme: Theme, fontsOf ruler: Canvas
  ) throws(DrawingError) {
    try self.init(size: size, scale: scale, theme: theme, text: ruler.text)
  }

  private init(size: Size, scale: Double, theme: Theme, text: TextEngine) throws(DrawingError) {
    self.text = text
    self.size = size
    self.scale = scale
    self.theme = theme
    surface = try Surface(
      width: (size.width * scale).rounded(), height: (size.height * scale).rounded())
    context = try Context(on: surface)
    cairo_scale(context.pointer, scale, scale)
    set(theme.background)
    cairo_paint(context.pointer)
  }

  /// Keeps the first error only: later ones follow from it.
  func fail(_ error: DrawingError) {
    if problem == nil { problem = error }
  }

  /// False, and remembered, when a coordinate is not finite: Cairo would draw nothing and say so
  /// nowhere.
  func accepts(_ values: Double..., what: String) -> Bool {
    if problem != nil { return false }
    for value in values where !value.isFinite {
      fail(.notFinite(what: what))
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

  /// The picture as a PNG file in memory.
  ///
  /// - Throws: the first error of any drawing call, or what Cairo or libpng report.
  public func png(metadata: [PNG.Text] = []) throws(DrawingError) -> [UInt8] {
    if let problem { throw problem }
    if let problem = cairoProblem(cairo_status(context.pointer)) { throw problem }
    cairo_surface_flush(surface.pointer)
    if let problem = cairoProblem(cairo_surface_status(surface.pointer)) { throw problem }
    guard let rows = cairo_image_surface_get_data(surface.pointer) else {
      throw .cairo(status: "the picture has no pixels")
    }
    return try PNG.encode(
      rows: rows, width: Int(cairo_image_surface_get_width(surface.pointer)),
      height: Int(cairo_image_surface_get_height(surface.pointer)),
      stride: Int(cairo_image_surface_get_stride(surface.pointer)),
      pixelsPerPoint: scale, texts: metadata)
  }
}
