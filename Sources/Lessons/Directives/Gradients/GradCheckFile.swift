import Foundation
import GradientCheck
import Recurrent

/// A file that describes a model and its data in the words of lessons, for `unrolled check`:
///
/// ```yaml
/// model: { cell: lstm, input: 3, hidden: 4, head: { outputs: 2 }, loss: cross_entropy }
/// data: { kind: recall, steps: 6, symbols: 3, count: 5 }
/// seed: 7
/// check: { mode: exhaustive }
/// ```
///
/// Its keys are those of the directives `model`, `data` and `gradcheck`, and are read by the same
/// code.
public struct GradCheckFile: Sendable {
  /// How much of a tensor is looked at; `GradientCheck.Mode` says more.
  public enum Mode: String, Sendable, CaseIterable { case quick, standard, exhaustive }

  /// The folder's name for a file given as `models/mine.yaml`: `mine`.
  public let name: String
  public let path: String
  public let seed: UInt64
  public let warnings: [Diagnostic]
  private let model: ModelDirective
  private let batch: SequenceBatch<Double>
  private let check: GradientCheck

  /// Entries that a check of each one may have: each takes ten evaluations or more.
  private static let mostExhaustive = 500_000

  private static let declaration = DirectiveDeclaration(
    "file", summary: "A model and its data, to be checked.",
    keys: [
      KeyDeclaration(
        "model", .mapping(keys(of: ModelDirective.declaration, named: "model")), required: true,
        help: ModelDirective.declaration.summary),
      KeyDeclaration(
        "data", .mapping(keys(of: DataDirective.declaration, named: "data")), required: true,
        help: DataDirective.declaration.summary),
      KeyDeclaration(
        "seed", .integer(0...Int.max), default: "0", help: "the seed of every random number"),
      KeyDeclaration(
        "check",
        .mapping(
          GradCheckDirective.declaration.keys.filter {
            ["mode", "epsilon", "allow_unused"].contains($0.name)
          }), help: "how it is checked"),
    ])

  /// The keys of a directive; a lesson's id is taken along and says nothing here.
  private static func keys(
    of declaration: DirectiveDeclaration, named name: String
  ) -> [KeyDeclaration] {
    declaration.keys.map { key in
      key.isNewID
        ? KeyDeclaration(key.name, .newID, default: name, help: "a name, as in lessons") : key
    }
  }

  /// Reads and checks the file.
  ///
  /// - Parameters:
  ///   - mode: Stands in the place of the file's own.
  ///   - seed: Stands in the place of the file's own.
  /// - Throws: Everything that is wrong, together, each with its line and column.
  public init(
    path: String, mode: Mode? = nil, seed: UInt64? = nil
  ) throws(InvalidLesson) {
    if path.lowercased().hasSuffix(".md") {
      let top = SourceLocation(file: path, line: 1, column: 1)
      throw InvalidLesson([
        Diagnostic(
          at: top,
          "a lesson's gradients are checked by its own steps: 'unrolled run \(path)'; "
            + "'check' reads YAML with a 'model' and its 'data'")
      ])
    }
    let text: String
    do {
      text = try BoundedFile.text(path: path)
    } catch {
      throw InvalidLesson([error])
    }
    try self.init(text: text, path: path, mode: mode, seed: seed)
  }

