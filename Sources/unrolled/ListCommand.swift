import ArgumentParser
import Foundation
import Lessons

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "The lessons, one line each, with the verdict of their last run.",
    discussion: """
      pass and fail speak of the lesson as it is now; stale says that its file has changed since.
      """)

  @Option(name: .shortAndLong, help: "The folder that runs write to.")
  var output: String?

  func run() throws {
    let workplace = Workplace()
    let lessons = workplace.numberedLessons()
    guard !lessons.isEmpty else {
      throw ValidationError("there is no lesson in \(workplace.lessonsFolder)")
    }
    var isInvalid = false
    for (number, path) in lessons {
      let label = String(number)
      let place = String(repeating: " ", count: max(0, 3 - label.count)) + label
      do {
        let prepared = try PreparedLesson(LessonReader.read(path: path))
        let folder = output ?? workplace.outputFolder(forLesson: path, isVaried: false)
        let status = OutputFolder(folder).status(of: prepared.document)
        let padding = String(repeating: " ", count: max(1, 9 - status.rawValue.count))
        Terminal.line(
          "\(place)  \(Style.standard.verdict(status.rawValue))\(padding)\(prepared.title)")
      } catch {
        isInvalid = true
        Terminal.line("\(place)  \(Style.standard.verdict("invalid"))  \(path)")
        Terminal.note(error.description)
      }
    }
    if isInvalid { throw ExitCode(2) }
  }
}
