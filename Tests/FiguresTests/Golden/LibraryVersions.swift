import Drawing
import Foundation

/// The libraries and fonts that pictures are made with, a line each.
///
/// A reference that was made with others may differ in pixels while the drawing is right, so the
/// versions are kept beside the references and both are named where a picture does not agree.
enum LibraryVersions {
  static let current: String = lines().joined(separator: "\n") + "\n"

  /// What a reader of a failing test should know about the versions there and here.
  static func explanation(references: String?) -> String {
    guard let references else { return "No file says what the references were made with." }
    let (there, here) = (lineSet(references), lineSet(current))
    if there == here {
      return "The references were made with the same libraries and fonts as are used here, so it "
        + "is the drawing that changed."
    }
    func list(_ lines: [String]) -> String {
      lines.isEmpty ? "nothing" : lines.joined(separator: "; ")
    }
    return """
      The references were made with other versions:
        there: \(list(there.filter { !here.contains($0) }))
        here:  \(list(here.filter { !there.contains($0) }))
      Another version of a font changes the letters, and another Cairo or FreeType their edges. If \
      the two pictures differ in nothing else, this is no fault of the drawing; references of one's \
      own are made by UNROLLED_RECORD_GOLDEN=1 (not to be committed unless all are made anew).
      """
  }

  private static func lineSet(_ text: String) -> [String] {
    text.split(separator: "\n").map(String.init)
  }

  private static func lines() -> [String] {
    var lines = [
      "Cairo \(string("cairo_version_string"))", "Pango \(string("pango_version_string"))",
      "HarfBuzz \(string("hb_version_string"))", "FreeType \(freeType())",
    ]
    if let fonts = try? FontSet.shared.get() { lines += fonts.files.map(font) }
    return lines
  }

  /// The libraries are there already, linked by the module that draws.
  private static func function<Function>(_ name: String, _: Function.Type) -> Function? {
    guard let address = dlsym(dlopen(nil, RTLD_NOW), name) else { return nil }
    return unsafeBitCast(address, to: Function.self)
  }

  private static func string(_ name: String) -> String {
    typealias Version = @convention(c) () -> UnsafePointer<CChar>?
    return function(name, Version.self)?().map { String(cString: $0) } ?? "unknown"
  }

  private static func freeType() -> String {
    typealias Init = @convention(c) (UnsafeMutablePointer<OpaquePointer?>) -> Int32
    typealias Part = UnsafeMutablePointer<Int32>
    typealias Version = @convention(c) (OpaquePointer, Part, Part, Part) -> Void
    typealias Done = @convention(c) (OpaquePointer) -> Int32
    var library: OpaquePointer?
    guard let start = function("FT_Init_FreeType", Init.self), start(&library) == 0, let library,
      let version = function("FT_Library_Version", Version.self)
    else { return "unknown" }
    var (major, minor, patch): (Int32, Int32, Int32) = (0, 0, 0)
    version(library, &major, &minor, &patch)
    _ = function("FT_Done_FreeType", Done.self)?(library)
    return "\(major).\(minor).\(patch)"
  }

  /// The revision and the checksum that a font's `head` table has of the whole file.
  private static func font(_ path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let bytes = [UInt8](FileManager.default.contents(atPath: path) ?? Data())
    func number(_ at: Int, _ count: Int) -> Int {
      guard at >= 0, at + count <= bytes.count else { return 0 }
      return bytes[at..<at + count].reduce(0) { $0 << 8 | Int($1) }
    }
    for table in 0..<number(4, 2) {
      let entry = 12 + 16 * table
      guard number(entry, 4) == 0x6865_6164 else { continue }
      let head = number(entry + 8, 4)
      let revision = Double(number(head + 4, 4)) / 65536
      return String(format: "%@ %.3f (checksum %08x)", name, revision, number(head + 8, 4))
    }
    return "\(name) of an unknown version"
  }
}
