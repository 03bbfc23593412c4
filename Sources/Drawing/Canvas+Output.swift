import CCairo

extension Canvas {
  /// The picture as a file in memory, in the canvas's format. A vector page is finished by it:
  /// what is drawn later is an error.
  ///
  /// No time is stored, and no name that changes: the same picture gives the same bytes.
  ///
  /// - Throws: the first error of any drawing call, or what Cairo or libpng report.
  public func encoded(_ info: PictureInfo) throws(DrawingError) -> [UInt8] {
    switch format {
    case .png: return try png(metadata: info.texts)
    case .svg:
      try checkStatus()
      let bytes = try surface.finish()
      return try SVGDocument.rewritten(bytes, page: size, scale: magnification, info: info)
    case .pdf:
      try checkStatus()
      let entries = [
        (CAIRO_PDF_METADATA_TITLE, info.title), (CAIRO_PDF_METADATA_CREATOR, info.software),
        (CAIRO_PDF_METADATA_SUBJECT, info.source ?? ""),
        // Empty leaves it out; untouched it would be the time of the run.
        (CAIRO_PDF_METADATA_CREATE_DATE, ""),
      ]
      for (key, value) in entries {
        cairo_pdf_surface_set_metadata(surface.pointer, key, XML.legal(value))
      }
      return try surface.finish()
    }
  }

  /// The picture as a PNG file in memory, of a canvas of that format.
  ///
  /// - Throws: the first error of any drawing call, or what Cairo or libpng report.
  public func png(metadata: [PNG.Text] = []) throws(DrawingError) -> [UInt8] {
    let pixels = try pixels()
    return try PNG.encode(pixels, pixelsPerPoint: scale, texts: metadata)
  }

  /// The image's memory, valid as long as the canvas lives and nothing is drawn.
  func pixels() throws(DrawingError) -> PixelRows {
    precondition(format == .png, "a page of the format \(format) has no pixels")
    try checkStatus()
    cairo_surface_flush(surface.pointer)
    if let problem = cairoProblem(cairo_surface_status(surface.pointer)) { throw problem }
    guard let rows = cairo_image_surface_get_data(surface.pointer) else {
      throw .cairo(status: "the picture has no pixels")
    }
    return PixelRows(
      start: rows, width: Int(cairo_image_surface_get_width(surface.pointer)),
      height: Int(cairo_image_surface_get_height(surface.pointer)),
      stride: Int(cairo_image_surface_get_stride(surface.pointer)))
  }

  private func checkStatus() throws(DrawingError) {
    if let problem { throw problem }
    if let problem = cairoProblem(cairo_status(context.pointer)) { throw problem }
    if let problem = cairoProblem(cairo_surface_status(surface.pointer)) { throw problem }
  }
}

/// A rectangle of pixels in memory: blue, green, red, unused; rows `stride` bytes apart.
struct PixelRows {
  var start: UnsafePointer<UInt8>
  var width: Int
  var height: Int
  var stride: Int

  /// The part that `area` covers.
  subscript(area: PixelArea) -> PixelRows {
    PixelRows(
      start: start + area.y * stride + area.x * 4, width: area.width, height: area.height,
      stride: stride)
  }
}

/// A rectangle of whole pixels.
struct PixelArea: Equatable {
  var x: Int
  var y: Int
  var width: Int
  var height: Int
}
