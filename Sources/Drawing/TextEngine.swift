import CPango

/// Size, weight and digits of a label.
public struct TextStyle: Sendable, Hashable {
  public enum Weight: Sendable, Hashable {
    case regular, medium, semibold
  }

  /// In points.
  public var size: Double
  public var weight: Weight
  /// Digits of equal width, for numbers that stand in columns.
  public var tabular: Bool

  public init(_ size: Double, weight: Weight = .regular, tabular: Bool = false) {
    self.size = size
    self.weight = weight
    self.tabular = tabular
  }

  var face: FontFace {
    switch weight {
    case .regular: .regular
    case .medium: .medium
    case .semibold: .semibold
    }
  }
}

/// How far a label reaches from the left end of its baseline, in points.
public struct TextMetrics: Sendable, Hashable {
  public var width: Double
  /// Ink above the baseline.
  public var ascent: Double
  /// Ink below the baseline.
  public var descent: Double
}

/// A piece of text in one face and size.
struct TextRun: Hashable {
  var text: String
  var face: FontFace
  var size: Double
  var tabular = false
}

/// Ink and advance of a run, in points from its origin on the baseline, y downward.
struct RunMetrics {
  var advance = 0.0
  var inkLeft = 0.0
  var inkRight = 0.0
  var inkTop = 0.0
  var inkBottom = 0.0
  var missing = ""
}

/// Pango with the pinned fonts. One for each task: Pango's font maps are not shared.
final class TextEngine {
  private let map: GObjectHandle
  private let handle: GObjectHandle
  private var metrics: [TextRun: RunMetrics] = [:]

  var context: OpaquePointer { OpaquePointer(handle.raw) }

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

  /// A one-line layout of a run; the caller's closure must not keep the pointers.
  func withLine<Result>(
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

  func measure(_ run: TextRun) -> RunMetrics {
    if let known = metrics[run] { return known }
    let measured = withLine(run) { layout, line in
      var ink = PangoRectangle()
      var logical = PangoRectangle()
      pango_layout_line_get_extents(line, &ink, &logical)
      let unit = Double(PANGO_SCALE)
      var result = RunMetrics()
      result.advance = Double(logical.width) / unit
      result.inkLeft = Double(ink.x) / unit
      result.inkRight = Double(ink.x + ink.width) / unit
      result.inkTop = Double(ink.y) / unit
      result.inkBottom = Double(ink.y + ink.height) / unit
      if pango_layout_get_unknown_glyphs_count(layout) > 0 { result.missing = missing(in: run) }
      return result
    }
    let result = measured ?? RunMetrics()
    metrics[run] = result
    return result
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
