import ArgumentParser
import Foundation
import Lessons

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs lessons step by step, checks their claims, writes their pages and figures.",
    discussion: """
      Examples:
        unrolled run 7                          lesson 7
        unrolled run all                        every lesson, and a summary
        unrolled run 11 --set rate=0.1          what if? (goes to Output/varied)
        unrolled run 4 --json | jq .verdict     the reports as JSON
        unrolled run 17 --data reviews.csv      the lesson's corpus is another file
        unrolled run all --check                compare with the Output that is there

      FILE of --data has a text and a label on each line, of two values (0 and 1, neg and pos, any
      two), in UTF-8 and in columns between tabs, commas or semicolons. Which columns they are is
      found by the names in the first line or by what stands in them; --set ID.columns.text=NAME and
      --set ID.columns.label=NAME say it. Ctrl-C ends a training on it, which then reports what it
      has, writes nothing and exits with 130; a second one leaves at once.

      A setting KEY=VALUE reaches every directive that states KEY; ID.KEY=VALUE reaches one.
      """)

  @Argument(help: "Numbers (7), ranges (3-5), 'all', or paths of lesson files.")
  var lessons: [String]

  @Flag(help: "Wait for Return after each step; on a terminal only.")
  var step = false

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp("Change a value of the lesson; may be repeated.", valueName: "key=value"))
  var settings: [String] = []

  @Option(
    help: ArgumentHelp("A TSV or CSV file for the corpus of the lesson.", valueName: "file"))
  var data: String?

  @Option(help: "Another seed than the lesson's.")
  var seed: UInt64?

  @Option(name: .shortAndLong, help: "The folder to write to (default: Output beside Lessons).")
  var output: String?

  @Flag(help: "Print each lesson's report as JSON instead of text.")
  var json = false

  @Flag(help: "Write nothing; compare the results with the output that is there.")
  var check = false

  @Option(help: "The colours of figures: light or dark.")
  var theme: FigureTheme = .light

  private enum Outcome {
    case pass(String)
    case fail(String)
    case invalid(String)
  }

  func validate() throws {
    if let bad = settings.first(where: { !$0.contains("=") }) {
      throw ValidationError("--set \(bad): a setting is written key=value")
    }
    if check && data != nil {
      throw ValidationError("--check compares lessons as they are written; leave out --data")
    }
    if check && isVaried {
      throw ValidationError(
        "--check compares lessons as they are written; leave out --set, --seed and --theme")
    }
  }

  private var isVaried: Bool {
    !settings.isEmpty || seed != nil || theme != .light || data != nil
  }

  func run() throws {
    let workplace = Workplace()
    let selection: LessonSelection
    do {
      selection = try select(in: workplace)
    } catch {
      // Thrown on, it would come with the program's usage and not this command's.
      Terminal.note("Error: \(error)\n  See 'unrolled run --help' for more information.")
      throw ExitCode(64)
    }
    let numbers = workplace.numberedLessons().map(\.number)
    var outcomes: [(name: String, outcome: Outcome)] = []
    for path in selection.paths {
      let outcome = runOne(path, workplace: workplace, numbers: numbers)
      outcomes.append((path, outcome))
    }
    summarise(outcomes)
    if outcomes.contains(where: { if case .invalid = $0.outcome { true } else { false } }) {
      throw ExitCode(2)
    }
    if outcomes.contains(where: { if case .fail = $0.outcome { true } else { false } }) {
      throw ExitCode(1)
    }
  }

  private func select(in workplace: Workplace) throws -> LessonSelection {
    let selection = try LessonSelection(lessons, in: workplace)
    let names = selection.paths.map { ($0 as NSString).lastPathComponent }
    if output != nil,
      let double = names.first(where: { name in names.filter { $0 == name }.count > 1 })
    {
      throw ValidationError("two lessons are called \(double); one output folder cannot hold both")
    }
    return selection
  }

  private func runOne(_ path: String, workplace: Workplace, numbers: [Int]) -> Outcome {
    let presenter = TerminalPresenter(style: .standard)
    let lesson: PreparedLesson
    let folder = OutputFolder(
      output ?? workplace.outputFolder(forLesson: path, isVaried: isVaried))
    let isNew = !FileManager.default.fileExists(atPath: folder.path)
    do {
      let document = try LessonReader.read(path: path)
      try refuseReservedName(document.name)
      lesson = try PreparedLesson(document, overrides: settings, seed: seed, data: data)
      if !check {
        if output == nil && isVaried {
          try OutputFolder(workplace.outputFolder(forLesson: path, isVaried: false)).prepare()
        }
        try folder.prepare(for: document.name)
      }
    } catch {
      Terminal.note("\(error)")
      return .invalid(path)
    }
    for warning in lesson.warnings { Terminal.note(warning.description) }
    if !json { Terminal.line(presenter.heading(lesson)) }
    let next = lesson.document.number.flatMap { own in numbers.first { $0 > own } }
    let stopwatch = Stopwatch()
    let pauses = step && !json && Terminal.inputIsTerminal && Terminal.outputIsTerminal
    let prints = !json
    let result = lesson.run(
      theme: theme, next: next,
      observer: RunObserver(
        stepFinished: { step, count in
          ProgressBar.erase()
          guard prints else { return }
          Terminal.line(presenter.step(step, of: count))
          if pauses && step.index < count { Self.pause() }
        },
        progress: { ProgressBar.show($0) },
        note: {
          ProgressBar.erase()
          if Terminal.errorIsTerminal { Terminal.note($0) }
        }, interruption: Interrupts.interruption))
    if Interrupts.interruption.isAsked { leave(result, isNew ? folder : nil) }
    let isLate = isLate(lesson, took: stopwatch.read())
    do {
      let outcome = try finish(result, in: folder, workplace: workplace, presenter: presenter)
      if isLate, case .pass(let name) = outcome { return .fail(name) }
      return outcome
    } catch {
      Interrupts.waitForTheEnd()
      Terminal.note("error: \(error)")
      return .invalid(path)
    }
  }

  /// Ends the program after a step that was interrupted: it has reported, nothing is written, and
  /// a folder that this run made for it goes again.
  private func leave(_ result: LessonResult, _ made: OutputFolder?) -> Never {
    if json { Terminal.line(String(Report(result).text.dropLast())) }
    // Only an empty one can be removed so.
    if let made { _ = rmdir(made.path) }
    Interrupts.cleanUp()
    Terminal.note("interrupted; earlier output is as it was")
    Foundation.exit(130)
  }

  /// A lesson's name is its folder's; some names are taken.
  private func refuseReservedName(_ name: String) throws {
    let isTaken = ["varied", "README.md", "index.html"].contains(name) || name.hasPrefix(".")
    if isTaken || name.utf8.count > 200 {
      throw OutputError(
        "error: '\(name.prefix(40))' cannot be the name of a lesson's output; rename the file")
    }
  }

  /// Writes or compares, and prints the last line of a lesson.
  private func finish(
    _ result: LessonResult, in folder: OutputFolder, workplace: Workplace,
    presenter: TerminalPresenter
  ) throws -> Outcome {
    if json { Terminal.line(String(Report(result).text.dropLast())) }
    let name = result.document.number.map { "lesson \($0)" } ?? result.document.name
    if check { return try compare(result, with: folder, name: name, presenter: presenter) }
    Interrupts.watch(folder)
    let page = try folder.write(result)
    try folder.writeContents()
    if !json {
      Terminal.line(presenter.closing(result, page: workplace.shown(page)))
      if isVaried && result.verdict == .fail {
        Terminal.note(
          "this run had settings of its own; the claims were written for the lesson's")
      }
      Terminal.line()
    }
    return result.verdict == .pass ? .pass(name) : .fail(name)
  }

  private func compare(
    _ result: LessonResult, with folder: OutputFolder, name: String, presenter: TerminalPresenter
  ) throws -> Outcome {
    let temporary = FileManager.default.temporaryDirectory
      .appendingPathComponent("unrolled-check-\(ProcessInfo.processInfo.processIdentifier)").path
    defer { try? FileManager.default.removeItem(atPath: temporary) }
    let fresh = OutputFolder(temporary)
    try fresh.prepare()
    _ = try fresh.write(result)
    let differences = LessonComparison.differences(
      expected: folder.folder(of: result.document.name),
      found: fresh.folder(of: result.document.name))
    let agrees = differences.isEmpty && result.verdict == .pass
    if !json {
      Terminal.line(presenter.closing(result, page: nil))
      for difference in differences { Terminal.line("   \(difference)") }
      Terminal.line(
        differences.isEmpty
          ? "   agrees with \(folder.folder(of: result.document.name))"
          : "   \(differences.count) difference\(differences.count == 1 ? "" : "s") from "
            + folder.folder(of: result.document.name))
      Terminal.line()
    }
    return agrees ? .pass(name) : .fail(name)
  }

  /// Whether a lesson took longer than its budget; a line says so. A busy machine alone is no fault
  /// of the lesson: it is late where the clock and its own processor time both are.
  private func isLate(
    _ lesson: PreparedLesson, took time: (seconds: Double, processor: Double)
  ) -> Bool {
    // What a reader changes takes the time that it takes.
    guard !isVaried, min(time.seconds, time.processor) > lesson.budget else { return false }
    Terminal.note(
      String(
        format: "%@: error: took %.1f s, %.1f s of processor time; its budget is %g s",
        lesson.document.path, time.seconds, time.processor, lesson.budget))
    return true
  }

  private func summarise(_ outcomes: [(name: String, outcome: Outcome)]) {
    guard outcomes.count > 1, !json else { return }
    var passed = 0
    var failed: [String] = []
    var invalid: [String] = []
    for item in outcomes {
      switch item.outcome {
      case .pass: passed += 1
      case .fail(let name): failed.append(name)
      case .invalid(let name): invalid.append(name)
      }
    }
    let style = Style.standard
    var line = "\(passed) of \(outcomes.count) lessons passed"
    if !failed.isEmpty { line += "; failed: \(failed.joined(separator: ", "))" }
    if !invalid.isEmpty { line += "; invalid: \(invalid.joined(separator: ", "))" }
    Terminal.line(passed == outcomes.count ? style.green(line) : style.red(line))
  }

  private static func pause() {
    Terminal.error("   (Return for the next step) ")
    _ = readLine()
  }
}

extension FigureTheme: ExpressibleByArgument {}
