import Figures
import GradientCheck
import NetworkCheck
import RealModule
import Recurrent

/// What one length of windows makes of a gradient.
struct TruncatedGradient: Sendable {
  let window: Int
  let updates: Int
  /// The angle to the whole gradient, and the distance from it relative to its norm.
  let cosine: Double
  let difference: Double
  /// The memory of both passes of a window: after the first and after the last one.
  let bytes: (first: Int, last: Int)
  /// What the check says; nil where none was asked for.
  let report: GradientCheck.Report?
}

/// `truncation`: one gradient, cut at windows of several lengths.
struct TruncationDirective: Directive {
  static let declaration = DirectiveDeclaration(
    "truncation",
    summary: "The gradient of a sequence that is cut into windows, against the whole one.",
    keys: [
      KeyDeclaration("id", .newID, required: true, help: "the name for later steps"),
      KeyDeclaration(
        "model", .reference(to: ["model", "train"]), required: true, help: "whose gradient"),
      KeyDeclaration("data", .reference(to: ["data"]), required: true, help: "the sequences"),
      KeyDeclaration(
        "windows", .list(.integer(1...1_000_000), count: 1...20), required: true,
        help: "steps in a window, of each case; at most T"),
      KeyDeclaration(
        "check", .boolean, default: "false",
        help: "whether each cut gradient is held against the loss that it is the gradient of"),
    ])

  /// A check moves each parameter, and walks through all windows each time.
  private static let mostCheckedWork = 2e6

