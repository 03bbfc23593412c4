import Drawing

/// The width of a label without a canvas: a figure must know its page before there is one.
///
/// Exact up to kerning for plain text in Inter and NanumGothic; a little too wide for mathematics.
package enum TextEstimate {
  /// Inter's advances of U+0020 to U+007E, in thousandths of an em.
  private static let advances: [Int] = [
    281, 278, 403, 631, 638, 812, 639, 222, 362, 362, 500, 659, 280, 460, 276, 357, 625, 464, 605,
    636, 642, 608, 624, 571, 616, 624, 276, 280, 659, 659, 659, 507, 936, 676, 651, 727, 719, 598,
    587, 743, 740, 264, 543, 652, 562, 889, 753, 761, 635, 761, 639, 638, 642, 741, 676, 949, 642,
    665, 625, 362, 357, 362, 469, 452, 497, 564, 621, 558, 621, 582, 361, 609, 591, 237, 237, 544,
    237, 869, 585, 597, 609, 609, 372, 523, 364, 581, 557, 812, 540, 557, 541, 362, 327, 362, 659,
  ]

  package static func width(_ label: Label, _ style: TextStyle) -> Double {
    let bold = style.weight == .regular ? 1.0 : style.weight == .medium ? 1.02 : 1.05
    var em = 0.0
    var (isMath, isCommand, depth) = (false, false, 0)
    for scalar in label.source.unicodeScalars {
      if scalar == "$", !label.isPlain {
        isMath.toggle()
        depth = 0
        continue
      }
      guard isMath else {
        em += advance(scalar, tabular: style.tabular) * bold
        continue
      }
      // A command counts as one symbol; what stands in braces or after a script sign is small.
      let isLetter = scalar.properties.isAlphabetic
      if isCommand, isLetter { continue }
      isCommand = scalar == "\\"
      switch scalar {
      case "{": depth += 1
      case "}": depth = max(0, depth - 1)
      case "_", "^", " ": break
      case "=", "+", "-", "<", ">": em += 1.2
      default: em += depth > 0 ? 0.5 : 0.68
      }
    }
    return em * style.size
  }

  private static func advance(_ scalar: Unicode.Scalar, tabular: Bool) -> Double {
    if tabular, ("0"..."9").contains(scalar) { return 0.645 }
    let code = Int(scalar.value)
    if (0x20...0x7E).contains(code) { return Double(advances[code - 0x20]) / 1000 }
    // Latin and Greek letters, dashes and arrows are no wider than that; Korean is 0.94.
    return code < 0x300 ? 0.66 : code == 0x2212 ? 0.66 : 1
  }

  /// The label cut to `width`, with an ellipsis; mathematics is never cut.
  package static func shortened(_ label: Label, _ style: TextStyle, width: Double) -> Label {
    guard self.width(label, style) > width, label.isPlain || !label.source.contains("$") else {
      return label
    }
    var text = ""
    var used = self.width(.plain("…"), style)
    for character in label.source {
      used += self.width(.plain(String(character)), style)
      if used > width { break }
      text.append(character)
    }
    return .plain(text + "…")
  }
}
