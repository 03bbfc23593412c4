import Drawing

/// Training curves: one or several panels side by side on one scale, each with the runs of all
/// seeds thin and their median bold, and below them, if given, the norms of the gradients with the
/// clipping threshold.
///
/// Points that are not finite are marked at the upper edge. A single run with more than one point
/// a pixel is drawn as a pale band from minimum to maximum with a bold centred mean.
public struct LossCurves: Figure {
  /// The runs of one method: a seed each.
  public struct Group: Sendable, Hashable {
    /// Needed when a panel has more than one group.
    public var label: Label?
    /// One list of losses for each seed, at equal distances of x.
    public var runs: [[Double]]
    /// The norm of the gradient before clipping, one list for each seed, or empty.
    public var gradientNorms: [[Double]]
    /// Whether each step was clipped, one list for each seed. Without it the steps whose norm is
    /// above the panel's threshold count as clipped; clipping by value needs it.
    public var clipped: [[Bool]]?

    public init(
      label: Label? = nil, runs: [[Double]], gradientNorms: [[Double]] = [],
      clipped: [[Bool]]? = nil
    ) {
      self.label = label
      self.runs = runs
      self.gradientNorms = gradientNorms
      self.clipped = clipped
    }

    /// Whether each step was clipped, as given or by the threshold; empty without either.
    func clippedSteps(_ threshold: Double?) -> [[Bool]] {
      if let clipped { return clipped }
      guard let threshold else { return [] }
      // Written so that NaN counts.
      return gradientNorms.map { $0.map { !($0 <= threshold) } }
    }
  }

  public struct Panel: Sendable, Hashable {
    public var title: Label?
    public var groups: [Group]
    /// Norms above it are drawn as clipped.
    public var clipThreshold: Double?
    /// A short remark in the panel's corner, such as "learns on 10 of 10 seeds".
    public var note: Label?

    public init(
      title: Label? = nil, groups: [Group], clipThreshold: Double? = nil, note: Label? = nil
    ) {
      self.title = title
      self.groups = groups
      self.clipThreshold = clipThreshold
      self.note = note
    }

    /// One method: its runs, a seed each, and their gradient norms.
    public init(
      title: Label? = nil, runs: [[Double]], gradientNorms: [[Double]] = [],
      clipThreshold: Double? = nil, clipped: [[Bool]]? = nil, note: Label? = nil
    ) {
      self.init(
        title: title,
        groups: [Group(runs: runs, gradientNorms: gradientNorms, clipped: clipped)],
        clipThreshold: clipThreshold, note: note)
    }
  }

  /// A level to compare with, such as the loss of guessing.
  public struct Reference: Sendable, Hashable {
    public var label: Label
    public var value: Double

    public init(_ label: Label, _ value: Double) {
      self.label = label
      self.value = value
    }
  }

  public var title: Label
  public var subtitle: Label?
  public var panels: [Panel]
  public var scale: AxisScale
  public var xTitle: Label
  public var yTitle: Label
  /// The x of the first point, and the distance between points.
  public var xStart: Double
  public var xStep: Double
  public var chance: Reference?

  public init(
    title: Label, subtitle: Label? = nil, panels: [Panel], scale: AxisScale = .linear,
    xTitle: Label = "epoch", yTitle: Label = "loss $L$", xStart: Double = 1, xStep: Double = 1,
    chance: Reference? = nil
  ) {
    self.title = title
    self.subtitle = subtitle
    self.panels = panels
    self.scale = scale
    self.xTitle = xTitle
    self.yTitle = yTitle
    self.xStart = xStart
    self.xStep = xStep
    self.chance = chance
  }

  /// A single panel with one curve.
  public init(
    title: Label, subtitle: Label? = nil, losses: [Double], scale: AxisScale = .linear,
    xTitle: Label = "epoch", yTitle: Label = "loss $L$", xStart: Double = 1, xStep: Double = 1,
    chance: Reference? = nil
  ) {
    self.init(
      title: title, subtitle: subtitle, panels: [Panel(runs: [losses])], scale: scale,
      xTitle: xTitle, yTitle: yTitle, xStart: xStart, xStep: xStep, chance: chance)
  }

  public func validate() throws(FigureError) {
    func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws(FigureError) {
      if !condition { throw .invalidData(figure: "LossCurves", reason: reason()) }
    }
    try require(
      (1...9).contains(panels.count), "\(panels.count) panels were given; 1 to 9 are drawn")
    try require(
      xStart.isFinite && xStep.isFinite && xStep > 0,
      "xStart is \(xStart) and xStep \(xStep); both must be finite and xStep above 0")
    if let chance {
      try require(chance.value.isFinite, "the chance line is at \(chance.value)")
    }
    for (index, panel) in panels.enumerated() {
      let name = panels.count == 1 ? "" : "panel \(index + 1): "
      try require(
        (1...6).contains(panel.groups.count),
        "\(name)\(panel.groups.count) groups were given; 1 to 6 are drawn")
      for group in panel.groups {
        try require(!group.runs.isEmpty, "\(name)a group has no runs")
        try require(
          group.runs.allSatisfy { !$0.isEmpty }, "\(name)a run has no points; at least 1 is needed")
        try require(
          group.gradientNorms.isEmpty || group.gradientNorms.count == group.runs.count,
          "\(name)\(group.gradientNorms.count) lists of gradient norms for "
            + "\(group.runs.count) runs")
        if let clipped = group.clipped {
          try require(
            clipped.map(\.count) == group.gradientNorms.map(\.count),
            "\(name)the lists of clipped steps have \(clipped.map(\.count)) entries, those of "
              + "gradient norms \(group.gradientNorms.map(\.count))")
        }
      }
      if let threshold = panel.clipThreshold {
        try require(
          threshold > 0 && threshold.isFinite,
          "\(name)the clipping threshold is \(threshold); it must be above 0")
      }
    }
  }

  /// Of the line of one seed: paler than the median, and at least 3 : 1 against the page.
  package static func seedColor(_ color: Color, _ theme: Theme) -> Color {
    var share = 0.3
    while share > 0, color.mixed(with: theme.background, share).contrast(with: theme.background) < 3
    {
      share -= 0.05
    }
    return color.mixed(with: theme.background, max(0, share))
  }

  public var size: Size { LossLayout(self).pageSize }

  public func draw(on canvas: Canvas) -> [FigureRegion] {
    LossPainter(self, canvas).draw()
    return []
  }
}
