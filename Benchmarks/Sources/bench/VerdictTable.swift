import Foundation
import GradientCheck

/// What our checker and others say of the same wrong and right gradients.
struct VerdictTable {
  /// What a checker says of one case.
  struct Answer {
    enum Verdict: String { case pass, fail, inconclusive }
    var verdict: Verdict
    /// Ours in one sentence, the first words of others.
    var detail: String
    var seconds: Double
  }

  private struct PeerAnswer: Decodable {
    var checker: String
    var `case`: String
    var passes: Bool
    var detail: String
    var seconds: Double
  }

  private static let ours = "ours"
  private let cases: [CheckerCase]
  /// Ours first.
  private var checkers = [ours]
  /// By checker, then by case.
  private var answers: [String: [String: Answer]] = [:]

  /// - Parameter python: Nil for ours alone.
  init(home: URL, python: String?, note: (String) -> Void) throws {
    let file = home.appending(path: "Benchmarks/checker-cases.json")
    cases = try CheckerCase.all(in: file)
    for one in cases {
      let distance = try one.distance()
      guard one.isRight == (distance < 1e-12) || one.penalty != nil else {
        throw BenchmarkError("\(one.name): \(distance) from the gradient of our backward pass")
      }
      let start = ContinuousClock.now
      let report = try one.check()
      answers[Self.ours, default: [:]][one.name] = Answer(
        verdict: report.passed ? .pass : report.verdict == .inconclusive ? .inconclusive : .fail,
        detail: Self.sentence(report), seconds: seconds(since: start))
    }
    guard let python else { return }
    for library in ["pytorch", "jax", "tensorflow"] {
      note("the checkers of \(library)")
      do {
        for answer in try Self.ask(library, python: python, home: home, cases: file) {
          if !checkers.contains(answer.checker) { checkers.append(answer.checker) }
          answers[answer.checker, default: [:]][answer.case] = Answer(
            verdict: answer.passes ? .pass : .fail, detail: answer.detail, seconds: answer.seconds)
        }
      } catch {
        note("\(library) is left out: \(error)")
      }
    }
  }

  private static func ask(
    _ library: String, python: String, home: URL, cases: URL
  ) throws -> [PeerAnswer] {
    guard FileManager.default.isExecutableFile(atPath: python) else {
      throw BenchmarkError("there is no program \(python)")
    }
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = [
      home.appending(path: "Benchmarks/peers/checker_verdicts.py").path, "--library", library,
      "--cases", cases.path,
    ]
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["PYTHONDONTWRITEBYTECODE": "1", "OMP_WAIT_POLICY": "passive"]) { $1 }
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw BenchmarkError("its process ended with \(process.terminationStatus)")
    }
    return try data.split(separator: UInt8(ascii: "\n")).map {
      try JSONDecoder().decode(PeerAnswer.self, from: $0)
    }
  }

  private static func sentence(_ report: GradientCheck.Report) -> String {
    switch report.verdict {
    case .invalid(let reason): return reason.message
    case .pass: return ""
    case .fail:
      if let diagnosis = report.diagnosis { return diagnosis }
      let failing = report.tensors.filter { $0.verdict == .fail }
      return failing.first.flatMap(\.diagnosis)
        ?? failing.map { "\($0.name) takes no part in the loss" }.joined(separator: ", ")
    case .inconclusive:
      var counts: [String: Int] = [:]
      for entry in report.entries where entry.verdict.isInconclusive {
        counts[entry.verdict.rawValue, default: 0] += 1
      }
      let words = counts.sorted { $0.key < $1.key }.map { "\($0.value) by \($0.key)" }
      return "of \(report.checkedCount) entries undecided: " + words.joined(separator: ", ")
    }
  }

  /// A wrong gradient passes, or a right one fails; inconclusive is neither.
  private func isWrong(_ answer: Answer, of one: CheckerCase) -> Bool {
    answer.verdict == (one.isRight ? .fail : .pass)
  }

  private func wrongCases(_ checker: String) -> [CheckerCase] {
    cases.filter { one in answers[checker]?[one.name].map { isWrong($0, of: one) } ?? false }
  }

  /// Whether ours misses a wrong gradient or calls a right one wrong.
  var isOursWrong: Bool { !wrongCases(Self.ours).isEmpty }
}

extension VerdictTable {
  /// A table in Markdown, with what is mistaken in capitals.
  var text: String {
    var lines: [String] = []
    for isRight in [false, true] {
      let titles = [isRight ? "right gradients" : "wrong gradients"] + checkers
      lines.append("| " + titles.joined(separator: " | ") + " |")
      lines.append("|" + titles.map { _ in "---" }.joined(separator: "|") + "|")
      for one in cases where one.isRight == isRight {
        let cells = checkers.map { answers[$0]?[one.name].map { word($0, of: one) } ?? "-" }
        lines.append("| " + ([one.title] + cells).joined(separator: " | ") + " |")
      }
      let sums = checkers.map { checker in
        let wrong = wrongCases(checker).count { $0.isRight == isRight }
        return "\(wrong) \(isRight ? "false alarms" : "missed")"
      }
      lines.append("| | " + sums.joined(separator: " | ") + " |")
      lines.append("")
    }
    lines.append("What ours says:")
    for one in cases {
      guard let answer = answers[Self.ours]?[one.name], !answer.detail.isEmpty else { continue }
      lines.append("- \(one.title): \(answer.detail)")
    }
    lines.append("")
    for checker in checkers {
      let total = answers[checker]?.values.reduce(0) { $0 + $1.seconds } ?? 0
      lines.append("\(checker): \(String(format: "%.2f", total)) s for all")
    }
    return lines.joined(separator: "\n")
  }

  private func word(_ answer: Answer, of one: CheckerCase) -> String {
    switch (answer.verdict, one.isRight) {
    case (.inconclusive, _): "undecided"
    case (.pass, true): "pass"
    case (.fail, false): "caught"
    case (.pass, false): "MISSED"
    case (.fail, true): "FALSE ALARM"
    }
  }

  var jsonLines: String {
    struct Line: Encodable {
      var checker: String
      var `case`: String
      var isRight: Bool
      var verdict: String
      var mistaken: Bool
      var detail: String
      var seconds: Double
    }
    var lines = ""
    for checker in checkers {
      for one in cases {
        guard let answer = answers[checker]?[one.name] else { continue }
        let line = Line(
          checker: checker, case: one.name, isRight: one.isRight, verdict: answer.verdict.rawValue,
          mistaken: isWrong(answer, of: one), detail: answer.detail, seconds: answer.seconds)
        lines += JSONLine.text(line)
      }
    }
    return lines
  }
}