  let id: String
  let modelID: String
  let batch: SequenceBatch<Double>
  let windows: [Int]
  let isChecked: Bool
  let seed: UInt64

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    modelID = fields.text("model")
    windows = fields.integers("windows")
    isChecked = fields.boolean("check")
    seed = plan.seed(for: id)
    guard
      let model = plan.model(modelID),
      let batch = plan.batch(
        of: fields.text("data"), for: modelID, at: fields.location(of: "data"), needsTargets: true)
    else { return nil }
    self.batch = batch
    if let problem = TrainingOptions.problemWithWindows(model.spec, batch) {
      plan.error(at: fields.location(of: "model"), problem)
      return nil
    }
    if let long = windows.first(where: { $0 > batch.steps }) {
      plan.error(
        at: fields.location(of: "windows"),
        "a window of \(long) steps; the sequences have \(batch.steps)")
      return nil
    }
    let work = Double(model.spec.layout.count * batch.steps * batch.batch * windows.count)
    guard !isChecked || work <= Self.mostCheckedWork else {
      plan.error(
        at: fields.location(of: "check"),
        "\(model.spec.layout.count) parameters, \(batch.steps * batch.batch) steps and "
          + "\(counted(windows.count, "case")) are too much to check: their product is "
          + "\(significant(work, 3)), at most \(significant(Self.mostCheckedWork, 3)) is allowed")
      return nil
    }
  }

  var valueNames: [String] {
    ["updates", "cosine", "difference", "bytes", "last_bytes", "grown"]
      + (isChecked ? ["passed"] : [])
  }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    let network = try context.network(modelID)
    let whole = Self.gradient(network, batch, window: batch.steps).values
    let norm = euclideanNorm(whole)
    let results = windows.map { window in
      let cut = Self.gradient(network, batch, window: window)
      let product = zip(cut.values, whole).reduce(0) { $0 + $1.0 * $1.1 }
      return TruncatedGradient(
        window: window, updates: (batch.steps + window - 1) / window,
        cosine: product / (euclideanNorm(cut.values) * norm),
        difference: euclideanNorm(zip(cut.values, whole).map { $0 - $1 }) / norm,
        bytes: cut.bytes,
        report: isChecked
          ? NetworkCheck(GradientCheck(seed: seed)).truncated(
            network, on: batch, truncation: Truncation(every: window)) : nil)
    }
    context.results[id] = results
    step.values = [
      ("updates", .numbers(results.map { Double($0.updates) }, from: 1)),
      ("cosine", .numbers(results.map(\.cosine), from: 1)),
      ("difference", .numbers(results.map(\.difference), from: 1)),
      ("bytes", .numbers(results.map { Double($0.bytes.first) }, from: 1)),
      ("last_bytes", .numbers(results.map { Double($0.bytes.last) }, from: 1)),
      ("grown", .numbers(results.map { Double($0.bytes.last - $0.bytes.first) }, from: 1)),
    ]
    if isChecked {
      step.values.append(
        ("passed", .numbers(results.map { $0.report?.passed == true ? 1 : 0 }, from: 1)))
      if results.contains(where: { $0.report?.passed != true }) { step.verdict = .fail }
    }
    step.items.append(.table(table(results)))
    for item in results {
      if let report = item.report, !report.passed { step.items.append(.failure("\(report)")) }
    }
  }

  /// The mean of the windows' gradients at these parameters, each weighted by its steps, with the
  /// states carried: the gradient of the whole loss where none is cut off.
  private static func gradient(
    _ network: Network<Double>, _ batch: SequenceBatch<Double>, window: Int
  ) -> (values: [Double], bytes: (first: Int, last: Int)) {
    var trace = Trace<Double>(network.spec)
    var backward = BackwardTrace<Double>(network.spec, keeping: .parameters)
    var state: NetworkState<Double>?
    var sum = [Double](repeating: 0, count: network.parameters.values.count)
    var bytes = (first: 0, last: 0)
    for start in stride(from: 0, to: batch.steps, by: window) {
      let end = min(start + window, batch.steps)
      network.forward(batch.window(start..<end), from: state, into: &trace)
      network.backward(trace, into: &backward)
      state = trace.finalState
      let share = Double(end - start) / Double(batch.steps)
      for (index, value) in backward.gradients.values.enumerated() { sum[index] += share * value }
      bytes.last = trace.byteCount + backward.byteCount
      if start == 0 { bytes.first = bytes.last }
    }
    return (sum, bytes)
  }

  private func table(_ results: [TruncatedGradient]) -> Table {
    Table(
      columns: [
        .init("window"), .init("updates"), .init("cosine with the whole gradient"),
        .init("|difference| / |g|", math: "|g_k - g| / |g|"), .init("memory of a window"),
      ] + (isChecked ? [.init("check of its own loss")] : []),
      rows: results.map { item in
        Table.Row(
          [
            "\(item.window)", "\(item.updates)", fixed(item.cosine, 6),
            significant(item.difference, 3), Self.memory(item.bytes.last),
          ] + (item.report.map { [$0.passed ? "pass" : "fail"] } ?? []))
      })
  }

  private static func memory(_ bytes: Int) -> String {
    bytes < 10_000_000
      ? "\(fixed(Double(bytes) / 1024, 1)) KiB" : "\(fixed(Double(bytes) / 0x1p20, 1)) MiB"
  }
}

extension FigureKind {
  static let truncation = FigureKind(
    "truncation", help: "gradients of cut sequences", needs: ["truncation"],
    make: { try $0.truncation($1) })
}

extension FigureDirective {
  /// How far the cut gradient is from the whole one, over the length of the windows.
  func truncation(_ context: RunContext) throws(StepFailure) -> LinePlot {
    let results = try context.found(from[0], [TruncatedGradient].self)
    let points = results.sorted { $0.window < $1.window }
    return LinePlot(
      title: heading("What cutting takes away"), subtitle: subheading,
      curves: [
        LinePlot.Curve(
          label: "$|g_k - g| / |g|$", x: points.map { Double($0.window) },
          y: points.map { max($0.difference, 0x1p-60) }, role: .gradient, showsPoints: true)
      ], xTitle: "steps in a window, $k$", yTitle: "distance from the whole gradient",
      yScale: .logarithmic)
  }
}
