/// A lesson file taken apart, every piece with its place in the file. Nothing is interpreted yet:
/// the text of a directive is still YAML, a value span is still a path.
public struct LessonDocument: Sendable {
  /// The path as it was given; it stands in every message about the file.
  public var path: String
  /// The file's name without its ending: `07-bptt`.
  public var name: String
  /// The number in front of the name, if there is one: 7.
  public var number: Int?
  /// The file's text, without a byte-order mark and with `\n` as the only line ending.
  public var source: String
  /// The YAML between the two `---` lines at the top, if there is one.
  public var frontMatter: YAMLSource?
  /// Prose and directives in the order of the file.
  public var blocks: [Block]

  public enum Block: Sendable {
    case prose(Prose)
    case directive(YAMLSource)
  }

  /// Markdown between two directives, as it stands in the file.
  public struct Prose: Sendable {
    public var text: String
    /// The file's line on which `text` begins.
    public var firstLine: Int
    /// The value spans of the text, in order: `` `= fwd.loss %.4f` ``.
    public var spans: [ValueSpan]

    public init(text: String, firstLine: Int, spans: [ValueSpan]) {
      self.text = text
      self.firstLine = firstLine
      self.spans = spans
    }
  }

  /// A code span that takes its number from the run.
  public struct ValueSpan: Sendable {
    /// `fwd.loss` or `bwd.norm[1]`
    public var path: String
    /// `%.4f`; nil where none is written.
    public var format: String?
    public var location: SourceLocation
    /// The span with its backticks, in UTF-8 offsets of the prose's text.
    public var range: Range<Int>

    public init(path: String, format: String?, location: SourceLocation, range: Range<Int>) {
      self.path = path
      self.format = format
      self.location = location
      self.range = range
    }
  }

  /// YAML inside a lesson. `firstLine` is the file's line of the text's first line;
  /// `indent` is the number of columns that the fence's indentation took off each line.
  public struct YAMLSource: Sendable {
    public var text: String
    public var firstLine: Int
    public var indent: Int

    public init(text: String, firstLine: Int, indent: Int = 0) {
      self.text = text
      self.firstLine = firstLine
      self.indent = indent
    }
  }

  public init(
    path: String, name: String, number: Int?, source: String,
    frontMatter: YAMLSource?, blocks: [Block]
  ) {
    self.path = path
    self.name = name
    self.number = number
    self.source = source
    self.frontMatter = frontMatter
    self.blocks = blocks
  }
}
