import Figures

/// A rectangle of pixels that a label covers.
struct PixelArea {
  var left: Int
  var top: Int
  var right: Int
  var bottom: Int

  /// With 2 pixels more on each side, for its edges.
  init(around rect: Rect, scale: Double) {
    left = Int((rect.left * scale).rounded(.down)) - 2
    top = Int((rect.top * scale).rounded(.down)) - 2
    right = Int((rect.right * scale).rounded(.up)) + 2
    bottom = Int((rect.bottom * scale).rounded(.up)) + 2
  }
}

extension Picture {
  /// Whether nothing but the page is at a distance of 1...`distance` pixels around the area.
  func stands(_ area: PixelArea, alone distance: Int, on page: UInt32) -> Bool {
    let (left, right) = (area.left - distance, area.right + distance)
    let (top, bottom) = (area.top - distance, area.bottom + distance)
    guard left >= 0, top >= 0, right < width, bottom < height else { return false }
    for y in top...bottom {
      for x in left...right {
        let isInside =
          x >= area.left && x <= area.right && y >= area.top && y <= area.bottom
        if !isInside, self[x, y] != page { return false }
      }
    }
    return true
  }

  /// With what stands in the area elsewhere.
  func moving(_ area: PixelArea, _ dx: Int, _ dy: Int, page: UInt32) -> Picture {
    var moved = self
    for y in area.top...area.bottom { for x in area.left...area.right { moved[x, y] = page } }
    for y in area.top...area.bottom {
      for x in area.left...area.right { moved[x + dx, y + dy] = self[x, y] }
    }
    return moved
  }
}
