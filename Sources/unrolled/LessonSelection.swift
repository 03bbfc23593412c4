import ArgumentParser
import Foundation

/// The lessons that a command line names: numbers, ranges, `all`, paths of files.
struct LessonSelection {
  /// Paths, each once, in the order in which they were named.
  private(set) var paths: [String] = []

  init(_ words: [String], in workplace: Workplace) throws {
    let lessons = workplace.numberedLessons()
    var seen: Set<String> = []
    func add(_ path: String) throws {
      guard path.allSatisfy({ !$0.isNewline && !$0.unicodeScalars.contains { $0.value < 32 } })
      else { throw ValidationError("a path with control characters is not accepted") }
      // The same file under two names is one lesson.
      let place = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
      if seen.insert(place).inserted { paths.append(path) }
    }
    for word in words {
      if word == "all" {
        guard !lessons.isEmpty else {
          throw ValidationError("there is no lesson in \(workplace.lessonsFolder)")
        }
        for lesson in lessons { try add(lesson.path) }
      } else if let range = Self.range(word) {
        let found = lessons.filter { range.contains($0.number) }
        guard !found.isEmpty else {
          guard !lessons.isEmpty else {
            throw ValidationError("there is no lesson in \(workplace.lessonsFolder)")
          }
          let numbers = lessons.map { String($0.number) }.joined(separator: ", ")
          throw ValidationError("there is no lesson \(word); there are \(numbers)")
        }
        for lesson in found { try add(lesson.path) }
      } else if word.contains("/") || word.hasSuffix(".md") {
        try add(word)
      } else {
        throw ValidationError(
          "'\(word)' is not a lesson; a number (7), a range (3-5), 'all' or the path of a lesson "
            + "file (notes/mine.md) is")
      }
    }
  }

  /// `7` or `3-5`
  private static func range(_ word: String) -> ClosedRange<Int>? {
    let parts = word.split(separator: "-", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { part in
      // A number that is too large for any lesson is still a number.
      !part.isEmpty && part.allSatisfy { $0.isASCII && $0.isNumber } ? Int(part) ?? .max : nil
    }
    guard numbers.count == parts.count, (1...2).contains(numbers.count) else { return nil }
    let (first, last) = (numbers[0], numbers[numbers.count - 1])
    return first <= last ? first...last : last...first
  }
}
