import ArgumentParser
import Foundation
import Lessons

/// `unrolled check FILE`: the gradient of any model that lessons can describe.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Checks the gradient of a model that a YAML file describes.",
    discussion: """
      FILE holds a model and its data in the words of lessons:

        model: { cell: lstm, input: 3, hidden: 4, head: { outputs: 3, at: last },
                 loss: cross_entropy }
        data: { kind: recall, steps: 6, symbols: 3, count: 5 }
        seed: 7                      # optional
        check: { mode: exhaustive }  # optional, as in 'gradcheck'

      Examples:
        unrolled check mine.yaml                       the table by tensor
        unrolled check mine.yaml -o figures            and two figures
        unrolled check mine.yaml --mode exhaustive     every entry by itself
        unrolled check mine.yaml --json | jq .verdict  the report as JSON

      'unrolled help directives' lists the keys of 'model' and 'data'. Exit codes: 0 the gradient
      passed, 1 it did not, 2 the file is invalid, 64 the command line is wrong.
      """)

  @Argument(help: ArgumentHelp("A YAML file with 'model' and 'data'.", valueName: "file"))
  var file: String

  @Option(
    name: .shortAndLong,
    help: "A folder for figures: the parameters by verdict, the error against the step.")
  var output: String?

  @Option(help: "How much is looked at: quick, standard or exhaustive (default: the file's own).")
  var mode: GradCheckFile.Mode?

  @Option(help: "Another seed than the file's.")
  var seed: UInt64?

  @Flag(help: "Print the report as JSON instead of text.")
  var json = false

  @Option(help: "The colours of figures: light or dark.")
  var theme: FigureTheme = .light

  func run() throws {
    let checked: GradCheckFile
    do {
      checked = try GradCheckFile(path: file, mode: mode, seed: seed)
    } catch {
      Terminal.note("\(error)")
      throw ExitCode(2)
    }
    for warning in checked.warnings { Terminal.note(warning.description) }
    let result = checked.run()
    var figures: [String] = []
    if let output {
      do {
        figures = try result.writeFigures(to: output, theme: theme)
      } catch {
        Terminal.note("error: \(error)")
        throw ExitCode(2)
      }
    }
    if json {
      Terminal.line(String(result.json.dropLast()))
    } else {
      let presenter = TerminalPresenter(style: .standard)
      Terminal.line(presenter.heading(file, result.subject))
      Terminal.line(presenter.items(result.items))
      for path in figures { Terminal.line("   \(path)") }
      Terminal.line(presenter.verdict(result.verdict, result.summary))
    }
    if result.verdict != .pass { throw ExitCode(1) }
  }
}

extension GradCheckFile.Mode: ExpressibleByArgument {}

extension TerminalPresenter {
  /// `mine.yaml  LSTM, 4 units, 140 parameters; 5 sequences of 6 steps`
  func heading(_ file: String, _ subject: String) -> String {
    style.bold(file) + "  " + style.faint(subject)
  }

  /// `PASS  a bug of 6.2e-11 would have been seen; 1,528 evaluations; ...`
  func verdict(_ verdict: StepResult.Verdict, _ summary: String) -> String {
    "\(style.verdict(verdict.rawValue.uppercased()))  \(summary)"
  }
}
