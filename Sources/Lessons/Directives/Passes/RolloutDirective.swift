import Recurrent

/// `rollout`: every network of a comparison on the same text twice, reading the true symbols
/// (teacher-forced) and reading its own (free-running).
struct RolloutDirective: Directive {
  static let declaration = DirectiveDeclaration(
    "rollout",
    summary: "Trained networks reading the true symbols, and reading what they said themselves.",
    keys: [
      KeyDeclaration("id", .newID, required: true, help: "the name for later steps"),
      KeyDeclaration(
        "of", .reference(to: ["compare"]), required: true,
        help: "the trainings; their targets must be the symbols that come next"),
    ])

  let id: String
  private let comparisonID: String
  private let cases: [String]
  /// x_t and what follows it, for each sequence.
  private let read: [[Int]]
  private let wanted: [[Int]]

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    comparisonID = fields.text("of")
    guard let comparison = plan.directive(comparisonID, CompareDirective.self) else { return nil }
    cases = comparison.cases.map(\.name)
    let spec = comparison.model.spec
    let batch = comparison.batch
    guard spec.head.place == .eachStep, !spec.isBidirectional, spec.outputSize == batch.inputSize,
      batch.lengths == nil, case .classes(let classes) = batch.targets
    else {
      plan.error(
        at: fields.location(of: "of"),
        "'\(comparisonID)' cannot read its own symbols; that needs one direction, an output at each "
          + "step for each of the one-hot inputs, and sequences of one length")
      return nil
    }
    let size = batch.inputSize
    func index(_ t: Int, _ row: Int) -> Int {
      let start = (t * batch.batch + row) * size
      return batch.inputs[start..<start + size].firstIndex(of: 1).map { $0 - start } ?? -1
    }
    let rows = 0..<batch.batch
    read = rows.map { row in (0..<batch.steps).map { index($0, row) } }
    wanted = rows.map { row in (0..<batch.steps).map { classes[$0 * batch.batch + row] } }
    guard zip(read, wanted).allSatisfy({ Array($0.dropFirst()) == Array($1.dropLast()) }) else {
      plan.error(
        at: fields.location(of: "of"),
        "the targets of '\(comparisonID)' are not its next inputs ('characters' with 'ahead: 1' "
          + "has such)")
      return nil
    }
  }

  private static let measures = ["forced", "free", "gap", "forced_whole", "free_whole", "parted"]

  var valueNames: [String] {
    ["networks", "same_first_mistake"]
      + cases.flatMap { name in Self.measures.map { "\(name)_\($0)" } }
  }

  /// One network on one sequence.
  private struct Reading {
    let forced: [Bool]
    let free: [Bool]
    /// Whether the two say different texts.
    let parted: Bool
  }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    let compared = try context.found(comparisonID, [ComparedCase].self)
    var rows: [Table.Row] = []
    var values: [(name: String, value: Value)] = []
    var (networks, same) = (0, 0)
    for item in compared {
      let readings = item.runs.flatMap { self.readings($0.network) }
      networks += readings.count
      same +=
        readings.filter { $0.forced.firstIndex(of: false) == $0.free.firstIndex(of: false) }
        .count
      let forced = share(readings.map(\.forced))
      let free = share(readings.map(\.free))
      let wholeForced = readings.filter { $0.forced.allSatisfy(\.self) }.count
      let wholeFree = readings.filter { $0.free.allSatisfy(\.self) }.count
      let parted = readings.filter(\.parted).count
      values += [
        ("\(item.name)_forced", .number(forced)), ("\(item.name)_free", .number(free)),
        ("\(item.name)_gap", .number(forced - free)),
        ("\(item.name)_forced_whole", .number(Double(wholeForced))),
        ("\(item.name)_free_whole", .number(Double(wholeFree))),
        ("\(item.name)_parted", .number(Double(parted))),
      ]
      rows.append(
        Table.Row([
          item.name, "\(fixed(100 * forced, 1)) %", "\(fixed(100 * free, 1)) %",
          "\(wholeForced) of \(readings.count)", "\(wholeFree) of \(readings.count)", "\(parted)",
        ]))
    }
    step.values =
      [
        ("networks", .number(Double(networks))), ("same_first_mistake", .number(Double(same))),
      ] + values
    step.items.append(
      .table(
        Table(
          columns: [
            "case", "right, true symbols read", "right, its own read", "whole, true", "whole, own",
            "say different texts",
          ].map { .init($0) }, rows: rows)))
    step.items.append(
      .line("the first mistake stands at the same place in \(same) of \(networks)"))
  }

  private func readings(_ network: Network<Double>) -> [Reading] {
    let size = network.spec.outputSize
    var generator = SeededGenerator(seed: 0)
    return zip(read, wanted).map { read, wanted in
      let outputs = network.forward(SequenceBatch(oneHot: [read], classes: size)).outputs
      let forced = read.indices.map { t in
        let y = Array(outputs[t * size..<(t + 1) * size])
        return y.firstIndex(of: y.max()!)!
      }
      let free = network.generate(after: [read[0]], count: read.count, using: &generator)
      return Reading(
        forced: zip(forced, wanted).map { $0 == $1 }, free: zip(free, wanted).map { $0 == $1 },
        parted: forced != free)
    }
  }

  private func share(_ marks: [[Bool]]) -> Double {
    let all = marks.joined()
    return Double(all.filter(\.self).count) / Double(max(1, all.count))
  }
}
