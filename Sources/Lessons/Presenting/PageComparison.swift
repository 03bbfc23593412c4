/// Two pages compared line by line: text exactly, numbers by tolerance.
struct PageComparison {
  let tolerance: LessonComparison.Tolerance

  func differences(_ old: String, _ new: String) -> [String] {
    let before = old.split(separator: "\n", omittingEmptySubsequences: false)
    let after = new.split(separator: "\n", omittingEmptySubsequences: false)
    if before.count != after.count {
      // Behind the first difference nothing lines up any more.
      let first = zip(before, after).enumerated().first { !agree($0.element.0, $0.element.1) }
      let place = (first?.offset ?? min(before.count, after.count)) + 1
      return [
        "page.md: kept \(before.count) lines, found \(after.count); they differ from line \(place)"
      ]
    }
    var lines: [String] = []
    for (index, pair) in zip(before, after).enumerated() where !agree(pair.0, pair.1) {
      lines.append(
        "page.md:\(index + 1): kept '\(shortened(pair.0))', found '\(shortened(pair.1))'")
      if lines.count == 20 { return lines + ["page.md: further differences are left out"] }
    }
    return lines
  }

  private func shortened(_ line: Substring) -> String {
    line.count <= 120 ? String(line) : line.prefix(117) + "..."
  }

  private func agree(_ old: Substring, _ new: Substring) -> Bool {
    if old == new { return true }
    let before = Self.parts(of: old)
    let after = Self.parts(of: new)
    guard before.count == after.count else { return false }
    return zip(before, after).allSatisfy { a, b in
      if a.text == b.text { return true }
      guard let x = a.number, let y = b.number else { return false }
      // The last printed digit may fall to either side of a half.
      let unit = max(a.unit, b.unit) * 1.000001
      return tolerance.agree(x, y) || abs(x - y) <= unit
    }
  }

  private struct Part {
    var text: Substring
    var number: Double?
    /// The worth of one in the last printed digit.
    var unit = 0.0
  }

  /// The line cut into numbers with a point or an exponent, and what stands between them. Whole
  /// numbers are text: a count that differs is a difference. Padding before a number is not.
  private static func parts(of line: Substring) -> [Part] {
    var parts: [Part] = []
    var rest = line
    let number = /[-+]?[0-9]+(?:\.[0-9]+(?:[eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)/
    while let match = rest.firstMatch(of: number) {
      var before = rest[..<match.range.lowerBound]
      while before.last == " " { before.removeLast() }
      parts.append(Part(text: before))
      let text = match.output
      let exponent = text.firstIndex { $0 == "e" || $0 == "E" }
      let mantissa = text[..<(exponent ?? text.endIndex)]
      let decimals = mantissa.firstIndex(of: ".").map { mantissa[$0...].count - 1 } ?? 0
      let power = exponent.flatMap { Int(text[text.index(after: $0)...]) } ?? 0
      let unit = Double("1e\(max(-320, min(300, power - decimals)))") ?? 0
      parts.append(Part(text: text, number: Double(text), unit: unit))
      rest = rest[match.range.upperBound...]
    }
    parts.append(Part(text: rest))
    return parts
  }
}
