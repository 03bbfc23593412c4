import Drawing

/// A probability distribution for each time step as a group of bars, one bar a class; the target's
/// bar is filled and outlined, and its class named in bold.
///
/// ```swift
/// let figure = ProbabilityBars(
///   title: "What comes next", classes: ["h", "e", "l", "o"],
///   steps: [.init(input: "h", probabilities: [0.1, 0.7, 0.1, 0.1], target: 1)])
/// ```
///
/// With more than 12 classes and more than one step, each step lists its five most probable classes
/// instead, the target below them where it is none of those, and the sum of the rest.
///
/// Errors: ``validate()`` throws for probabilities that do not match the classes or lie outside
/// 0...1, and for targets that are no class.
public struct ProbabilityBars: Figure {
  public struct Step: Sendable, Hashable {
    /// What the network was given at this step.
    public var input: Label?
    /// One for each class, 0...1.
    public var probabilities: [Double]
    /// The index of the right class.
    public var target: Int?

    public init(input: Label? = nil, probabilities: [Double], target: Int? = nil) {
      self.input = input
      self.probabilities = probabilities
      self.target = target
    }
  }

  public var title: Label
  public var subtitle: Label?
  public var classes: [Label]
  public var steps: [Step]
  public var yTitle: Label

  public init(
    title: Label, subtitle: Label? = nil, classes: [Label], steps: [Step],
    yTitle: Label = "probability"
  ) {
    self.title = title
    self.subtitle = subtitle
    self.classes = classes
    self.steps = steps
    self.yTitle = yTitle
  }

  public func validate() throws(FigureError) {
    func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws(FigureError) {
      if !condition { throw .invalidData(figure: "ProbabilityBars", reason: reason()) }
    }
    try require(
      (1...60).contains(steps.count), "\(steps.count) steps were given; 1 to 60 are drawn")
    try require(
      (1...400).contains(classes.count), "\(classes.count) classes were given; 1 to 400 are drawn")
    for (index, step) in steps.enumerated() {
      try require(
        step.probabilities.count == classes.count,
        "step \(index + 1) has \(step.probabilities.count) probabilities for "
          + "\(classes.count) classes")
      for probability in step.probabilities where probability.isFinite {
        try require(
          (-1e-9...1 + 1e-9).contains(probability),
          "step \(index + 1) has the probability \(probability); 0 to 1 is allowed")
      }
      if let target = step.target {
        try require(
          classes.indices.contains(target),
          "step \(index + 1) has the target \(target); 0 to \(classes.count - 1) is allowed")
      }
    }
  }

  /// Whether each step shows its most probable classes only: bars side by side for all of them
  /// would be too thin to read.
  var isRanked: Bool { steps.count > 1 && classes.count > 12 }

  public var size: Size {
    isRanked ? RankedLayout(self).pageSize : BarsLayout(self).pageSize
  }

  public func draw(on canvas: Canvas) -> [FigureRegion] {
    isRanked ? RankedPainter(self, canvas).draw() : BarsPainter(self, canvas).draw()
  }
}
