import CPango
import Foundation

/// The fonts of every picture, in a fontconfig configuration of their own, so that a picture does
/// not depend on what else a machine has installed or prefers.
///
/// `@unchecked Sendable`: the configuration is complete before it is shared and never changes.
package final class FontSet: @unchecked Sendable {
  let configuration: OpaquePointer
  /// The files in use, a face each.
  package let files: [String]

  /// A font file, and where it comes from.
  struct Face: Sendable {
    let family: String
    let style: String
    let file: String
    let package: String
  }

  static let faces = [
    Face(
      family: "Inter", style: "Regular", file: "opentype/inter/Inter-Regular.otf",
      package: "fonts-inter"),
    Face(
      family: "Inter", style: "Medium", file: "opentype/inter/Inter-Medium.otf",
      package: "fonts-inter"),
    Face(
      family: "Inter", style: "Semi Bold", file: "opentype/inter/Inter-SemiBold.otf",
      package: "fonts-inter"),
    Face(
      family: "STIX", style: "Regular", file: "opentype/stix-word/STIX-Regular.otf",
      package: "fonts-stix"),
    Face(
      family: "STIX", style: "Italic", file: "opentype/stix-word/STIX-Italic.otf",
      package: "fonts-stix"),
    Face(
      family: "STIX", style: "Bold", file: "opentype/stix-word/STIX-Bold.otf",
      package: "fonts-stix"),
    Face(
      family: "NanumGothic", style: "Regular", file: "truetype/nanum/NanumGothic.ttf",
      package: "fonts-nanum"),
    Face(
      family: "NanumGothic", style: "Bold", file: "truetype/nanum/NanumGothicBold.ttf",
      package: "fonts-nanum"),
  ]

  /// One set for the process; the first use finds the files.
  package static let shared: Result<FontSet, DrawingError> = {
    do throws(DrawingError) { return .success(try FontSet()) } catch { return .failure(error) }
  }()

  /// - Parameters:
  ///   - folders: where the distribution's packages put fonts; asked first, because then not even
  ///     a hostile fontconfig file changes the picture.
  ///   - asksSystem: whether fontconfig is asked by family for what the folders do not have.
  package init(folders: [String] = ["/usr/share/fonts"], asksSystem: Bool = true)
    throws(DrawingError)
  {
    // FreeType reads this once, at its first use, and draws stems thicker or thinner by it.
    unsetenv("FREETYPE_PROPERTIES")
    guard let made = FcConfigCreate() else { throw .cairo(status: "out of memory") }
    var files: [String] = []
    for face in Self.faces {
      let known = folders.map { $0 + "/" + face.file }.first { access($0, R_OK) == 0 }
      let path = known ?? (asksSystem ? Self.systemFile(face.family, face.style) : nil)
      guard let path, FcConfigAppFontAddFile(made, path) != 0 else {
        FcConfigDestroy(made)
        throw .missingFont(family: "\(face.family) \(face.style)", package: face.package)
      }
      files.append(path)
    }
    configuration = made
    self.files = files
  }

  deinit { FcConfigDestroy(configuration) }

  /// The file that fontconfig has for exactly this family and style.
  private static func systemFile(_ family: String, _ style: String) -> String? {
    guard let pattern = FcPatternCreate(), let wanted = FcObjectSetCreate() else { return nil }
    defer {
      FcPatternDestroy(pattern)
      FcObjectSetDestroy(wanted)
    }
    FcPatternAddString(pattern, FC_FAMILY, family)
    FcObjectSetAdd(wanted, FC_FILE)
    FcObjectSetAdd(wanted, FC_STYLE)
    guard let list = FcFontList(nil, pattern, wanted) else { return nil }
    defer { FcFontSetDestroy(list) }
    var paths: [String] = []
    for index in 0..<Int(list.pointee.nfont) {
      guard let font = list.pointee.fonts[index] else { continue }
      var text: UnsafeMutablePointer<FcChar8>?
      guard FcPatternGetString(font, FC_STYLE, 0, &text) == FcResultMatch, let found = text,
        String(cString: found).filter({ $0 != " " }) == style.filter({ $0 != " " })
      else { continue }
      if FcPatternGetString(font, FC_FILE, 0, &text) == FcResultMatch, let file = text {
        paths.append(String(cString: file))
      }
    }
    return paths.min()
  }
}
