/// What can go wrong between a figure and its file. Each case says what was found and what is
/// allowed; a missing font names the Debian package that has it.
public enum DrawingError: Error, Sendable, Equatable {
  /// No file of a font family was found.
  case missingFont(family: String, package: String)
  /// A label holds characters that none of the pinned fonts can draw.
  case missingGlyph(characters: String, label: String)
  /// A `$...$` part of a label holds a command outside the supported subset.
  case unknownCommand(String, label: String, nearest: String?)
  /// A `$...$` part of a label is not well formed.
  case malformedLabel(label: String, reason: String)
  /// A picture would be larger than Cairo can hold, or have no pixels.
  case tooLarge(width: Double, height: Double, limit: Int)
  /// A number that is not finite reached the canvas as a coordinate.
  case notFinite(what: String)
  /// A path's extension names no format; `found` is empty where there is no extension.
  case unknownFormat(path: String, found: String)
  /// A picture of one format would be written under the extension of another.
  case otherFormat(path: String, format: FigureFormat)
  /// A frame of an animation does not fit the ones before it.
  case frame(index: Int, reason: String)
  /// Cairo refused.
  case cairo(status: String)
  /// libpng refused.
  case png(message: String)
  /// The file could not be written; nothing was left behind.
  case write(path: String, operation: String, reason: String)
}

extension DrawingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missingFont(let family, let package):
      return "the font '\(family)' was not found; on Debian and Ubuntu it is in the package "
        + "'\(package)' (apt-get install \(package))"
    case .missingGlyph(let characters, let label):
      let count = characters.unicodeScalars.count
      return "no font of the set has \(Self.named(characters)), which "
        + "\(count == 1 ? "stands" : "stand") in the label '\(label)'; the set is Inter "
        + "(fonts-inter), STIX (fonts-stix) and NanumGothic (fonts-nanum)"
    case .unknownCommand(let command, let label, let nearest):
      let hint = nearest.map { "; did you mean '\($0)'?" } ?? ""
      return "unknown command '\(command)' in the label '\(label)'\(hint)"
    case .malformedLabel(let label, let reason):
      return "the label '\(label)' is not well formed: \(reason)"
    case .tooLarge(let width, let height, let limit):
      return "a picture of \(Self.pixels(width)) x \(Self.pixels(height)) pixels cannot be made; a "
        + "side may have 1 to \(limit) pixels, a PNG \(Surface.areaLimit) in all"
        + Self.nearest(width, height)
    case .notFinite(let what):
      return "\(what) is not a finite number"
    case .unknownFormat(let path, let found):
      let problem = found.isEmpty ? "has no extension" : "ends in '.\(found)'"
      return "'\(path)' \(problem); a figure's file ends in \(FigureFormat.allowed)"
    case .otherFormat(let path, let format):
      return "the figure was rendered as \(format.rawValue.uppercased()), but '\(path)' has "
        + "another format's extension; end it in .\(format.rawValue)"
    case .frame(let index, let reason):
      return "frame \(index): \(reason)"
    case .cairo(let status):
      return "Cairo cannot draw this: \(status)"
    case .png(let message):
      return "libpng: \(message)"
    case .write(let path, let operation, let reason):
      return "cannot write '\(path)' (\(operation)): \(reason)"
    }
  }

  private static func named(_ characters: String) -> String {
    let scalars = characters.unicodeScalars
    let names = scalars.prefix(4).map { scalar in
      let hex = String(scalar.value, radix: 16, uppercase: true)
      let number = "U+" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex
      let isVisible = scalar.properties.generalCategory != .control
      return isVisible ? "'\(scalar)' (\(number))" : number
    }
    return names.joined(separator: ", ") + (scalars.count > 4 ? ", ..." : "")
  }

  /// The largest picture of the same shape, where the size is a number at all.
  private static func nearest(_ width: Double, _ height: Double) -> String {
    guard width >= 1, height >= 1, width.isFinite, height.isFinite else { return "" }
    let factor = min(
      Double(Surface.sideLimit) / max(width, height),
      (Double(Surface.areaLimit) / (width * height)).squareRoot())
    let (most, high) = ((width * factor).rounded(.down), (height * factor).rounded(.down))
    return most < 1 || high < 1 ? "" : " (of this shape, \(pixels(most)) x \(pixels(high)))"
  }

  private static func pixels(_ value: Double) -> String {
    value.isFinite && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
  }
}
