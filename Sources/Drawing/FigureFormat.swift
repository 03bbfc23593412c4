/// The kinds of file a page can become.
public enum FigureFormat: String, CaseIterable, Sendable, Hashable {
  /// Pixels.
  case png
  /// Vectors; letters are outlines, so that no font is needed to read it.
  case svg
  /// Vectors; the letters that occur are embedded.
  case pdf

  /// The format that a path's extension names, in either case.
  ///
  /// - Throws: `.unknownFormat` with the extension that was given and those that are allowed.
  public init(path: String) throws(DrawingError) {
    let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    // A leading dot makes a hidden file, not an extension.
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else {
      throw .unknownFormat(path: path, found: "")
    }
    let found = String(name[name.index(after: dot)...])
    guard let format = FigureFormat(rawValue: found.lowercased()) else {
      throw .unknownFormat(path: path, found: found)
    }
    self = format
  }

  /// Whether the page is kept as shapes and not as pixels.
  public var isVector: Bool { self != .png }

  /// `.png, .svg or .pdf`.
  static let allowed: String = {
    let names = allCases.map { "." + $0.rawValue }
    return names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
  }()
}

/// What a picture's file says of itself.
public struct PictureInfo: Sendable, Hashable {
  public var title: String
  public var software: String
  /// Where the numbers come from; nil leaves it out.
  public var source: String?

  public init(title: String, software: String = "Unrolled", source: String? = nil) {
    self.title = title
    self.software = software
    self.source = source
  }

  /// As the iTXt entries of a PNG.
  var texts: [PNG.Text] {
    var texts = [PNG.Text("Title", title), PNG.Text("Software", software)]
    if let source { texts.append(PNG.Text("Source", source)) }
    return texts
  }
}
