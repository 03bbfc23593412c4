import ArgumentParser
import Foundation

/// `bench checker`: how often the gradient checker is wrong. How fast it is, `--works checker` says.
struct CheckerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checker",
    abstract: "Looks for false alarms, or compares verdicts with those of other checkers.",
    discussion: """
      Without --verdicts: the gradients of random networks, all of them right, are checked entry \
      by entry. The exit code is 1 when one is called wrong.

      With --verdicts: ten wrong and ten right gradients, Benchmarks/checker-cases.json, are put \
      to our checker and, where there is a Python for them, to those of PyTorch, JAX and \
      TensorFlow, each with its defaults. The exit code is 1 when ours misses a wrong one or \
      calls a right one wrong.

      --threads (the networks are split among 2), --json and --python are those of bench; with \
      --verdicts there is a line of JSON for each checker and case.
      """)

  @Option(help: "The number of random networks.")
  var models = 10_000
  @Option(help: "The first network's seed; the others follow it.")
  var seed: UInt64 = 1
  @Flag(help: "Compare verdicts on wrong and right gradients.")
  var verdicts = false

  /// It takes --threads, --json and --python before they come here.
  @ParentCommand var bench: Bench

  func validate() throws {
    guard models >= 1 else { throw ValidationError("--models \(models); at least 1 is needed") }
  }

  func run() throws {
    if verdicts { return try compareVerdicts() }
    let start = ContinuousClock.now
    let tally = FalseAlarms.count(
      models: models, from: seed, threads: bench.threads ?? 2
    ) { done, alarms in
      let rate = Double(done) / seconds(since: start)
      Bench.note(
        "\(done) of \(models) models, \(alarms) false alarms, "
          + String(format: "%.0f a second, %.0f s left", rate, Double(models - done) / rate))
    }
    let time = seconds(since: start)
    Bench.say(tally.text(seconds: time))
    try write(tally.jsonLine(seed: seed, seconds: time))
    if tally.alarmCount > 0 { throw ExitCode(1) }
  }

  private func compareVerdicts() throws {
    let table = try VerdictTable(home: Bench.home, python: bench.python, note: Bench.note)
    Bench.say(table.text)
    try write(table.jsonLines)
    if table.isOursWrong { throw ExitCode(1) }
  }

  private func write(_ lines: String) throws {
    if let json = bench.json { try Data(lines.utf8).write(to: URL(fileURLWithPath: json)) }
  }
}
