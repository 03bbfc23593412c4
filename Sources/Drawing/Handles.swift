import CCairo
import CPango

/// An image in memory, 32 bits a pixel, the first 8 unused.
struct Surface: ~Copyable {
  /// Cairo's largest side.
  static let sideLimit = 32_767
  /// 64 million pixels are 256 MB.
  static let areaLimit = 64_000_000

  let pointer: OpaquePointer

  /// - Throws: `.tooLarge` outside the limits, `.cairo` when Cairo has no memory.
  init(width: Double, height: Double) throws(DrawingError) {
    let limit = Double(Self.sideLimit)
    guard width >= 1, height >= 1, width <= limit, height <= limit,
      width * height <= Double(Self.areaLimit)
    else { throw .tooLarge(width: width, height: height, limit: Self.sideLimit) }
    guard let made = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height))
    else { throw .cairo(status: "out of memory") }
    if let problem = cairoProblem(cairo_surface_status(made)) {
      cairo_surface_destroy(made)
      throw problem
    }
    pointer = made
  }

  deinit { cairo_surface_destroy(pointer) }
}

/// A drawing context on a surface.
struct Context: ~Copyable {
  let pointer: OpaquePointer

  init(on surface: borrowing Surface) throws(DrawingError) {
    guard let made = cairo_create(surface.pointer) else { throw .cairo(status: "out of memory") }
    if let problem = cairoProblem(cairo_status(made)) {
      cairo_destroy(made)
      throw problem
    }
    pointer = made
  }

  deinit { cairo_destroy(pointer) }
}

/// A GObject that is released with its owner.
struct GObjectHandle: ~Copyable {
  let raw: UnsafeMutableRawPointer

  init(owning raw: UnsafeMutableRawPointer) { self.raw = raw }

  deinit { g_object_unref(raw) }
}

/// The error that a status stands for, nil for success.
func cairoProblem(_ status: cairo_status_t) -> DrawingError? {
  if status == CAIRO_STATUS_SUCCESS { return nil }
  return .cairo(status: String(cString: cairo_status_to_string(status)))
}
