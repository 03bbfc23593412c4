import Drawing
import Figures
import Testing

@Suite struct PictureComparisonTests {
  private func flat(_ width: Int, _ height: Int, _ value: UInt8 = 200) -> Picture {
    Picture(
      width: width, height: height, pixels: [UInt8](repeating: value, count: width * height * 4))
  }

  /// With that many pixels of one tile made black.
  private func dotted(_ count: Int, at x: Int = 40, _ y: Int = 40) -> Picture {
    var picture = flat(100, 100)
    for index in 0..<count { picture[x + 3 * (index % 3), y + 3 * (index / 3)] = 0xFF00_0000 }
    return picture
  }

  @Test func fourPixelsOfATileMayDisagreeAndFiveMayNot() {
    #expect(PictureComparison(flat(100, 100), dotted(4)).agrees)
    let five = PictureComparison(flat(100, 100), dotted(5))
    #expect(!five.agrees)
    // What is black in one picture spoils its neighbours' range in neither direction.
    #expect(five.disagreeing == 5)
    #expect(five.worst?.disagreeing == 5)
    let start = "5 pixels of the tile of 32 x 32 at (16, 16) disagree, 4 are allowed"
    #expect(five.description.hasPrefix(start))
  }

  @Test func tilesOverlapSoThatNoEdgeHidesADifference() {
    // Around (32, 32), where four tiles would meet.
    #expect(!PictureComparison(flat(100, 100), dotted(8, at: 29, 29)).agrees)
  }

  @Test func aLevelOfThreeAgreesAndOneOfFourDoesNot() {
    #expect(PictureComparison(flat(64, 64, 200), flat(64, 64, 203)).agrees)
    #expect(!PictureComparison(flat(64, 64, 200), flat(64, 64, 204)).agrees)
    #expect(!PictureComparison(flat(64, 64, 204), flat(64, 64, 200)).agrees)
  }

  @Test func bothDirectionsCount() {
    // A dot that is missing: every pixel of the flat picture lies in the dotted one's range.
    #expect(!PictureComparison(dotted(5), flat(100, 100)).agrees)
    #expect(!PictureComparison(flat(100, 100), dotted(5)).agrees)
  }

  @Test func otherSizesDisagree() {
    let comparison = PictureComparison(flat(64, 64), flat(64, 65))
    #expect(!comparison.agrees)
    #expect(comparison.description == "64 x 65 pixels instead of 64 x 64")
  }

  @Test(arguments: [1, 15, 16, 17, 31, 33])
  func theLastRowsAndColumnsCountInPicturesOfAnySize(side: Int) {
    var picture = flat(side, side)
    let base = picture
    #expect(PictureComparison(base, picture).agrees)
    for x in 0..<side { picture[x, side - 1] = 0xFF00_0000 }
    #expect(PictureComparison(base, picture).agrees == (side <= 4))
    #expect(PictureComparison(base, picture).disagreeing == side)
  }

  @Test func aPictureWhoseEveryPixelDiffersTakesTenthsOfASecond() {
    var (first, second) = (flat(1600, 1000), flat(1600, 1000))
    for at in 0..<first.pixels.count {
      first.pixels[at] = UInt8(truncatingIfNeeded: at &* 37)
      second.pixels[at] = UInt8(truncatingIfNeeded: at &* 37 &+ 1)
    }
    let clock = ContinuousClock()
    let time = clock.measure { #expect(PictureComparison(first, second).disagreeing >= 0) }
    let same = clock.measure { #expect(PictureComparison(first, first).agrees) }
    print("comparing 1600 x 1000 pixels: every one differs \(time), none does \(same)")
    // A hundred times what it takes on an idle machine would not be noticed otherwise.
    #expect(time < .seconds(5))
  }
}
