import Figures
import Foundation
import GradientCheck
import Recurrent

/// What `unrolled check` found: lines and a table for a terminal, figures, and JSON.
public struct GradCheckResult: Sendable {
  private let file: GradCheckFile
  private let run: GradCheckRun
  private let seed: UInt64

  init(file: GradCheckFile, run: GradCheckRun, seed: UInt64) {
    self.file = file
    self.run = run
    self.seed = seed
  }

  public var verdict: StepResult.Verdict { run.verdict }

  /// What was checked, in one line.
  public var subject: String { file.subject }

  /// The table by tensor, and what was found.
  public var items: [StepResult.Item] {
    var items: [StepResult.Item] = run.report.tensors.isEmpty ? [] : [.table(run.table)]
    items += run.coverage.map { .line($0) }
    if verdict != .pass { items.append(.failure(finding)) }
    return items
  }

  /// One line: the diagnosis, or the smallest bug that would have been seen, and how much it took.
  public var summary: String {
    var parts: [String] = []
    if let reason { parts.append(reason) }
    if verdict == .pass, let weakest = run.report.weakest {
      parts.append("a bug of \(significant(weakest.detectable, 2)) would have been seen")
    }
    parts.append("\(grouped(run.report.lossEvaluations)) evaluations")
    parts.append("noise of the loss \(significant(run.report.noiseFloor, 2))")
    parts.append("exact derivatives agree to \(run.digits) digits")
    return parts.joined(separator: "; ")
  }

  /// The likely mistake, the tensors that were not tested, or the rule that was broken.
  private var reason: String? {
    switch run.report.verdict {
    case .pass:
      return verdict == .pass ? nil : "the exact derivatives say otherwise"
    case .invalid(let reason): return reason.message
    case .inconclusive: return run.report.worst.map { "\($0.label) could not be judged" }
    case .fail:
      if let diagnosis = run.report.diagnosis { return diagnosis }
      let idle = run.report.tensors.filter { $0.isVacuous && !$0.allowedUnused }.map(\.name)
      return idle.isEmpty
        ? nil : "no influence on the loss, so not tested: \(idle.joined(separator: ", "))"
    }
  }

  private var finding: String {
    guard run.report.passed else { return run.report.description }
    return "differences agree with the gradient, but dual numbers only to "
      + "\(significant(run.exactDifference, 2)) of the largest entry"
  }

  // MARK: Figures

  /// The parameters by verdict, the error of differences against their step for the worst entry,
  /// and, of a small model, the gradient of every time step; none where nothing was looked at.
  public func figures(theme: FigureTheme) throws(FigureError) -> [(name: String, png: [UInt8])] {
    guard !run.report.tensors.isEmpty else { return [] }
    let colors: Theme = theme == .dark ? .dark : .light
    let metadata = FigureMetadata(source: "\(file.path), seed \(seed)")
    let map = run.verdictMap(
      title: Label.plain("\(file.name): every parameter by the verdict on its gradient"),
      subtitle: Label.plain(file.subject))
    var figures = [
      (name: "verdicts.png", png: try map.render(theme: colors, metadata: metadata).bytes)
    ]
    if let sweep {
      let plot = sweep.plot(
        title: Label.plain("\(file.name): the error of a difference at \(sweep.name)"),
        subtitle: Label.plain(
          "float64 and float32, with the noise and the truncation that were predicted"))
      figures.append(
        (name: "differences.png", png: try plot.render(theme: colors, metadata: metadata).bytes))
    }
    if let time = GradCheckTime(run, seed: seed) {
      let plot = time.plot(
        title: Label.plain("\(file.name): the gradient of every step by itself"),
        subtitle: Label.plain(
          "each step has its own copy of the weights, and is held against the loss"))
      figures.append(
        (name: "through-time.png", png: try plot.render(theme: colors, metadata: metadata).bytes))
    }
    return figures
  }

  /// The V of the entry with the largest disagreement; none where only directions were looked at,
  /// and none of a loss with dropout.
  private var sweep: DifferenceSweep? {
    guard run.mask == nil else { return nil }
    let candidates = run.report.entries.filter { $0.direction == nil && !$0.verdict.isZero }
    guard let entry = candidates.max(by: { $0.ratio < $1.ratio }),
      let place = run.network.spec.layout.index(of: entry)
    else { return nil }
    return DifferenceSweep(run, name: entry.label, entries: [place], seed: seed)
  }

  /// Writes the figures into a folder, which is made when only it is missing.
  ///
  /// - Returns: The paths that were written.
  public func writeFigures(to folder: String, theme: FigureTheme) throws -> [String] {
    let figures = try figures(theme: theme)
    try Files.makeFolder(folder)
    return try figures.map { figure in
      let path = folder + "/" + figure.name
      try Files.replace(path, with: figure.png)
      return path
    }
  }

  // MARK: JSON

  /// The report as JSON: sorted keys, two spaces, a newline at the end. `report` is what
  /// `GradientCheck.Report` encodes.
  public var json: String {
    JSONText.object([
      "schema": .integer(1), "file": .string(file.path), "subject": .string(file.subject),
      "seed": .unsigned(seed), "verdict": .string(verdict.rawValue), "summary": .string(summary),
      "exact": .object([
        "difference": .number(run.exactDifference), "digits": .integer(run.digits),
        "entries": .integer(run.exactEntries.count),
      ]),
      "report": JSONText(encoding: run.report),
    ]).document
  }
}
