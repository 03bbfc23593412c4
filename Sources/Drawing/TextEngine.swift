import CCairo
import CPango
import Foundation

/// Pango with the pinned fonts, and what it has shaped so far.
///
/// An engine serves one task at a time: Pango's font maps are not shared. It measures on a page of
/// its own, never on the caller's, so that what it answers does not depend on what it drew before.
final class TextEngine {
  private let map: GObjectHandle
  private let handle: GObjectHandle
  private var runs: [TextRun: ShapedRun] = [:]
  private var boxes: [LabelKey: LabelBox] = [:]
  private var fonts: [UnsafeMutablePointer<PangoFont>: DrawnFont] = [:]

  private struct LabelKey: Hashable {
    var label: Label
    var style: TextStyle
  }

  private var context: OpaquePointer { OpaquePointer(handle.raw) }

  init() throws(DrawingError) {
    let fonts = try FontSet.shared.get()
    guard let made = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT) else {
      throw .cairo(status: "Cairo was built without its FreeType backend")
    }
    map = GObjectHandle(owning: UnsafeMutableRawPointer(made))
    let fontMap = OpaquePointer(map.raw)
    pango_cairo_font_map_set_resolution(fontMap, 72)
    pango_fc_font_map_set_config(OpaquePointer(map.raw), fonts.configuration)
    guard let context = pango_font_map_create_context(made) else {
      throw .cairo(status: "Pango made no context")
    }
    handle = GObjectHandle(owning: UnsafeMutableRawPointer(context))
    pango_cairo_context_set_resolution(context, 72)
    pango_context_set_round_glyph_positions(context, 0)
    pango_context_set_language(context, pango_language_from_string("en"))
    pango_context_set_base_dir(context, PANGO_DIRECTION_LTR)
    let options = cairo_font_options_create()
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    pango_cairo_context_set_font_options(context, options)
    cairo_font_options_destroy(options)
  }

  deinit {
    for font in fonts.keys { g_object_unref(font) }
  }

  /// A label's box.
  ///
  /// - Throws: what the parser throws, and `.missingGlyph`.
  func box(_ label: Label, _ style: TextStyle) throws(DrawingError) -> LabelBox {
    let key = LabelKey(label: label, style: style)
    if let known = boxes[key] { return known }
    var setter = LabelSetter(label, style, engine: self)
    let box = try setter.set()
    boxes[key] = box
    return box
  }

  func measure(_ run: TextRun) -> RunMetrics { shaped(run).metrics }

  func shaped(_ run: TextRun) -> ShapedRun {
    if let known = runs[run] { return known }
    let result = withLine(run) { layout, line in
      var ink = PangoRectangle()
      var logical = PangoRectangle()
      pango_layout_line_get_extents(line, &ink, &logical)
      let unit = Double(PANGO_SCALE)
      var shaped = ShapedRun()
      shaped.metrics.advance = Double(logical.width) / unit
      shaped.metrics.inkLeft = Double(ink.x) / unit
      shaped.metrics.inkRight = Double(ink.x + ink.width) / unit
      shaped.metrics.inkTop = Double(ink.y) / unit
      shaped.metrics.inkBottom = Double(ink.y + ink.height) / unit
      if pango_layout_get_unknown_glyphs_count(layout) > 0 {
        shaped.metrics.missing = missing(in: run)
        return shaped
      }
      let text = Array(run.text.utf8CString)
      var x: Int32 = 0
      var next = line.pointee.runs
      while let node = next {
        let item = node.pointee.data.assumingMemoryBound(to: PangoGlyphItem.self)
        if let piece = ShapedRun.Piece(item, of: text, x: &x, font: drawnFont) {
          shaped.pieces.append(piece)
        }
        next = node.pointee.next
      }
      return shaped
    }
    let shaped = result ?? ShapedRun()
    runs[run] = shaped
    return shaped
  }

  private func drawnFont(_ font: UnsafeMutablePointer<PangoFont>) -> DrawnFont? {
    if let known = fonts[font] { return known }
    guard let made = DrawnFont(font) else { return nil }
    // Held, so that its address stays its own.
    g_object_ref(font)
    fonts[font] = made
    return made
  }

  /// A one-line layout of a run; the caller's closure must not keep the pointers.
  private func withLine<Result>(
    _ run: TextRun,
    _ body: (_ layout: OpaquePointer, _ line: UnsafeMutablePointer<PangoLayoutLine>)
      -> Result
  ) -> Result? {
    guard let layout = pango_layout_new(context) else { return nil }
    let owner = GObjectHandle(owning: UnsafeMutableRawPointer(layout))
    defer { _ = owner.raw }
    pango_layout_set_single_paragraph_mode(layout, 1)
    pango_layout_set_text(layout, run.text, Int32(run.text.utf8.count))
    let description = pango_font_description_new()
    defer { pango_font_description_free(description) }
    switch run.face {
    case .regular, .medium, .semibold:
      pango_font_description_set_family(description, "Inter,NanumGothic,STIX")
    case .mathUpright, .mathItalic, .mathBold:
      pango_font_description_set_family(description, "STIX,Inter,NanumGothic")
    }
    switch run.face {
    case .medium: pango_font_description_set_weight(description, PANGO_WEIGHT_MEDIUM)
    case .semibold: pango_font_description_set_weight(description, PANGO_WEIGHT_SEMIBOLD)
    case .mathBold: pango_font_description_set_weight(description, PANGO_WEIGHT_BOLD)
    default: break
    }
    if run.face == .mathItalic {
      pango_font_description_set_style(description, PANGO_STYLE_ITALIC)
    }
    pango_font_description_set_absolute_size(description, run.size * Double(PANGO_SCALE))
    pango_layout_set_font_description(layout, description)
    if run.tabular, let attributes = pango_attr_list_new() {
      pango_attr_list_insert(attributes, pango_attr_font_features_new("tnum=1"))
      pango_layout_set_attributes(layout, attributes)
      pango_attr_list_unref(attributes)
    }
    guard let line = pango_layout_get_line_readonly(layout, 0) else { return nil }
    return body(layout, line)
  }

  /// The characters of a run that no font has, found one by one.
  private func missing(in run: TextRun) -> String {
    var found = ""
    for character in run.text where !found.contains(character) {
      var single = run
      single.text = String(character)
      let count = withLine(single) { layout, _ in pango_layout_get_unknown_glyphs_count(layout) }
      if (count ?? 0) > 0 { found.append(character) }
    }
    return found.isEmpty ? run.text : found
  }
}

extension TextEngine {
  /// An engine lent to the canvases of one figure; the next figure gets it with its fonts loaded.
  final class Lease {
    let engine: TextEngine

    init() throws(DrawingError) {
      if let idle = Self.idle.take() { engine = idle } else { engine = try TextEngine() }
    }

    deinit { Self.idle.keep(engine) }

    private static let idle = Idle()
  }

  /// Whether it has seen so many labels or sizes that a new one is better than its memory.
  private var isFull: Bool { runs.count > 4000 || boxes.count > 4000 || fonts.count > 200 }

  /// Engines that no canvas uses.
  ///
  /// `@unchecked Sendable`: the list is touched under its lock only, and an engine in it has no
  /// other owner.
  private final class Idle: @unchecked Sendable {
    private static let most = 8
    private let lock = NSLock()
    private var engines: [TextEngine] = []

    func take() -> TextEngine? { lock.withLock { engines.popLast() } }

    func keep(_ engine: TextEngine) {
      lock.withLock {
        if engines.count < Self.most, !engine.isFull { engines.append(engine) }
      }
    }
  }
}
