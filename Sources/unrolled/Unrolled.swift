import ArgumentParser
import FigureData
import Foundation
import Lessons

@main
struct Unrolled: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unrolled",
    abstract: "Recurrent networks, run in the open: every number forward and backward.",
    discussion: """
      Examples:
        unrolled list                     the lessons, with their last verdicts
        unrolled run 7                    one lesson, step by step
        unrolled run 2 4-7                several; 'all' runs every lesson
        unrolled run 7 --step             wait for Return after each step
        unrolled run 4 --set epochs=300   the same with another value
        unrolled run notes/mine.md        a lesson file of your own, anywhere
        unrolled check mine.yaml          the gradient of a model of your own
        unrolled draw heatmap mine.csv    a figure of numbers of your own
        unrolled help directives          what a lesson's directives may hold

      Exit codes:
        0    all is well
        1    a check failed, or a lesson took longer than its budget
        2    a lesson or its data is invalid, or output cannot be written
        64   the command line is wrong
        130  interrupted
      """,
    subcommands: [
      RunCommand.self, CheckCommand.self, DrawCommand.self, ListCommand.self,
      DirectivesCommand.self,
    ])

  static func main() {
    Interrupts.install()
    refuseUnknownCommand()
    refuseUnknownKind()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      exit(withError: error)
    }
  }
}

extension Unrolled {
  /// The parser names the nearest option, but not the nearest command.
  private static func refuseUnknownCommand() {
    let names = configuration.subcommands.map { $0._commandName } + ["help"]
    guard let word = CommandLine.arguments.dropFirst().first, !word.hasPrefix("-"),
      !names.contains(word)
    else { return }
    let suggestion = nearest(to: word, among: names).map { "; did you mean '\($0)'?" } ?? "."
    exit(
      withError: ValidationError(
        "there is no command '\(word)'\(suggestion) There are \(names.joined(separator: ", "))."))
  }

  /// The same for the kinds of figures.
  private static func refuseUnknownKind() {
    let words = Array(CommandLine.arguments.dropFirst().prefix(2))
    guard words.count == 2, words[0] == "draw", !words[1].hasPrefix("-"), words[1] != "help",
      DrawnKinds.named(words[1]) == nil
    else { return }
    exit(withError: ValidationError(DrawnKinds.complaint(about: words[1])))
  }
}

/// `unrolled help directives`, and the same as a command.
struct DirectivesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "directives", abstract: "What the directives of a lesson may hold.",
    discussion: helpOnDirectives())

  func run() throws {
    Terminal.line(helpOnDirectives())
  }
}
