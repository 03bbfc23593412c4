import Drawing

/// Where the tokens of a text stand: as large as a page allows, in lines.
struct TextMapLayout {
  static let legendHeight = 74.0
  static let gap = 10.0
  private static let top = Page.plotTop + 2
  /// What the text fills before the page grows.
  private static let room = 350.0
  /// A backward look for a space to break the line at, in tokens.
  private static let lookBack = 14

  /// How large letters and cells are.
  struct Grade {
    var letter: Double
    var cell: Double
  }

  private static let grades = [
    Grade(letter: 30, cell: 72), Grade(letter: 26, cell: 54), Grade(letter: 22, cell: 40),
    Grade(letter: 19, cell: 28), Grade(letter: 16, cell: 20),
    Grade(letter: 14, cell: 16), Grade(letter: 13, cell: 13.5), Grade(letter: 12, cell: 12),
    Grade(letter: 11.5, cell: 11),
  ]

  struct Place {
    var line: Int
    var x: Double
    var width: Double
  }

  let figure: TextMap
  let grade: Grade
  let labels: [Label]
  let gutter: Double
  let places: [Place]
  let lines: Int
  /// Whether cells have room for their numbers.
  let hasNumbers: Bool

  init(_ figure: TextMap) {
    // Whether a token is more than one character decides how all of them are set.
    let isWords = figure.tokens.contains { $0.count > 1 }
    var found: TextMapLayout?
    for grade in Self.grades {
      if isWords, grade.letter > 16 { continue }
      let made = TextMapLayout(figure, grade, isWords: isWords)
      found = made
      // Letters larger than in a headline are for what fits one line.
      if made.textHeight <= Self.room, grade.letter <= 22 || made.lines == 1 { break }
    }
    self = found ?? TextMapLayout(figure, Self.grades[Self.grades.count - 1], isWords: isWords)
  }

  private init(_ figure: TextMap, _ grade: Grade, isWords: Bool) {
    self.figure = figure
    self.grade = grade
    let wide = Page.width - 2 * Page.margin
    let names = figure.rows.compactMap(\.label) + (figure.predictions.isEmpty ? [] : ["next"])
    let named = names.map { min(150, TextEstimate.width($0, Page.label) + Self.gap) }.max() ?? 0
    let counted = TextEstimate.width(.plain(String(figure.tokens.count)), Page.tick) + Self.gap
    // Whether there will be more than one line is known once there are lines.
    func flow(_ gutter: Double) -> (labels: [Label], places: [Place], lines: Int) {
      let room = wide - gutter
      let labels = figure.tokens.map { Self.label($0, room: room, grade) }
      let widths = labels.map { Self.width($0, grade, isWords: isWords) }
      let (places, lines) = Self.lines(figure.tokens, widths, room, isWords: isWords)
      return (labels, places, lines)
    }
    var made = flow(named)
    gutter = made.lines > 1 ? max(named, counted) : named
    if gutter != named { made = flow(gutter) }
    (labels, places, lines) = made
    hasNumbers = !isWords && !figure.rows.isEmpty && Self.hasRoomForNumbers(figure, grade)
  }

  private static func label(_ token: String, room: Double, _ grade: Grade) -> Label {
    if token.count == 1, let only = token.first { return .character(only) }
    let shown = token.map { $0.isWhitespace ? Label.character($0).source : String($0) }.joined()
    return TextEstimate.shortened(.plain(shown), TextStyle(grade.letter), width: room - 12)
  }

  /// A cell, or more in quarters of a cell for letters that need it.
  private static func width(_ label: Label, _ grade: Grade, isWords: Bool) -> Double {
    let needed = TextEstimate.width(label, TextStyle(grade.letter))
    if isWords { return max(grade.cell, needed + 12) }
    if needed + 1 <= grade.cell { return grade.cell }
    let quarter = grade.cell / 4
    return ((needed + 1) / quarter).rounded(.up) * quarter
  }

  private static func lines(
    _ tokens: [String], _ widths: [Double], _ room: Double, isWords: Bool
  ) -> ([Place], Int) {
    var places: [Place] = []
    var (line, first, x) = (0, 0, 0.0)
    func newLine(at index: Int) {
      line += 1
      first = index
      x = 0
      for moved in index..<max(index, places.count) {
        places[moved] = Place(line: line, x: x, width: widths[moved])
        x += widths[moved]
      }
    }
    for index in tokens.indices {
      if index > 0, tokens[index - 1].last?.isNewline == true {
        newLine(at: index)
      } else if x + widths[index] > room + 0.01, index > first {
        var start = index
        if !isWords, tokens[index] != " " {
          let earliest = max(first + 1, index - lookBack)
          start =
            (earliest...max(earliest, index)).reversed().first { tokens[$0 - 1] == " " } ?? index
        }
        newLine(at: start)
      }
      places.append(Place(line: line, x: x, width: widths[index]))
      x += widths[index]
    }
    return (places, line + 1)
  }

  private static func hasRoomForNumbers(_ figure: TextMap, _ grade: Grade) -> Bool {
    guard grade.cell >= 30 else { return false }
    return figure.rows.allSatisfy { row in
      row.values.allSatisfy { value in
        guard let value, value.isFinite else { return true }
        let text = Label.plain(NumberText.cell(value, 2))
        return TextEstimate.width(text, Page.tick) + 2 <= grade.cell
      }
    }
  }

  // MARK: - Heights

  /// Whether the letters themselves stand on the colour.
  var isInCells: Bool { figure.rows.count == 1 }
  var predictionRows: Int {
    figure.predictions.map { min($0.count, TextMap.mostPredictions) }.max() ?? 0
  }
  var letterHeight: Double {
    (grade.letter * 1.55).rounded(.up) + (isInCells && hasNumbers ? 15 : 0)
  }
  var stripHeight: Double { hasNumbers ? 19 : max(13, (grade.letter * 0.95).rounded()) }
  var predictionHeight: Double { max(15, (min(grade.letter, 22) * 1.1).rounded()) }
  private var strips: Int { isInCells ? 0 : figure.rows.count }
  var blockHeight: Double {
    letterHeight + Double(strips) * stripHeight
      + (predictionRows > 0 ? 3 + Double(predictionRows) * predictionHeight : 0)
  }
  private var lineGap: Double { strips + predictionRows == 0 ? 5 : 15 }
  var textHeight: Double { Double(lines) * (blockHeight + lineGap) - lineGap }
  var textBottom: Double { Self.top + textHeight }
  var pageSize: Size { Size(Page.width, max(220, textBottom + Self.legendHeight).rounded(.up)) }

  func top(ofLine line: Int) -> Double { Self.top + Double(line) * (blockHeight + lineGap) }

  /// The cell of a token's letters.
  func cell(_ index: Int) -> Rect {
    let place = places[index]
    return Rect(
      x: Page.margin + gutter + place.x, y: top(ofLine: place.line), width: place.width,
      height: letterHeight)
  }

  /// The cell of a token in a strip below its line.
  func strip(_ row: Int, _ index: Int) -> Rect {
    let cell = cell(index)
    return Rect(
      x: cell.x, y: cell.bottom + Double(row) * stripHeight, width: cell.width,
      height: stripHeight)
  }

  /// The cell of the n-th guess under a token.
  func prediction(_ rank: Int, _ index: Int) -> Rect {
    let cell = cell(index)
    return Rect(
      x: cell.x,
      y: cell.bottom + Double(strips) * stripHeight + 3 + Double(rank) * predictionHeight,
      width: cell.width, height: predictionHeight)
  }
}
