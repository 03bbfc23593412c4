import Foundation
import Testing

@Suite struct DocumentationTests {
  private static func text(_ path: String) throws -> String {
    var folder = URL(filePath: #filePath)
    for _ in 0..<3 { folder.deleteLastPathComponent() }
    return try String(contentsOf: folder.appending(path: path), encoding: .utf8)
  }

  /// What stands between ```swift and ```.
  private static func blocks(of page: String) -> [String] {
    page.components(separatedBy: "```swift\n").dropFirst().map {
      $0.components(separatedBy: "\n```")[0]
    }
  }

  /// The page shows code that is compiled and drawn here, word for word.
  @Test func everyExampleOfThePageIsCompiled() throws {
    let source = try Self.text("Tests/FiguresTests/DocumentedFigures.swift")
      .replacingOccurrences(of: "\n    ", with: "\n")
    let blocks = Self.blocks(of: try Self.text("Documentation/Figures.md"))
    #expect(blocks.count == DocumentedFigures.all.count + 1)
    for block in blocks.dropFirst() {
      #expect(source.contains("\n" + block + "\nreturn figure"), "\(block)")
    }
  }

  @Test func everyFigureOfThePageHasItsPicture() throws {
    let page = try Self.text("Documentation/Figures.md")
    for (name, _) in DocumentedFigures.all {
      #expect(page.contains("References/documented-\(name).png)"), "\(name)")
    }
  }
}
