import Figures

/// Rows of red, green, blue, alpha, from the top; the comparison knows nothing else.
struct Picture: Sendable, CustomStringConvertible {
  var width: Int
  var height: Int
  var pixels: [UInt8]

  init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(
      pixels.count == width * height * 4,
      "\(pixels.count) bytes for \(width) x \(height) pixels of 4")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  var description: String { "a picture of \(width) x \(height) pixels" }

  init(png: [UInt8]) throws {
    let image = try PNG.decode(png)
    self.init(width: image.width, height: image.height, pixels: image.pixels)
  }

  /// One pixel, its red in the lowest byte.
  subscript(x: Int, y: Int) -> UInt32 {
    get {
      let at = (y * width + x) * 4
      return (0..<4).reduce(0) { $0 | UInt32(pixels[at + $1]) << (8 * UInt32($1)) }
    }
    set {
      let at = (y * width + x) * 4
      for byte in 0..<4 { pixels[at + byte] = UInt8(truncatingIfNeeded: newValue >> (8 * byte)) }
    }
  }
}

extension Figure {
  /// The whole figure, without what its file says of itself.
  func golden(theme: Theme, scale: Double = 2) throws -> [UInt8] {
    try validate()
    return try drawn(theme: theme, scale: scale).0.png()
  }

  func picture(theme: Theme = .light, scale: Double = 2) throws -> Picture {
    try Picture(png: golden(theme: theme, scale: scale))
  }
}
