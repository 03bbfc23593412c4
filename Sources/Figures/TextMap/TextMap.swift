import Drawing

/// A text whose characters (or words) are coloured by what a unit does when it reads them.
///
/// With one row the characters stand in coloured cells; with several, each line of text has a strip
/// of colours below it for every row. Under each character there may also be what the network
/// expects next, up to three guesses, stronger for more probable and with a marked corner where the guess is right.
///
/// ```swift
/// let figure = TextMap(
///   title: "Unit 3 reads a quotation", text: "say \"yes\"", values: states.map { $0[3] },
///   scale: .signed(limit: 1), barTitle: "$h_t^{(3)}$")
/// try figure.render().write(to: "unit3.png")
/// ```
///
/// The text breaks into lines at the page's width, after a space where one is near, and after each
/// line end. Spaces and line ends are shown as ``Label/character(_:)`` shows them. A value that is
/// nil leaves its cell empty; one that is not finite is framed in dashes and counted.
///
/// Errors: ``validate()`` throws for a text without characters or with more than 4000, for rows and
/// predictions that do not match it, and for probabilities outside 0...1.
///
/// Source: A. Karpathy, J. Johnson and L. Fei-Fei, "Visualizing and Understanding Recurrent
/// Networks", 2015.
public struct TextMap: Figure {
  /// A unit or a model: a value for each token.
  public struct Row: Sendable, Hashable {
    public var label: Label?
    public var values: [Double?]

    public init(_ label: Label? = nil, values: [Double?]) {
      self.label = label
      self.values = values
    }
  }

  /// A guess at the next token.
  public struct Prediction: Sendable, Hashable {
    public var token: String
    /// 0...1.
    public var probability: Double

    public init(_ token: String, _ probability: Double) {
      self.token = token
      self.probability = probability
    }
  }

  /// How many guesses stand under a token.
  public static let mostPredictions = 3

  public var title: Label
  public var subtitle: Label?
  /// Characters or words, in the order in which they are read.
  public var tokens: [String]
  public var rows: [Row]
  /// What is expected after each token; empty, or a list for each token. The most probable are shown.
  public var predictions: [[Prediction]]
  public var scale: Heatmap.Scale
  /// Beside the colour bar.
  public var barTitle: Label?

  public init(
    title: Label, subtitle: Label? = nil, tokens: [String], rows: [Row],
    predictions: [[Prediction]] = [], scale: Heatmap.Scale = .automatic, barTitle: Label? = nil
  ) {
    self.title = title
    self.subtitle = subtitle
    self.tokens = tokens
    self.rows = rows
    self.predictions = predictions
    self.scale = scale
    self.barTitle = barTitle
  }

  /// One unit over the characters of a text.
  public init(
    title: Label, subtitle: Label? = nil, text: String, values: [Double?],
    predictions: [[Prediction]] = [], scale: Heatmap.Scale = .automatic, barTitle: Label? = nil
  ) {
    self.init(
      title: title, subtitle: subtitle, tokens: text.map { String($0) },
      rows: [Row(values: values)], predictions: predictions, scale: scale, barTitle: barTitle)
  }

  public func validate() throws(FigureError) {
    func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws(FigureError) {
      if !condition { throw .invalidData(figure: "TextMap", reason: reason()) }
    }
    try require(
      (1...4000).contains(tokens.count), "\(tokens.count) tokens were given; 1 to 4000 are drawn")
    if let empty = tokens.firstIndex(of: "") {
      try require(false, "token \(empty + 1) is empty; at least 1 character is needed")
    }
    try require((0...8).contains(rows.count), "\(rows.count) rows were given; 0 to 8 are drawn")
    try require(
      !rows.isEmpty || !predictions.isEmpty,
      "neither rows nor predictions were given; at least one of them is needed")
    try scale.validate(figure: "TextMap", name: "")
    for (index, row) in rows.enumerated() {
      try require(
        row.values.count == tokens.count,
        "row \(index + 1) has \(row.values.count) values for \(tokens.count) tokens")
    }
    try require(
      predictions.isEmpty || predictions.count == tokens.count,
      "\(predictions.count) lists of predictions for \(tokens.count) tokens")
    for (index, list) in predictions.enumerated() {
      for prediction in list {
        try require(
          (-1e-6...1 + 1e-6).contains(prediction.probability),
          "token \(index + 1) predicts '\(prediction.token)' with the probability "
            + "\(prediction.probability); 0 to 1 is allowed")
      }
    }
  }

  public var size: Size { TextMapLayout(self).pageSize }

  public func draw(on canvas: Canvas) -> [FigureRegion] {
    TextMapPainter(self, canvas).draw()
  }
}
