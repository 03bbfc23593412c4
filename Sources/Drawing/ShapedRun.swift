import CCairo
import CPango

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

/// A run with its glyphs, ready to be drawn anywhere.
struct ShapedRun {
  /// Glyphs of one font, with the text that they stand for: a PDF keeps it for searching.
  struct Piece {
    var font: DrawnFont
    var text: [CChar]
    var glyphs: [cairo_glyph_t]
    var clusters: [cairo_text_cluster_t]
    var isBackward: Bool
  }

  var metrics = RunMetrics()
  var pieces: [Piece] = []
}

/// A face at a size, as Cairo draws it.
final class DrawnFont {
  let face: OpaquePointer
  private(set) var matrix = cairo_matrix_t()
  private let options: OpaquePointer

  init?(_ font: UnsafeMutablePointer<PangoFont>) {
    guard let scaled = pango_cairo_font_get_scaled_font(OpaquePointer(font)),
      let face = cairo_scaled_font_get_font_face(scaled),
      let options = cairo_font_options_create()
    else { return nil }
    self.face = cairo_font_face_reference(face)
    self.options = options
    cairo_scaled_font_get_font_matrix(scaled, &matrix)
    cairo_scaled_font_get_font_options(scaled, options)
  }

  deinit {
    cairo_font_face_destroy(face)
    cairo_font_options_destroy(options)
  }

  func select(on cairo: OpaquePointer) {
    cairo_set_font_face(cairo, face)
    cairo_set_font_matrix(cairo, &matrix)
    cairo_set_font_options(cairo, options)
  }
}

extension ShapedRun.Piece {
  /// One of the line's runs, its glyphs placed from `x` on, which moves to its end.
  init?(
    _ item: UnsafeMutablePointer<PangoGlyphItem>, of text: [CChar], x: inout Int32,
    font: (UnsafeMutablePointer<PangoFont>) -> DrawnFont?
  ) {
    let (pango, string) = (item.pointee.item.pointee, item.pointee.glyphs.pointee)
    let unit = Double(PANGO_SCALE)
    var placed: [cairo_glyph_t?] = []
    for index in 0..<Int(string.num_glyphs) {
      let info = string.glyphs[index]
      let (dx, dy) = (info.geometry.x_offset, info.geometry.y_offset)
      let isDrawn = info.glyph & 0xF000_0000 == 0 && info.glyph != 0x0FFF_FFFF
      placed.append(
        isDrawn
          ? cairo_glyph_t(
            index: UInt(info.glyph), x: Double(x + dx) / unit, y: Double(dy) / unit) : nil)
      x += info.geometry.width
    }
    let glyphs = placed.compactMap { $0 }
    guard !glyphs.isEmpty, let pangoFont = pango.analysis.font, let font = font(pangoFont)
    else { return nil }
    var clusters: [cairo_text_cluster_t] = []
    let isBackward = pango.analysis.level & 1 == 1
    text.withUnsafeBufferPointer { buffer in
      var iterator = PangoGlyphItemIter()
      var isInside = pango_glyph_item_iter_init_start(&iterator, item, buffer.baseAddress)
      while isInside != 0 {
        let ends = (Int(iterator.start_glyph), Int(iterator.end_glyph))
        // A cluster of a run to the left ends before it starts.
        let range = isBackward ? ends.1 + 1..<ends.0 + 1 : ends.0..<ends.1
        clusters.append(
          cairo_text_cluster_t(
            num_bytes: iterator.end_index - iterator.start_index,
            num_glyphs: Int32(placed[range].count { $0 != nil })))
        isInside = pango_glyph_item_iter_next_cluster(&iterator)
      }
    }
    let (start, count) = (Int(pango.offset), Int(pango.length))
    self.init(
      font: font, text: Array(text[start..<start + count]), glyphs: glyphs, clusters: clusters,
      isBackward: isBackward)
  }

  /// Draws with the run's origin at (`x`, `y`).
  func show(on cairo: OpaquePointer, x: Double, y: Double) {
    font.select(on: cairo)
    let flags = cairo_text_cluster_flags_t(rawValue: isBackward ? 1 : 0)
    cairo_show_text_glyphs(
      cairo, text, Int32(text.count), moved(x, y), Int32(glyphs.count), clusters,
      Int32(clusters.count), flags)
  }

  /// Adds the outlines to Cairo's path.
  func trace(on cairo: OpaquePointer, x: Double, y: Double) {
    font.select(on: cairo)
    cairo_glyph_path(cairo, moved(x, y), Int32(glyphs.count))
  }

  private func moved(_ x: Double, _ y: Double) -> [cairo_glyph_t] {
    glyphs.map { cairo_glyph_t(index: $0.index, x: $0.x + x, y: $0.y + y) }
  }
}
