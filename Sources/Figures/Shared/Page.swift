import Drawing

/// The measures that all figures share, in points.
package enum Page {
  package static let width = 800.0
  package static let height = 500.0
  /// Left and right of everything.
  package static let margin = 36.0
  /// Where the plot begins, under title and subtitle.
  package static let plotTop = 80.0

  package static let title = TextStyle(15, weight: .semibold)
  package static let subtitle = TextStyle(12.5)
  package static let panelTitle = TextStyle(12.5, weight: .medium)
  package static let axisTitle = TextStyle(12.5)
  package static let tick = TextStyle(11, tabular: true)
  package static let label = TextStyle(11)
  package static let arrowLabel = TextStyle(11)
  package static let boxMath = TextStyle(13.5)
}

/// Title and subtitle, broken into lines where the page is too narrow for one.
struct Header {
  private static let lineHeight = 19.0
  private static let mostLines = 3

  private let titles: [Label]
  private let subtitles: [Label]

  /// - Parameter ruler: any canvas; nothing is drawn on it.
  init(
    title: Label, subtitle: Label?, width: Double, ruler: Canvas
  ) throws(DrawingError) {
    let room = width - 2 * Page.margin
    titles = Self.lines(of: title, Page.title, width: room, on: ruler)
    subtitles = subtitle.map { Self.lines(of: $0, Page.subtitle, width: room, on: ruler) } ?? []
    if let problem = ruler.problem { throw problem }
  }

  /// What the page needs beyond one line of each; negative without a subtitle.
  var extraHeight: Double {
    let lines = max(0, titles.count - 1) + max(0, subtitles.count - 1)
    return Double(lines) * Self.lineHeight - (subtitles.isEmpty ? 20 : 0)
  }

  func draw(on canvas: Canvas) {
    var y = 34.0
    for line in titles {
      canvas.text(line, at: Point(Page.margin, y), Page.title)
      y += Self.lineHeight
    }
    y = 54 + Double(max(0, titles.count - 1)) * Self.lineHeight
    for line in subtitles {
      canvas.text(line, at: Point(Page.margin, y), Page.subtitle, canvas.theme.secondary)
      y += Self.lineHeight
    }
  }

  /// Broken at spaces outside mathematics; what does not fit three lines ends in an ellipsis.
  private static func lines(
    of label: Label, _ style: TextStyle, width: Double, on ruler: Canvas
  ) -> [Label] {
    func fits(_ text: String) -> Bool {
      ruler.measure(label.with(text), style).width <= width
    }
    if fits(label.source) || ruler.problem != nil { return [label] }
    var lines: [String] = []
    var line = ""
    for word in label.words {
      let longer = line.isEmpty ? word : line + " " + word
      if fits(longer) {
        line = longer
        continue
      }
      if !line.isEmpty { lines.append(line) }
      line = fits(word) ? word : shortened(word, fits)
      if lines.count == mostLines { break }
    }
    lines.append(line)
    if lines.count > mostLines {
      lines = Array(lines.prefix(mostLines - 1)) + [lines[mostLines - 1] + " …"]
    }
    return lines.map { label.with($0) }
  }

  private static func shortened(_ word: String, _ fits: (String) -> Bool) -> String {
    if word.contains("$") { return "…" }
    var (low, high) = (0, word.count)
    while low < high {
      let middle = (low + high + 1) / 2
      if fits(String(word.prefix(middle)) + "…") { low = middle } else { high = middle - 1 }
    }
    return String(word.prefix(low)) + "…"
  }
}

extension Label {
  /// Another text, read the same way.
  func with(_ text: String) -> Label { isPlain ? .plain(text) : Label(text) }

  /// The pieces between spaces, with each `$...$` left whole.
  var words: [String] {
    var words: [String] = []
    var word = ""
    var isMath = false
    for character in source {
      if character == "$", !isPlain { isMath.toggle() }
      if character == " " && !isMath {
        if !word.isEmpty { words.append(word) }
        word = ""
      } else {
        word.append(character)
      }
    }
    return word.isEmpty ? words : words + [word]
  }
}
