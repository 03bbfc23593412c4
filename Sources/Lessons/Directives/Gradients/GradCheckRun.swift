import Foundation
import GradientCheck
import NetworkCheck
import RealModule
import Recurrent

/// A network's gradient that was held against its loss: what tables, figures and files say of it.
struct GradCheckRun: Sendable {
  let network: Network<Double>
  let batch: SequenceBatch<Double>
  /// The one dropout mask of all evaluations; nil without dropout.
  let mask: UInt64?
  let report: GradientCheck.Report
  /// Parameters, by their places in the flat buffer, with derivatives exact to rounding: dual
  /// numbers through the textbook's forward pass, which shares no line with the differences and
  /// none with the backward pass. It drops nothing.
  let exactEntries: [Int]
  let exact: [Double]
  /// The largest difference between gradient and exact derivatives, over the largest of these.
  let exactDifference: Double

  /// An entry that is made wrong on purpose.
  typealias Plant = (index: Int, name: String, relative: Double)

  init(
    _ network: Network<Double>, on batch: SequenceBatch<Double>, check: GradientCheck,
    plant: Plant? = nil
  ) {
    self.network = network
    self.batch = batch
    mask = network.spec.dropout > 0 ? check.seed : nil
    let threads = ProcessInfo.processInfo.activeProcessorCount
    report = NetworkCheck(check, threads: threads).differences(
      network, on: batch, dropoutSeed: mask
    ) { gradient in
      if let plant { gradient[plant.index] *= 1 + plant.relative }
    }
    exactEntries = Self.affordableEntries(network, batch, seed: check.seed)
    exact = TextbookNetwork<DualNumber>.gradient(
      network.spec, at: network.parameters.values, of: batch, entries: exactEntries)
    let gradient = network.backward(network.forward(batch)).gradients.values
    exactDifference = NetworkCheck.difference(
      of: exactEntries.map { gradient[$0] }, from: exact)
  }

  /// To how many digits gradient and exact derivatives agree.
  var digits: Int {
    guard exactDifference.isFinite else { return 0 }
    return exactDifference == 0 ? 15 : min(15, max(0, Int(-Double.log10(exactDifference))))
  }

  /// Pass only where the exact derivatives agree as well: to 10 digits of the largest.
  var verdict: StepResult.Verdict {
    switch report.verdict {
    case .pass: exactDifference <= NetworkCheck.exactTolerance ? .pass : .fail
    case .inconclusive: .inconclusive
    case .fail, .invalid: .fail
    }
  }

  /// All parameters, or as many as dual numbers can walk through in about a second.
  private static func affordableEntries(
    _ network: Network<Double>, _ batch: SequenceBatch<Double>, seed: UInt64
  ) -> [Int] {
    let count = network.parameters.values.count
    let pass = count * batch.steps * batch.batch
    let affordable = max(20, 40_000_000 / max(1, pass))
    guard affordable < count else { return Array(0..<count) }
    var generator = SeededGenerator(seed: seed)
    return Array(0..<count).shuffled(using: &generator).prefix(affordable).sorted()
  }

  /// The smallest bug that is seen in an entry, as a part of its gradient; not a number where the
  /// entry was not looked at by itself.
  func visible(at plant: Plant) -> Double {
    guard let entry = report.entries.first(where: { $0.label == plant.name }) else { return .nan }
    return entry.detectable / entry.estimate.magnitude
  }

  /// A row for each tensor, with its worst entry.
  var table: Table {
    Table(
      columns: [
        .init("tensor"), .init("verdict"), .init("worst entry"), .init("analytic"),
        .init("estimate"), .init("its error"), .init("smallest bug it sees"),
      ],
      rows: report.tensors.map { tensor in
        guard let worst = tensor.worst else {
          return Table.Row([tensor.name, Self.text(tensor.verdict), "", "", "", "", ""])
        }
        return Table.Row([
          tensor.name, Self.text(tensor.verdict), worst.label, significant(worst.analytic, 10),
          significant(worst.estimate, 10), significant(worst.error, 2),
          significant(worst.detectable, 2),
        ])
      })
  }

  static func text(_ verdict: GradientCheck.Verdict) -> String {
    switch verdict {
    case .pass: "pass"
    case .fail: "FAIL"
    case .inconclusive: "inconclusive"
    case .invalid(let reason): "invalid: \(reason.message)"
    }
  }

  /// How much was looked at, and how.
  var coverage: [String] {
    [
      "\(report.checkedCount) of \(report.entryCount) entries by differences "
        + "(\(report.lossEvaluations) evaluations"
        + (mask == nil ? ")" : ", one dropout mask in all)"),
      "\(exactEntries.count == report.entryCount ? "all" : "\(exactEntries.count)") by dual numbers "
        + "through the textbook forward pass: agreement to \(digits) digits",
    ]
  }
}

extension ParameterLayout {
  /// The place of a checked entry in the flat buffer; nil for a direction, and for a tensor that is
  /// none of these.
  func index(of entry: GradientCheck.EntryReport) -> Int? {
    guard let block = self[entry.tensor], let row = entry.index.first else { return nil }
    return block.offset + row * block.columns + (entry.index.count > 1 ? entry.index[1] : 0)
  }
}
