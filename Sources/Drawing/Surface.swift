import CCairo

/// What Cairo draws on: an image in memory, or a vector file that grows in memory.
struct Surface: ~Copyable {
  /// Cairo's largest side.
  static let sideLimit = 32_767
  /// 64 million pixels are 256 MB.
  static let areaLimit = 64_000_000

  let pointer: OpaquePointer
  /// Where a vector surface writes; nil for an image.
  private let sink: ByteSink?

  /// An image, 32 bits a pixel, the first 8 unused.
  ///
  /// - Throws: `.tooLarge` outside the limits, `.cairo` when Cairo has no memory.
  init(width: Double, height: Double) throws(DrawingError) {
    try Self.check(width, height, area: Double(Self.areaLimit))
    let made = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height))
    pointer = try Self.owned(made)
    sink = nil
  }

  /// A vector file of `width` x `height` units, which the caller has checked.
  ///
  /// - Throws: `.cairo` when Cairo has no memory.
  init(_ format: FigureFormat, width: Double, height: Double) throws(DrawingError) {
    precondition(format.isVector, "\(format) is not a vector format")
    let sink = ByteSink()
    let closure = Unmanaged.passUnretained(sink).toOpaque()
    let made =
      format == .svg
      ? cairo_svg_surface_create_for_stream(ByteSink.write, closure, width, height)
      : cairo_pdf_surface_create_for_stream(ByteSink.write, closure, width, height)
    pointer = try Self.owned(made)
    self.sink = sink
  }

  /// A context may hold the surface longer than this handle: finished first, it writes no more when
  /// the sink is gone.
  deinit {
    cairo_surface_finish(pointer)
    cairo_surface_destroy(pointer)
  }

  /// Ends a vector file.
  ///
  /// - Returns: The whole file.
  borrowing func finish() throws(DrawingError) -> [UInt8] {
    cairo_surface_finish(pointer)
    if let problem = cairoProblem(cairo_surface_status(pointer)) { throw problem }
    return sink?.bytes ?? []
  }

  private static func owned(_ made: OpaquePointer?) throws(DrawingError) -> OpaquePointer {
    guard let made else { throw .cairo(status: "out of memory") }
    if let problem = cairoProblem(cairo_surface_status(made)) {
      cairo_surface_destroy(made)
      throw problem
    }
    return made
  }

  /// - Throws: `.tooLarge` outside the limits.
  static func check(
    _ width: Double, _ height: Double, area: Double = .infinity
  ) throws(DrawingError) {
    let limit = Double(sideLimit)
    // Written so that a size that is not a number fails.
    guard width >= 1, height >= 1, width <= limit, height <= limit, width * height <= area
    else { throw .tooLarge(width: width, height: height, limit: sideLimit) }
  }
}

/// Bytes that Cairo hands over while it writes a vector file.
final class ByteSink {
  private static let limit = 1 << 30
  private(set) var bytes: [UInt8] = []

  /// Called from C, through which no Swift error may pass: a status says it instead.
  static let write: cairo_write_func_t = { closure, data, length in
    guard let closure else { return CAIRO_STATUS_WRITE_ERROR }
    let sink = Unmanaged<ByteSink>.fromOpaque(closure).takeUnretainedValue()
    guard sink.bytes.count + Int(length) <= limit else { return CAIRO_STATUS_WRITE_ERROR }
    sink.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
    return CAIRO_STATUS_SUCCESS
  }
}