  /// The text of a file; `path` stands in messages, and its folder may hold a file of weights.
  public init(
    text: String, path: String, mode: Mode? = nil, seed: UInt64? = nil
  ) throws(InvalidLesson) {
    let last = (path as NSString).lastPathComponent
    let document = LessonDocument(
      path: path, name: last, number: nil, source: text,
      frontMatter: .init(text: text, firstLine: 1), blocks: [])
    let checked = LessonChecker([], frontMatter: Self.declaration).check(document)
    guard checked.isValid, let fields = checked.frontMatter else {
      throw InvalidLesson(checked.diagnostics)
    }
    let own = UInt64(fields.integer("seed"))
    let folder = (path as NSString).deletingLastPathComponent
    var plan = LessonPlan(path: path, folder: folder.isEmpty ? "." : folder, seed: seed ?? own)
    func directive(_ kind: String, _ index: Int) -> CheckedDirective {
      let mapping = fields.mapping(kind)
      return CheckedDirective(
        kind: kind, id: mapping.text("id"), index: index, block: 0, location: mapping.location,
        fields: mapping, entries: [])
    }
    // Both are looked at, so that what is wrong with either is told together.
    let model = ModelDirective(directive("model", 1), in: &plan)
    let data = DataDirective(directive("data", 2), in: &plan)
    var batch: SequenceBatch<Double>?
    if let model, let data {
      plan.define(model, id: model.id)
      plan.define(data, id: data.id)
      batch = plan.batch(
        of: data.id, for: model.id, at: fields.location(of: "data"), needsTargets: true)
    }
    let settings = fields.mappingIfGiven("check")
    let named = mode?.rawValue ?? settings?.text("mode") ?? ""
    let mode = GradientCheck.Mode(rawValue: named) ?? .standard
    if let model {
      Self.refuseUnaffordable(mode, model.spec, at: fields.location(of: "model"), in: &plan)
      Self.refuseUnknown(settings, model.spec, in: &plan)
    }
    guard
      let model, let batch, !plan.diagnostics.contains(where: { $0.severity == .error })
    else { throw InvalidLesson(checked.diagnostics + plan.diagnostics) }
    name = last.lastIndex(of: ".").map { String(last[..<$0]) } ?? last
    self.path = path
    self.seed = plan.seed
    warnings = checked.diagnostics + plan.diagnostics
    self.model = model
    self.batch = batch
    let allowed = settings.flatMap { $0.isGiven("allow_unused") ? $0.texts("allow_unused") : nil }
    check = GradientCheck(
      mode: mode, seed: plan.seed(for: "check"), firstStep: settings?.numberIfGiven("epsilon"),
      allowUnused: Set(allowed ?? []))
  }

  private static func refuseUnaffordable(
    _ mode: GradientCheck.Mode, _ spec: NetworkSpec, at location: SourceLocation,
    in plan: inout LessonPlan
  ) {
    let count = spec.layout.count
    guard mode == .exhaustive, count > mostExhaustive else { return }
    plan.error(
      at: location,
      "the mode 'exhaustive' would take \(grouped(10 * count)) evaluations for "
        + "\(grouped(count)) parameters, and is for at most \(grouped(mostExhaustive)); take "
        + "'standard'")
  }

  private static func refuseUnknown(
    _ settings: CheckedMapping?, _ spec: NetworkSpec, in plan: inout LessonPlan
  ) {
    guard let settings, settings.isGiven("allow_unused") else { return }
    let names = spec.layout.blocks.map(\.name)
    for item in settings.list("allow_unused") {
      guard let name = item.text, !names.contains(name) else { continue }
      plan.error(
        at: item.location,
        "the model has no tensor \(quoted(name))\(suggestion(for: name, among: names)) "
          + "(it has \(names.joined(separator: ", ")))")
    }
  }

  /// Checks the model.
  public func run() -> GradCheckResult {
    GradCheckResult(
      file: self, run: GradCheckRun(model.network(), on: batch, check: check), seed: seed)
  }

  /// `lstm, 3 inputs, 4 units, 118 parameters; 5 sequences of 6 steps`
  var subject: String {
    let spec = model.spec
    let layers = spec.hiddenSizes.count
    var parts = [spec.cell.title]
    if layers > 1 { parts.append("\(layers) layers") }
    if spec.isBidirectional { parts.append("both directions") }
    parts.append(counted(spec.hiddenSizes[0], "unit"))
    parts.append(counted(spec.layout.count, "parameter"))
    return parts.joined(separator: ", ")
      + "; \(counted(batch.batch, "sequence")) of \(counted(batch.steps, "step"))"
  }
}
