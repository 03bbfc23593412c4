import Figures

extension PictureComparison {
  /// The new picture, faded, with red where it disagrees and a frame around the worst tile.
  func differencePicture(_ new: Picture) throws -> [UInt8] {
    let red = Color(hex: 0xD00000)
    let page = Color(hex: 0xFFFFFF)
    let colors: [Color?] = (0..<new.width * new.height).map { at in
      if !mask.isEmpty, mask[at] != 0 { return red }
      let gray = (0..<3).reduce(0) { $0 + Double(new.pixels[at * 4 + $1]) / 765 }
      return page.mixed(with: Color(red: gray, green: gray, blue: gray), 0.3)
    }
    let canvas = try Canvas(
      size: Size(Double(new.width), Double(new.height)), scale: 1, theme: .light)
    canvas.cells(
      colors, columns: new.width, rows: new.height,
      in: Rect(x: 0, y: 0, width: Double(new.width), height: Double(new.height)))
    if let worst {
      let tile = Rect(
        x: Double(worst.x), y: Double(worst.y), width: Double(Self.tileSide),
        height: Double(Self.tileSide))
      canvas.stroke(tile.inset(-2, -2), red, width: 2)
    }
    return try canvas.png()
  }
}
