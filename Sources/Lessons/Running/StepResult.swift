/// What one directive yielded. The terminal, page.md, index.html and report.json present the same
/// results; none of them computes anything.
public struct StepResult: Sendable {
  /// The place among the lesson's directives, from 1.
  public var index: Int
  /// `forward`, `gradcheck`, ...
  public var kind: String
  /// The directive's id, if it has one.
  public var id: String?
  public var location: SourceLocation
  public var verdict: Verdict
  /// What prose and `expect` can name: `loss` is `fwd.loss` for a step with the id `fwd`.
  public var values: [(name: String, value: Value)]
  /// What a reader is shown, in order.
  public var items: [Item]

  public enum Verdict: String, Sendable, Codable {
    /// Nothing was to be decided.
    case done
    case pass
    case fail
    case inconclusive
    /// The step could not run, or an earlier step that it needs could not.
    case error
  }

  public enum Item: Sendable {
    /// One line of plain text: `y = -0.7025   target = 0.5000   loss = 0.722994`
    case line(String)
    case table(Table)
    case figure(FigureResult)
    /// A claim that was checked.
    case claim(Claim)
    /// What went wrong, where the verdict is not enough.
    case failure(String)
  }

  public init(
    index: Int, kind: String, id: String?, location: SourceLocation, verdict: Verdict = .done,
    values: [(name: String, value: Value)] = [], items: [Item] = []
  ) {
    self.index = index
    self.kind = kind
    self.id = id
    self.location = location
    self.verdict = verdict
    self.values = values
    self.items = items
  }
}

/// Rows of numbers with one heading a column.
public struct Table: Sendable {
  public struct Column: Sendable {
    /// The heading for a terminal: `|dL/dh_t|`.
    public var heading: String
    /// The heading as TeX for pages, without dollars; nil where the plain heading serves.
    public var math: String?

    public init(_ heading: String, math: String? = nil) {
      self.heading = heading
      self.math = math
    }
  }

  public struct Row: Sendable {
    public var cells: [String]
    /// The time step that the row belongs to, where it belongs to one (from 1).
    public var step: Int?

    public init(_ cells: [String], step: Int? = nil) {
      self.cells = cells
      self.step = step
    }
  }

  /// Which way a reader walks the rows: a stepper follows them and marks the same step in the
  /// unrolled diagram.
  public enum Walk: String, Sendable { case forward, backward }

  public var caption: String?
  public var columns: [Column]
  public var rows: [Row]
  public var walk: Walk?

  public init(caption: String? = nil, columns: [Column], rows: [Row], walk: Walk? = nil) {
    self.caption = caption
    self.columns = columns
    self.rows = rows
    self.walk = walk
  }
}

/// A drawn figure.
public struct FigureResult: Sendable {
  /// The file beside the page: `unrolled.png`.
  public var fileName: String
  public var title: String
  public var alt: String
  public var caption: String?
  public var png: [UInt8]
  /// In points; the picture has two pixels a point.
  public var width: Double
  public var height: Double
  /// Where the figure shows each time step, in fractions of its width and height.
  public var regions: [Region]

  public struct Region: Sendable {
    public var step: Int
    public var x: Double
    public var y: Double
    public var width: Double
    public var height: Double

    public init(step: Int, x: Double, y: Double, width: Double, height: Double) {
      self.step = step
      self.x = x
      self.y = y
      self.width = width
      self.height = height
    }
  }

  public init(
    fileName: String, title: String, alt: String, caption: String?, png: [UInt8],
    width: Double, height: Double, regions: [Region]
  ) {
    self.fileName = fileName
    self.title = title
    self.alt = alt
    self.caption = caption
    self.png = png
    self.width = width
    self.height = height
    self.regions = regions
  }
}

/// One line of an `expect`, with what was found.
public struct Claim: Sendable {
  /// `fwd.loss = 0.722994 +- 1e-06`
  public var statement: String
  public var found: String
  public var holds: Bool
  public var location: SourceLocation

  public init(statement: String, found: String, holds: Bool, location: SourceLocation) {
    self.statement = statement
    self.found = found
    self.holds = holds
    self.location = location
  }
}
