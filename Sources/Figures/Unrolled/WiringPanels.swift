import Drawing

/// The wirings of recurrent networks side by side as small panels: which steps have an input and
/// which an output. Inputs below, states in the middle, outputs above; in the boxes symbols, or what was
/// read and said.
///
/// ```swift
/// let figure = WiringPanels(title: "What goes in, and what comes out")
/// try figure.render().write(to: "wirings.png")
/// ```
///
/// - Throws: ``validate()`` throws `.invalidData` for no panels, more than 12, panels of no
///   steps or of more than 15.
///
/// Source: A. Karpathy, "The Unreasonable Effectiveness of Recurrent Neural Networks", 2015.
public struct WiringPanels: Figure, Hashable {
  /// One wiring.
  public struct Panel: Sendable, Hashable {
    public var wiring: UnrolledDiagram.Wiring
    /// nil writes the wiring's name.
    public var title: Label?
    /// Under the panel, for example what the wiring is used for.
    public var note: Label?
    /// Outputs are the inputs of the steps that have none of their own.
    public var isFedBack: Bool
    /// What is read, in the boxes of the inputs from left to right; empty writes their symbols.
    public var inputs: [Label]
    /// What is said, as ``inputs``.
    public var outputs: [Label]

    public init(
      _ wiring: UnrolledDiagram.Wiring, title: Label? = nil, note: Label? = nil,
      isFedBack: Bool = false, inputs: [Label] = [], outputs: [Label] = []
    ) {
      self.wiring = wiring
      self.title = title
      self.note = note
      self.isFedBack = isFedBack
      self.inputs = inputs
      self.outputs = outputs
    }
  }

  public var title: Label
  public var subtitle: Label?
  public var panels: [Panel]

  public init(title: Label, subtitle: Label? = nil, panels: [Panel] = WiringPanels.standard) {
    self.title = title
    self.subtitle = subtitle
    self.panels = panels
  }

  /// The four wirings, many to many in both its forms.
  public static let standard: [Panel] = [
    Panel(.oneToOne, note: "no recurrence"),
    Panel(.oneToMany(steps: 3), note: "words for a picture", isFedBack: true),
    Panel(.manyToOne(steps: 3), note: "mood of a sentence"),
    Panel(.encoderDecoder(inputs: 3, outputs: 2), note: "translation", isFedBack: true),
    Panel(.manyToMany(steps: 3), note: "next character"),
  ]

  public var size: Size { Size(Page.width, WiringLayout(self).pageHeight) }

  public func validate() throws(FigureError) {
    func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws(FigureError) {
      if !condition { throw .invalidData(figure: "WiringPanels", reason: reason()) }
    }
    try require(!panels.isEmpty, "no panels were given; at least 1 is needed")
    try require(panels.count <= 12, "\(panels.count) panels were given; at most 12 are drawn")
    for (index, panel) in panels.enumerated() {
      if case .encoderDecoder(let inputs, let outputs) = panel.wiring {
        try require(
          inputs >= 1 && outputs >= 1,
          "panel \(index + 1) has \(inputs) inputs and \(outputs) outputs; each is at least 1")
      }
      try require(
        (1...15).contains(panel.wiring.steps),
        "panel \(index + 1) has \(panel.wiring.steps) steps; 1 to 15 are drawn")
      let steps = 1...panel.wiring.steps
      for (name, labels, wanted) in [
        ("inputs", panel.inputs, steps.filter(panel.wiring.hasInput).count),
        ("outputs", panel.outputs, steps.filter(panel.wiring.hasOutput).count),
      ] {
        try require(
          labels.isEmpty || labels.count == wanted,
          "panel \(index + 1) has \(labels.count) labels for \(wanted) \(name)")
      }
    }
  }

  public func draw(on canvas: Canvas) -> [FigureRegion] {
    WiringPainter(self, canvas).draw()
    return []
  }
}

/// Where the panels stand: from left to right, in as many lines as they need.
struct WiringLayout {
  static let pitch = 46.0
  static let lineHeight = 276.0
  private static let smallestWidth = 62.0
  private static let smallestGap = 16.0
  private static let largestGap = 72.0

  let lines: [[(panel: Int, left: Double, width: Double)]]

  init(_ figure: WiringPanels) {
    let room = Page.width - 2 * Page.margin
    let widths = figure.panels.map {
      min(room, max(Self.smallestWidth, Self.pitch * Double(max(1, $0.wiring.steps))))
    }
    var lines: [[Int]] = []
    var used = Double.infinity
    for (index, width) in widths.enumerated() {
      if used + Self.smallestGap + width > room + 1e-9 {
        lines.append([])
        used = -Self.smallestGap
      }
      lines[lines.count - 1].append(index)
      used += Self.smallestGap + width
    }
    self.lines = lines.map { line in
      let total = line.reduce(0) { $0 + widths[$1] }
      let gap =
        line.count < 2 ? 0 : min(Self.largestGap, (room - total) / Double(line.count - 1))
      var x = (Page.width - total - gap * Double(line.count - 1)) / 2
      return line.map { index in
        defer { x += widths[index] + gap }
        return (index, x, widths[index])
      }
    }
  }

  var pageHeight: Double { Page.plotTop + Self.lineHeight * Double(max(1, lines.count)) + 36 }
}
