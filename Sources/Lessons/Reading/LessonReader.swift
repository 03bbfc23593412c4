/// Takes a lesson file apart: front matter, directives, prose and its value spans.
///
/// cmark-gfm decides what is a fence, a code span and raw HTML; this reader only finds their
/// places in the file and checks what a lesson may hold. Everything that is wrong with the file
/// is reported together.
public enum LessonReader {
  /// Reads `Lessons/07-bptt.md`.
  ///
  /// - Throws: every problem of the file, each with its line and column.
  public static func read(path: String) throws(InvalidLesson) -> LessonDocument {
    let bytes: [UInt8]
    do {
      bytes = try BoundedFile.bytes(path: path)
    } catch {
      throw InvalidLesson([error])
    }
    return try read(bytes: bytes, path: path)
  }

  /// Reads a lesson that is already in memory; `path` stands in the messages.
  public static func read(text: String, path: String) throws(InvalidLesson) -> LessonDocument {
    try read(bytes: Array(text.utf8), path: path)
  }

  public static func read(bytes: [UInt8], path: String) throws(InvalidLesson) -> LessonDocument {
    let source = try SourceText(bytes: bytes, path: path)
    var survey = LessonSurvey(source: source)
    survey.readFrontMatter()
    survey.readMarkdown()
    guard survey.problems.isEmpty else { throw InvalidLesson(survey.problems) }
    let name = fileName(path)
    let digits = name.prefix { $0.isASCII && $0.isNumber }
    return LessonDocument(
      path: path, name: name, number: Int(digits), source: source.text,
      frontMatter: survey.frontMatter, blocks: survey.blocks())
  }

  /// `07-bptt` for `Lessons/07-bptt.md`.
  private static func fileName(_ path: String) -> String {
    let last = path.split(separator: "/").last.map(String.init) ?? path
    guard let dot = last.lastIndex(of: "."), dot != last.startIndex else { return last }
    return String(last[..<dot])
  }
}
