import Museum
import Recurrent

/// `museum`: published mistakes in backward passes, each held against the loss.
struct MuseumDirective: Directive {
  static let declaration = DirectiveDeclaration(
    "museum",
    summary: "Backward passes with a published mistake in one line, each held against the loss.",
    keys: [
      KeyDeclaration("id", .newID, required: true, help: "the name for later steps"),
      KeyDeclaration(
        "probe", .choice(["strong", "weak"]), default: "strong",
        help: "strong: sequences of several lengths, states and biases that are not 0, a loss at "
          + "each step and on the final states; weak: one step from zero states"),
      KeyDeclaration(
        "cells", .list(.choice(["rnn", "lstm", "gru"]), count: 1...3), default: "[rnn, lstm, gru]",
        help: "an exhibit is shown in the first of these that has the line"),
      KeyDeclaration(
        "exhibits", .list(.choice(Mistake.allCases.map(\.name)), count: 1...100),
        help: "the mistakes; all that fit one of the cells if there are none"),
      KeyDeclaration(
        "seeds", .integer(1...100), default: "1",
        help: "how often; network, data and states are drawn anew for each"),
      KeyDeclaration(
        "show", .list(.choice(["lines", "results"]), count: 0...2), default: "[results]",
        help: "the right line beside the wrong one; what the check finds"),
    ])

  let id: String
  /// Each mistake with the cell that shows it.
  let exhibits: [(mistake: Mistake, cell: Cell)]
  let cells: [Cell]
  let isWeak: Bool
  let seeds: Int
  let seed: UInt64
  let show: [String]

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    isWeak = fields.text("probe") == "weak"
    seeds = fields.integer("seeds")
    show = fields.texts("show")
    seed = plan.seed(for: id)
    let cells = fields.texts("cells").map(Self.cell)
    self.cells = cells
    func home(of mistake: Mistake) -> Cell? {
      cells.first { mistake.fits(Probe.strong($0, for: mistake, seed: 0).spec) }
    }
    guard let wanted = fields.isGiven("exhibits") ? fields.list("exhibits") : nil else {
      exhibits = Mistake.allCases.compactMap { mistake in home(of: mistake).map { (mistake, $0) } }
      return
    }
    var exhibits: [(mistake: Mistake, cell: Cell)] = []
    for item in wanted {
      let mistake = Mistake(name: item.text ?? "")!
      if exhibits.contains(where: { $0.mistake == mistake }) {
        plan.error(at: item.location, "'\(mistake.name)' is named twice in 'exhibits'")
        return nil
      }
      guard let cell = home(of: mistake) else {
        plan.error(
          at: item.location,
          "'\(mistake.name)' is a mistake of other cells than "
            + quotedList(fields.texts("cells"), last: " and "))
        return nil
      }
      exhibits.append((mistake, cell))
    }
    self.exhibits = exhibits
  }

  private static func cell(_ name: String) -> Cell {
    switch name {
    case "lstm": .lstm
    case "gru": .gru(.after)
    default: .elman(.tanh)
    }
  }

  var valueNames: [String] {
    [
      "exhibits", "caught", "escaped", "missed", "named", "seeds", "right_passed", "right_says",
    ]
      + exhibits.flatMap { exhibit in
        ["caught", "says", "tensors", "entry"].map { "\(exhibit.mistake.name)_\($0)" }
      }
  }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    // The same copies without a mistake: what the check says of them is the control.
    let controls = cells.flatMap { cell in
      (0..<seeds).map { finding(nil, in: cell, $0) }
    }
    let rightPassed = controls.allSatisfy(\.passed)
    let untested = controls.flatMap(\.untested).reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    let rightSays =
      rightPassed
      ? "passes"
      : untested.isEmpty
        ? "does not pass" : "cannot pass; not tested: " + untested.joined(separator: ", ")
    var rows = [
      Table.Row([
        "none", "each", "\(controls.count(where: \.isCaught)) of \(controls.count)", "", "",
        rightSays,
      ])
    ]
    var caughtAlways = 0
    var neverCaught = 0
    var named = 0
    var values: [(name: String, value: Value)] = []
    for (mistake, cell) in exhibits {
      let findings = (0..<seeds).map { finding(mistake, in: cell, $0) }
      let caught = findings.count(where: \.isCaught)
      let first = findings.first(where: \.isCaught)
      if caught == seeds { caughtAlways += 1 }
      if caught == 0 { neverCaught += 1 }
      if first?.diagnosis != nil { named += 1 }
      let says = first.map { $0.diagnosis ?? "wrong, in no way that it knows" } ?? "nothing"
      let entry = first?.entry ?? ""
      let tensors = (first?.wrongTensors ?? []).joined(separator: ", ")
      rows.append(
        Table.Row([mistake.name, cell.name, "\(caught) of \(seeds)", tensors, entry, says]))
      values += [
        ("\(mistake.name)_caught", .number(Double(caught))),
        ("\(mistake.name)_says", .text(says)), ("\(mistake.name)_tensors", .text(tensors)),
        ("\(mistake.name)_entry", .text(entry)),
      ]
    }
    step.values =
      [
        ("exhibits", .number(Double(exhibits.count))), ("caught", .number(Double(caughtAlways))),
        ("escaped", .number(Double(exhibits.count - caughtAlways))),
        ("missed", .number(Double(neverCaught))),
        ("named", .number(Double(named))), ("seeds", .number(Double(seeds))),
        ("right_passed", flag(rightPassed)), ("right_says", .text(rightSays)),
      ] + values
    if show.contains("lines") { step.items.append(.table(lines)) }
    if show.contains("results") {
      step.items.append(
        .table(
          Table(
            columns: [
              .init("mistake"), .init("cell"), .init("caught"), .init("wrong in"),
              .init("worst entry"), .init("what the check says"),
            ], rows: rows)))
    }
    step.items.append(
      .line(
        "\(caughtAlways) of \(counted(exhibits.count, "exhibit")) caught"
          + (seeds > 1 ? " on every one of \(seeds) seeds" : "")))
  }

  /// What each mistake is: the line as it should be, and as it was written.
  private var lines: Table {
    Table(
      columns: [.init("mistake"), .init("the line"), .init("as it was written")],
      rows: exhibits.map {
        Table.Row([$0.mistake.name, $0.mistake.right, $0.mistake.wrong])
      })
  }

  private func finding(_ mistake: Mistake?, in cell: Cell, _ number: Int) -> MuseumFinding {
    let drawn = derivedSeed(seed, "\(number)")
    return MuseumFinding(
      mistake,
      on: isWeak
        ? .weak(cell, for: mistake, seed: drawn) : .strong(cell, for: mistake, seed: drawn),
      seed: drawn)
  }
}
