/// `report.json`: what a run found, for programs. Numbers stand at full precision.
public struct Report: Sendable, Hashable, Decodable {
  /// Raised when a reader of the old form would misread the new one.
  public static let currentSchema = 1

  public var schema: Int
  /// `07-bptt`
  public var lesson: String
  public var number: Int?
  public var title: String
  /// The first paragraph of the page in Markdown, cut at a sentence's end.
  public var summary: String
  public var seed: UInt64
  public var variations: [String]
  public var verdict: LessonResult.Verdict
  public var source: Source
  /// The figure that stands for the lesson on the contents page.
  public var thumbnail: Figure?
  public var steps: [Step]

  /// The text that the run was made from.
  public struct Source: Sendable, Hashable, Decodable {
    public static let algorithm = "FNV-1a 64"
    public var algorithm: String
    public var hash: String
  }

  public struct Step: Sendable, Hashable, Decodable {
    public var index: Int
    public var kind: String
    public var id: String?
    public var line: Int
    public var verdict: StepResult.Verdict
    public var values: [String: Value]
    public var claims: [Claim]
    public var failures: [String]
    public var figures: [Figure]
  }

  public struct Claim: Sendable, Hashable, Decodable {
    public var statement: String
    public var found: String
    public var holds: Bool
    public var line: Int
  }

  public struct Figure: Sendable, Hashable, Decodable {
    public var file: String
    public var title: String
    public var alt: String
    /// In points.
    public var width: Double
    public var height: Double

    init(_ figure: FigureResult) {
      file = figure.fileName
      title = figure.title
      alt = figure.alt
      width = figure.width
      height = figure.height
    }
  }

  public init(_ result: LessonResult) {
    schema = Self.currentSchema
    lesson = result.document.name
    number = result.document.number
    title = result.title
    summary = PageSummary.text(of: result)
    seed = result.seed
    variations = result.variations
    verdict = result.verdict
    source = Source(algorithm: Source.algorithm, hash: result.document.sourceHash)
    let figures = result.steps.flatMap(\.figures)
    let main = result.steps.first { $0.id != nil && $0.id == result.mainFigure }?.figures.first
    thumbnail = (main ?? figures.first { !$0.regions.isEmpty } ?? figures.first).map(Figure.init)
    steps = result.steps.map { step in
      Step(
        index: step.index, kind: step.kind, id: step.id, line: step.location.line,
        verdict: step.verdict,
        values: Dictionary(step.values.map { ($0.name, $0.value) }) { _, last in last },
        claims: step.claims.map {
          Claim(
            statement: $0.statement, found: $0.found, holds: $0.holds, line: $0.location.line)
        },
        failures: step.failures, figures: step.figures.map(Figure.init))
    }
  }
}

extension StepResult {
  var figures: [FigureResult] {
    items.compactMap { if case .figure(let figure) = $0 { figure } else { nil } }
  }
  var claims: [Claim] {
    items.compactMap { if case .claim(let claim) = $0 { claim } else { nil } }
  }
  var failures: [String] {
    items.compactMap { if case .failure(let text) = $0 { text } else { nil } }
  }
}
