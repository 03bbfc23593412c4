import ArgumentParser
import FigureData
import Figures
import Lessons

/// Where a figure goes, how large it is and in what colours.
struct DrawOutput: ParsableArguments {
  @Option(
    name: .shortAndLong, parsing: .singleValue,
    help: ArgumentHelp(
      "A .png, .svg or .pdf file; may be repeated (default: the data's name with .png, here).",
      valueName: "file"))
  var output: [String] = []

  @Option(help: "The colours: light or dark.")
  var theme: FigureTheme = .light

  @Option(help: ArgumentHelp("Pixels from left to right (PDF: points).", valueName: "pixels"))
  var width: Int?

  /// The largest side of a picture.
  private static let widths = 16...32_767

  func validate() throws {
    for name in output {
      guard name != "-" else {
        throw ValidationError("-o -: a picture goes to a file, name.png, name.svg or name.pdf")
      }
      do { _ = try FigureFormat(path: name) } catch { throw ValidationError("-o \(error)") }
    }
    if let width, !Self.widths.contains(width) {
      throw ValidationError(
        "--width \(width): \(Self.widths.lowerBound) to \(Self.widths.upperBound) pixels are "
          + "allowed")
    }
  }

  /// The files to write.
  func names(for data: String, kind: String) -> [String] {
    if !output.isEmpty { return output }
    let name = data.split(separator: "/").last.map(String.init) ?? data
    guard data != "-", let dot = name.lastIndex(of: "."), dot != name.startIndex else {
      return [data == "-" ? kind + ".png" : name + ".png"]
    }
    return [String(name[..<dot]) + ".png"]
  }

  func render(_ figure: any Figure, as name: String) throws(FigureError) -> RenderedFigure {
    let format = (try? FigureFormat(path: name)) ?? .png
    let theme: Theme = theme == .dark ? .dark : .light
    guard let width else { return try figure.render(as: format, theme: theme) }
    return try figure.render(as: format, theme: theme, width: width)
  }
}
