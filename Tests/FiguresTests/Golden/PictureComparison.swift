/// Whether two pictures show the same drawing, whatever the edges' smoothing.
///
/// A pixel agrees if each of its channels lies inside the other picture's range over the 3 x 3
/// pixels around it, widened by 3 and 15 % of that range, and the same holds with the pictures
/// exchanged. The pictures agree if no 32 x 32 tile, at any multiple of 16, has more than 4 pixels
/// that do not.
///
/// A mean over all pixels (or a tolerance for each) was tried and cannot tell the two kinds of
/// difference apart: a wrong digit is a small one, heavier stems in all letters are a large one.
struct PictureComparison: Sendable, CustomStringConvertible {
  static let slack: Int32 = 3
  /// Of the range, in percent.
  static let widening: Int32 = 15
  static let tileSide = 32
  static let allowedInTile = 4

  struct Tile: Sendable, Equatable {
    var x: Int
    var y: Int
    var disagreeing: Int
  }

  /// Nil where the sizes agree.
  let sizeProblem: String?
  /// Over the whole picture.
  let disagreeing: Int
  /// The tile with the most pixels that disagree; nil where there is none.
  let worst: Tile?
  /// How many tiles have too many; tiles overlap.
  let badTiles: Int
  /// 1 for each pixel that disagrees; empty where none does.
  let mask: [UInt8]

  var agrees: Bool { sizeProblem == nil && badTiles == 0 }

  init(_ first: Picture, _ second: Picture) {
    guard first.width == second.width, first.height == second.height else {
      sizeProblem =
        "\(second.width) x \(second.height) pixels instead of \(first.width) x \(first.height)"
      (disagreeing, worst, badTiles, mask) = (0, nil, 0, [])
      return
    }
    sizeProblem = nil
    let (mask, count) = Self.mask(first, second)
    disagreeing = count
    self.mask = mask
    (worst, badTiles) = count == 0 ? (nil, 0) : Self.tiles(mask, first.width, first.height)
  }

  /// What a failing test says.
  var description: String {
    if let sizeProblem { return sizeProblem }
    guard let worst else { return "every pixel agrees" }
    return "\(worst.disagreeing) pixels of the tile of \(Self.tileSide) x \(Self.tileSide) at "
      + "(\(worst.x), \(worst.y)) disagree, \(Self.allowedInTile) are allowed; "
      + "\(disagreeing) pixels and \(badTiles) tiles in all"
  }

  /// Pixels that are equal agree, so that only the others are looked at.
  private static func mask(_ first: Picture, _ second: Picture) -> (mask: [UInt8], count: Int) {
    let (width, height) = (first.width, first.height)
    var count = 0
    let mask = [UInt8](unsafeUninitializedCapacity: width * height) { mask, initialised in
      mask.initialize(repeating: 0)
      initialised = width * height
      first.pixels.withUnsafeBytes { a in
        second.pixels.withUnsafeBytes { b in
          for y in 0..<height {
            for x in 0..<width {
              let at = y * width + x
              let (p, q) = (pixel(a, at), pixel(b, at))
              if p == q { continue }
              if contains(p, b, x, y, width, height), contains(q, a, x, y, width, height) {
                continue
              }
              mask[at] = 1
              count += 1
            }
          }
        }
      }
    }
    return (mask, count)
  }

  @inline(__always)
  private static func pixel(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> SIMD4<UInt8> {
    bytes.loadUnaligned(fromByteOffset: at * 4, as: SIMD4<UInt8>.self)
  }

  /// Whether `value` lies in the widened range of `bytes` around (`x`, `y`).
  @inline(__always)
  private static func contains(
    _ value: SIMD4<UInt8>, _ bytes: UnsafeRawBufferPointer, _ x: Int, _ y: Int, _ width: Int,
    _ height: Int
  ) -> Bool {
    var low = SIMD4<UInt8>(repeating: 255)
    var high = SIMD4<UInt8>(repeating: 0)
    for row in max(y - 1, 0)...min(y + 1, height - 1) {
      for column in max(x - 1, 0)...min(x + 1, width - 1) {
        let other = pixel(bytes, row * width + column)
        low.replace(with: other, where: other .< low)
        high.replace(with: other, where: other .> high)
      }
    }
    let (least, most) = (
      SIMD4<Int32>(truncatingIfNeeded: low), SIMD4<Int32>(truncatingIfNeeded: high)
    )
    let wide = SIMD4<Int32>(truncatingIfNeeded: value)
    // In hundredths, so that 15 % needs no fractions.
    let room = SIMD4<Int32>(repeating: 100 * slack) &+ widening &* (most &- least)
    return all((least &- wide) &* 100 .<= room) && all((wide &- most) &* 100 .<= room)
  }

  /// The worst tile and the count of bad ones, from counts of blocks of half a tile's side.
  private static func tiles(_ mask: [UInt8], _ width: Int, _ height: Int) -> (Tile?, Int) {
    let side = tileSide / 2
    let (columns, rows) = ((width + side - 1) / side, (height + side - 1) / side)
    var blocks = [Int](repeating: 0, count: columns * rows)
    for y in 0..<height {
      for x in 0..<width where mask[y * width + x] != 0 {
        blocks[y / side * columns + x / side] += 1
      }
    }
    var worst: Tile?
    var bad = 0
    for row in 0..<max(1, rows - 1) {
      for column in 0..<max(1, columns - 1) {
        var count = 0
        for y in row...min(row + 1, rows - 1) {
          for x in column...min(column + 1, columns - 1) { count += blocks[y * columns + x] }
        }
        if count > allowedInTile { bad += 1 }
        if count > worst?.disagreeing ?? 0 {
          worst = Tile(x: column * side, y: row * side, disagreeing: count)
        }
      }
    }
    return (worst, bad)
  }
}
