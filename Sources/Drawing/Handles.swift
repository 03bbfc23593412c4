import CCairo
import CPango

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
