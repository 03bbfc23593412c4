/// A bare `$...$`: CommonMark takes the backslashes out of it, so a lesson writes its formulas
/// as code.
extension LessonSurvey {
  /// - Parameters:
  ///   - covered: the ranges of the block's code spans.
  ///   - shifts: by line, how far cmark's columns are off.
  mutating func checkDollars(
    of block: InlineBlock, outside covered: [Range<Int>], shifts: [Int: Int]
  ) {
    let texts = Dictionary(
      grouping: block.pieces.filter { $0.kind == "text" && $0.literal.contains("$") },
      by: \.startLine)
    var dollars: [Int] = []
    for (line, pieces) in texts.sorted(by: { $0.key < $1.key })
    where line >= 1 && line <= source.lineCount {
      let range = source.line(line)
      let codes = covered.filter { $0.overlaps(range) }
      let onLine = range.filter { offset in
        source.bytes[offset] == UInt8(ascii: "$") && !codes.contains { $0.contains(offset) }
      }
      // A dollar may also stand in a link's address: then cmark's columns decide.
      let isAllText =
        onLine.count == pieces.reduce(0) { $0 + $1.literal.count { $0 == "$" } }
      let shift = range.lowerBound + (shifts[line] ?? 0) - 1
      for offset in onLine {
        let escaped = offset > range.lowerBound && source.bytes[offset - 1] == UInt8(ascii: "\\")
        let isFormula = codes.contains { $0.upperBound == offset || $0.lowerBound == offset + 1 }
        let isText =
          isAllText
          || pieces.contains {
            ($0.startColumn + shift...max($0.startColumn, $0.endColumn) + shift).contains(offset)
          }
        if !escaped && !isFormula && isText { dollars.append(offset) }
      }
    }
    var index = 0
    while index + 1 < dollars.count, problems.count < Self.mostProblems {
      let first = dollars[index]
      if dollars[index + 1] == first + 1 {
        let rest = dollars[(index + 2)...]
        guard let close = rest.first(where: { rest.contains($0 + 1) }) else { return }
        note(
          at: first,
          "'$$' loses its backslashes in Markdown; write the formula in a fence that begins "
            + "with '```math'")
        index = (dollars.firstIndex(of: close) ?? index) + 2
        continue
      }
      let second = dollars[index + 1]
      if isFormula(first + 1..<second) {
        let tex = source.text(of: first + 1..<second).replacing("\n", with: " ")
        let shown = tex.count <= 60 ? tex : tex.prefix(57) + "..."
        note(
          at: first,
          "a bare $...$ loses its backslashes in Markdown; write $`\(shown)`$")
        index += 2
      } else {
        index += 1
      }
    }
  }

  /// GitHub's rule: no white space inside either dollar, no digit behind the second.
  private func isFormula(_ inside: Range<Int>) -> Bool {
    guard let first = source.bytes[inside].first, let last = source.bytes[inside].last else {
      return false
    }
    let space: Set<UInt8> = [0x20, 0x09, 0x0A]
    let after = inside.upperBound + 1
    let digit = after < source.bytes.count && (0x30...0x39).contains(source.bytes[after])
    return !space.contains(first) && !space.contains(last) && !digit
  }
}
