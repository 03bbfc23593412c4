import Drawing

/// Parameters by what a gradient check says of them: a panel for each tensor, a square for each
/// entry, the bands of a gated cell at the left.
///
/// Each verdict has a mark beside its colour, and the legend counts. A tensor with more rows or
/// columns than there is room for shows the worst of several entries in one square.
public struct VerdictMap: Figure {
  /// From what says least to what must be seen.
  public enum Verdict: Int, Sendable, Hashable, CaseIterable {
    case unchecked
    /// Seen in sums over the whole tensor alone.
    case rightTogether
    case right
    case zero
    case undecided
    case wrong

    static let legendOrder: [Verdict] = [
      .right, .rightTogether, .wrong, .undecided, .zero, .unchecked,
    ]

    /// What the legend calls it.
    var name: String {
      switch self {
      case .unchecked: "not looked at"
      case .rightTogether: "right as a whole"
      case .right: "right"
      case .zero: "zero, so not tested"
      case .undecided: "undecided"
      case .wrong: "wrong"
      }
    }
  }

  /// Rows that belong together, such as those of one gate.
  public struct Band: Sendable, Hashable {
    public var label: Label
    public var rows: Range<Int>

    public init(_ label: Label, rows: Range<Int>) {
      self.label = label
      self.rows = rows
    }
  }

  public struct Panel: Sendable, Hashable {
    public var title: Label
    public var columns: Int
    /// Row by row.
    public var verdicts: [Verdict]
    public var bands: [Band]
    /// The place of an entry to point out, in `verdicts`.
    public var marked: Int?

    public init(
      title: Label, columns: Int, verdicts: [Verdict], bands: [Band] = [], marked: Int? = nil
    ) {
      self.title = title
      self.columns = columns
      self.verdicts = verdicts
      self.bands = bands
      self.marked = marked
    }

    public var rows: Int { verdicts.count / max(1, columns) }
  }

  public var title: Label
  public var subtitle: Label?
  public var panels: [Panel]
  /// What the ring means, where an entry is pointed out.
  public var markedLabel: Label?

  public init(
    title: Label, subtitle: Label? = nil, panels: [Panel], markedLabel: Label? = nil
  ) {
    self.title = title
    self.subtitle = subtitle
    self.panels = panels
    self.markedLabel = markedLabel
  }

  /// Whether the ring is there and is explained.
  var isMarked: Bool { markedLabel != nil && panels.contains { $0.marked != nil } }

  public func validate() throws(FigureError) {
    func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws(FigureError) {
      if !condition { throw .invalidData(figure: "VerdictMap", reason: reason()) }
    }
    try require(
      (1...100).contains(panels.count), "\(panels.count) panels were given; 1 to 100 are drawn")
    for (index, panel) in panels.enumerated() {
      let name = "panel \(index + 1)"
      try require(
        panel.columns >= 1 && !panel.verdicts.isEmpty
          && panel.verdicts.count % panel.columns == 0,
        "\(name): \(panel.verdicts.count) verdicts do not fill rows of \(panel.columns)")
      try require(
        panel.marked.map { panel.verdicts.indices.contains($0) } ?? true,
        "\(name): the marked entry \(panel.marked ?? 0) is none of \(panel.verdicts.count)")
      for band in panel.bands {
        try require(
          !band.rows.isEmpty && band.rows.lowerBound >= 0 && band.rows.upperBound <= panel.rows,
          "\(name): a band covers the rows \(band.rows) of \(panel.rows)")
      }
    }
  }

  public var size: Size { Size(Page.width, VerdictLayout(self).pageHeight) }

  public func draw(on canvas: Canvas) -> [FigureRegion] {
    VerdictPainter(self, canvas).draw()
    return []
  }
}
