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
  /// A picture would be larger than Cairo can hold.
  case tooLarge(width: Double, height: Double, limit: Int)
  /// A number that is not finite reached the canvas as a coordinate.
  case notFinite(what: String)
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
      return "no pinned font can draw \(Self.named(characters)) in the label '\(label)'; the fonts "
        + "are Inter (fonts-inter), STIX (fonts-stix) and NanumGothic (fonts-nanum)"
    case .unknownCommand(let command, let label, let nearest):
      let hint = nearest.map { "; did you mean '\($0)'?" } ?? ""
      return "unknown command '\(command)' in the label '\(label)'\(hint)"
    case .malformedLabel(let label, let reason):
      return "the label '\(label)' is not well formed: \(reason)"
    case .tooLarge(let width, let height, let limit):
      return "a picture of \(Self.pixels(width)) x \(Self.pixels(height)) pixels is too large; a "
        + "side may have 1 to \(limit) pixels and the whole \(Surface.areaLimit)"
    case .notFinite(let what):
      return "\(what) is not a finite number"
    case .cairo(let status):
      return "Cairo cannot draw this: \(status)"
    case .png(let message):
      return "libpng: \(message)"
    case .write(let path, let operation, let reason):
      return "cannot write '\(path)' (\(operation)): \(reason)"
    }
  }

  private static func named(_ characters: String) -> String {
    characters.unicodeScalars.prefix(4).map { scalar in
      let hex = String(scalar.value, radix: 16, uppercase: true)
      return "U+" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex
    }.joined(separator: ", ")
  }

  private static func pixels(_ value: Double) -> String {
    value.isFinite && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
  }
}
