/// Text for XML.
enum XML {
  /// Characters that XML forbids become U+FFFD: controls other than tab and line ends, and U+FFFE
  /// and U+FFFF.
  static func legal(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x9, 0xA, 0xD, 0x20...0xFFFD, 0x10000...0x10FFFF: result.append(scalar)
      default: result.append("\u{FFFD}")
      }
    }
    return String(result)
  }

  /// Text between tags or between double quotes.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in legal(text).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
