/// A lesson that has been run: what every presenter reads.
public struct LessonResult: Sendable {
  public var document: LessonDocument
  public var title: String
  public var seed: UInt64
  /// `--set` options of this run, as typed; empty when the lesson ran as it is written.
  public var variations: [String]
  public var steps: [StepResult]
  /// Prose with its values filled in, and steps, in the order of the file.
  public var blocks: [Block]
  public var verdict: Verdict
  /// The number of the next lesson in the same folder, for the reader's next command.
  public var next: Int?
  /// The id of the figure that stands for the lesson, where its front matter names one.
  public var mainFigure: String?

  public enum Block: Sendable {
    /// Markdown in which every value span has become its number.
    case prose(String)
    /// An index into `steps`.
    case step(Int)
  }

  public enum Verdict: String, Sendable, Codable { case pass, fail }

  public init(
    document: LessonDocument, title: String, seed: UInt64, variations: [String],
    steps: [StepResult], blocks: [Block], verdict: Verdict, next: Int?,
    mainFigure: String? = nil
  ) {
    self.document = document
    self.title = title
    self.seed = seed
    self.variations = variations
    self.steps = steps
    self.blocks = blocks
    self.verdict = verdict
    self.next = next
    self.mainFigure = mainFigure
  }
}
