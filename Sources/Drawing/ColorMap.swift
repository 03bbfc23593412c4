import Foundation

/// A colour for each number of 0...1, mixed between anchors in OKLab, where equal steps look equal.
///
/// Source: B. Ottosson, "A perceptual color space for image processing", 2020.
public struct ColorMap: Sendable {
  /// 256 colours from the first anchor to the last.
  public let colors: [Color]

  public init(anchors: [UInt32]) {
    precondition(anchors.count >= 2, "a colour map needs at least 2 anchors, got \(anchors.count)")
    let labs = anchors.map { OKLab(Color(hex: $0)) }
    colors = (0..<256).map { index in
      let position = Double(index) / 255 * Double(labs.count - 1)
      let lower = min(Int(position), labs.count - 2)
      return labs[lower].mixed(with: labs[lower + 1], position - Double(lower)).color
    }
  }

  /// The colour at `fraction`, clamped to 0...1. A NaN takes the first colour; mark it instead.
  public func color(at fraction: Double) -> Color {
    let clamped = min(max(fraction.isNaN ? 0 : fraction, 0), 1)
    return colors[Int((clamped * 255).rounded())]
  }

  /// Blue for negative, near white at zero, red for positive.
  public static let signedLight = ColorMap(anchors: [
    0x0B4A86, 0x2F78BC, 0x7DB0E2, 0xC5DDF3, 0xF7F7F7, 0xFAD3C6, 0xEE9079, 0xCC4B41, 0x8C1D20,
  ])

  /// The same meaning on a dark page: zero is near the page, the ends are bright.
  public static let signedDark = ColorMap(anchors: [
    0x9CCBFF, 0x5E9FE8, 0x356FB0, 0x26476B, 0x262B32, 0x6B2F2A, 0xB2463C, 0xEE7460, 0xFFB9A6,
  ])

  /// viridis (S. van der Walt and N. Smith), at eleven of its points.
  public static let viridis = ColorMap(anchors: [
    0x440154, 0x482576, 0x414487, 0x35608D, 0x2A788E, 0x21908C, 0x22A884, 0x43BF71, 0x7AD151,
    0xBBDF27, 0xFDE725,
  ])
}

/// A colour as lightness and two opponent axes.
struct OKLab {
  var l: Double
  var a: Double
  var b: Double

  init(l: Double, a: Double, b: Double) {
    self.l = l
    self.a = a
    self.b = b
  }

  init(_ color: Color) {
    let (r, g, b) = (
      Color.linear(color.red), Color.linear(color.green), Color.linear(color.blue)
    )
    let long = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    let medium = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    let short = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    self.l = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    self.a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    self.b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
  }

  func mixed(with other: OKLab, _ amount: Double) -> OKLab {
    OKLab(
      l: l + (other.l - l) * amount, a: a + (other.a - a) * amount, b: b + (other.b - b) * amount)
  }

  var color: Color {
    let long = pow(l + 0.3963377774 * a + 0.2158037573 * b, 3)
    let medium = pow(l - 0.1055613458 * a - 0.0638541728 * b, 3)
    let short = pow(l - 0.0894841775 * a - 1.2914855480 * b, 3)
    return Color(
      red: Color.encoded(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
      green: Color.encoded(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
      blue: Color.encoded(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short))
  }
}
