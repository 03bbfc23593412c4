import Foundation
import Lessons

/// A corpus in a temporary file, read through `--data` into a lesson of one step.
struct Given {
  static let corpus = "data: { id: c, kind: corpus, file: none.tsv, pad_to: 20 }"

  let folder: String
  let path: String

  init(_ bytes: [UInt8], name: String) throws {
    folder = NSTemporaryDirectory() + "/unrolled-corpus-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    path = folder + "/" + name
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  init(_ text: String, name: String = "given.tsv") throws {
    try self.init(Array(text.utf8), name: name)
  }

  func lesson(_ directives: [String] = [corpus]) throws -> PreparedLesson {
    try PreparedLesson(LessonFiles.document(directives), data: path)
  }

  func result(_ directives: [String] = [corpus]) throws -> LessonResult {
    try lesson(directives).run()
  }

  /// Everything that is wrong, with the folder taken off.
  func complaints(_ directives: [String] = [corpus]) -> [String] {
    do {
      _ = try lesson(directives)
      return []
    } catch let error as InvalidLesson {
      return error.diagnostics.map { $0.description.replacingOccurrences(of: folder, with: "") }
    } catch {
      return ["\(error)"]
    }
  }
}

/// Rows of two labels that differ in one word.
func reviewRows(_ count: Int, labels: (String, String) = ("0", "1")) -> [String] {
  (0..<count).map { index in
    index % 2 == 0 ? "this was bad \(index)\t\(labels.0)" : "this was good \(index)\t\(labels.1)"
  }
}
