import Drawing

extension Canvas {
  /// A label at most `width` wide: smaller down to 11 points, then cut with an ellipsis.
  func cut(_ label: Label, _ style: TextStyle, width: Double) -> (Label, TextStyle) {
    let fitting = self.fitted(label, style, width: width)
    if measure(label, fitting).width <= width || problem != nil {
      return (label, fitting)
    }
    func prefix<Part>(_ parts: [Part], _ text: ([Part]) -> String) -> Label {
      var (low, high) = (0, min(parts.count, 400))
      while low < high {
        let middle = (low + high + 1) / 2
        let candidate = label.with(text(Array(parts.prefix(middle))) + "…")
        if measure(candidate, fitting).width <= width {
          low = middle
        } else {
          high = middle - 1
        }
      }
      return label.with(text(Array(parts.prefix(low))) + "…")
    }
    let hasMath = !label.isPlain && label.source.contains { $0 == "$" || $0 == "\\" }
    return hasMath
      ? (prefix(label.words) { $0.joined(separator: " ") }, fitting)
      : (prefix(Array(label.source)) { String($0) }, fitting)
  }
}
