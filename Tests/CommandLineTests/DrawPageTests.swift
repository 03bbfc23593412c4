import Foundation
import Testing

/// Documentation/Draw.md: its files are written, its commands run, and what they print is compared.
@Suite struct DrawPageTests {
  private struct Block {
    var kind: String
    var file: String?
    var text: String
  }

  private func blocks() throws -> [Block] {
    let page = try String(
      contentsOfFile: Program.checkout + "/Documentation/Draw.md", encoding: .utf8)
    var blocks: [Block] = []
    var open: Block?
    for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        if let block = open {
          blocks.append(block)
          open = nil
        } else {
          let words = line.dropFirst(3).split(separator: " ").map(String.init)
          open = Block(kind: words.first ?? "", file: words.dropFirst().first, text: "")
        }
      } else {
        open?.text += line + "\n"
      }
    }
    #expect(open == nil)
    return blocks
  }

  /// Words between spaces; what stands between single quotes is one.
  private func words(_ command: String) -> [String] {
    var words: [String] = []
    var word = ""
    var isQuoted = false
    for character in command {
      if character == "'" {
        isQuoted.toggle()
      } else if character == " " && !isQuoted {
        if !word.isEmpty { words.append(word) }
        word = ""
      } else {
        word.append(character)
      }
    }
    return word.isEmpty ? words : words + [word]
  }

  @Test func everyExampleOnThePagePrintsWhatItSays() throws {
    let place = try Place()
    var printed: String?
    var count = 0
    for block in try blocks() {
      switch block.kind {
      case "csv", "tsv", "json": try place.write(try #require(block.file), block.text)
      case "sh":
        printed = ""
        for line in block.text.split(separator: "\n") {
          let words = words(String(line))
          #expect(words.first == "./unrolled")
          let outcome = try place.start(Array(words.dropFirst())).finish()
          printed? += outcome.output + outcome.error
          count += 1
        }
      case "text":
        #expect(printed == block.text)
        printed = nil
      default: #expect(block.kind == "swift")
      }
    }
    #expect(count >= 13 && printed == nil)
  }

  @Test func everyKindHasItsSection() throws {
    let page = try String(
      contentsOfFile: Program.checkout + "/Documentation/Draw.md", encoding: .utf8)
    let list = try Place().run("draw", "--list").lines
    let kinds = list.filter { !$0.isEmpty && !$0.hasPrefix(" ") }.compactMap {
      $0.split(separator: " ").first
    }
    #expect(kinds.count == 11)
    for kind in kinds {
      #expect(page.contains("\n## \(kind)\n"))
      #expect(page.contains("./unrolled draw \(kind) "))
    }
  }
}
