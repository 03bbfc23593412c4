/// The inline nodes of a paragraph, a heading or a table's cell.
struct InlineBlock {
  var isTableCell: Bool
  var pieces: [InlinePiece]
}

struct InlinePiece {
  let kind: String
  let literal: String
  let startLine: Int
  let startColumn: Int
  let endLine: Int
  let endColumn: Int

  init(_ node: MarkdownNode, kind: String) {
    self.kind = kind
    literal = node.literal
    startLine = node.startLine
    startColumn = node.startColumn
    endLine = node.endLine
    endColumn = node.endColumn
  }
}

/// Code spans (values and formulas), dollars and raw HTML inside paragraphs.
extension LessonSurvey {
  mutating func read(_ block: InlineBlock) {
    guard problems.count < Self.mostProblems else { return }
    let codes = block.pieces.count { $0.kind == "code" }
    guard codes <= 2_000 else {
      let line = block.pieces[0].startLine
      note(line: max(1, line), "\(grouped(codes)) code spans in one paragraph; at most 2,000")
      return
    }
    // cmark's lines are right; its columns are those of the paragraph's first line's indentation
    // and of a cell without `\|`, so a span is looked for near the column and from left to right.
    var searched: [Int: Int] = [:]
    var covered: [Range<Int>] = []
    var shifts: [Int: Int] = [:]
    for piece in block.pieces {
      guard piece.startLine >= 1, piece.startLine <= source.lineCount else { continue }
      switch piece.kind {
      case "code":
        let from = searched[piece.startLine] ?? source.line(piece.startLine).lowerBound
        guard
          let range = range(of: piece, in: block, from: from)
        else { continue }
        covered.append(range)
        let ticks = source.bytes[range].prefix { $0 == 0x60 }.count
        let column = range.lowerBound + ticks - source.line(piece.startLine).lowerBound + 1
        shifts[piece.startLine] = column - piece.startColumn
        searched[source.location(at: range.upperBound).line] = range.upperBound
        readCode(piece, range)
      case "html_inline":
        checkInlineHTML(piece, from: searched[piece.startLine])
      default: break
      }
    }
    checkDollars(of: block, outside: covered, shifts: shifts)
  }

  private mutating func readCode(_ piece: InlinePiece, _ range: Range<Int>) {
    let bytes = source.bytes
    let before = range.lowerBound > 0 ? bytes[range.lowerBound - 1] : 0
    let after = range.upperBound < bytes.count ? bytes[range.upperBound] : 0
    let dollar = UInt8(ascii: "$")
    if before == dollar {
      guard after == dollar else {
        note(
          at: range.lowerBound - 1,
          "the formula is not closed; write $`\(piece.literal)`$ with a dollar at both ends")
        return
      }
      checkInlineFormula(piece, range)
      return
    }
    guard piece.literal.hasPrefix("= ") else { return }
    readValueSpan(piece, range)
  }

  private mutating func checkInlineFormula(_ piece: InlinePiece, _ range: Range<Int>) {
    do {
      _ = try MathML.convert(piece.literal, display: false)
    } catch {
      let ticks = source.bytes[range].prefix { $0 == 0x60 }.count
      note(at: min(range.lowerBound + ticks + error.offset, range.upperBound), error.message)
    }
  }

  private mutating func readValueSpan(_ piece: InlinePiece, _ range: Range<Int>) {
    let example = "write a path and a format: `= fwd.loss %.4f`"
    guard !source.bytes[range].contains(0x0A) else {
      note(at: range.lowerBound, "a value must stand on one line; \(example)")
      return
    }
    let words = piece.literal.dropFirst(2).split { $0 == " " || $0 == "\t" }
    // `% d` is one format: the space is a flag of printf.
    guard let path = words.first, !path.hasPrefix("%"), words.count == 1 || words[1].first == "%"
    else {
      note(at: range.lowerBound, "'\(piece.literal)' does not name a value; \(example)")
      return
    }
    guard Self.isPath(path) else {
      note(
        at: range.lowerBound,
        "'\(path)' is not the path of a value; it is made of names, '.' and '[0]': \(example)")
      return
    }
    var format: String?
    if words.count > 1 {
      let written = words.dropFirst().joined(separator: " ")
      do {
        format = try ValueFormat(written).description
      } catch {
        note(at: range.lowerBound, error.description)
        return
      }
    }
    spans.append(Span(path: String(path), format: format, range: range))
  }

  /// `fwd.loss`, `bwd.norm[1]`: names joined by dots, each with any number of `[...]`.
  static func isPath(_ text: Substring) -> Bool {
    var open = false
    var previous: Character = "."
    for character in text {
      switch character {
      case "[":
        guard !open, previous != "." else { return false }
        open = true
      case "]":
        guard open, previous != "[" else { return false }
        open = false
      case ".":
        guard !open, previous != "." else { return false }
      default:
        guard character.isLetter || character.isNumber || character == "_" || character == "-",
          open || previous != "]"
        else { return false }
      }
      previous = character
    }
    return !open && previous != "."
  }

  /// The file's range of a code span with its backticks.
  private func range(of piece: InlinePiece, in block: InlineBlock, from: Int) -> Range<Int>? {
    let bytes = source.bytes
    let expected = source.line(piece.startLine).lowerBound + piece.startColumn - 1
    let end = source.line(min(piece.endLine, source.lineCount)).upperBound
    var best: Range<Int>?
    var bestDistance = Int.max
    var start = max(from, source.line(piece.startLine).lowerBound)
    while start < source.line(piece.startLine).upperBound {
      guard bytes[start] == 0x60 else {
        start += 1
        continue
      }
      let run = bytes[start..<end].prefix { $0 == 0x60 }.count
      guard start + run - expected <= bestDistance else { break }
      if let close = closing(run, from: start + run, to: end),
        literal(start + run..<close, isTableCell: block.isTableCell) == piece.literal
          || bytes[start + run..<close].contains(0x0A)
      {
        let distance = abs(start + run - expected)
        if distance < bestDistance {
          bestDistance = distance
          best = start..<close + run
        }
      }
      start += run
    }
    return best
  }

  /// The next run of exactly `length` backticks.
  private func closing(_ length: Int, from: Int, to end: Int) -> Int? {
    var index = from
    while index < end {
      if source.bytes[index] == 0x60 {
        let run = source.bytes[index..<end].prefix { $0 == 0x60 }.count
        if run == length { return index }
        index += run
      } else {
        index += 1
      }
    }
    return nil
  }

  /// What cmark makes of a code span's content on one line.
  private func literal(_ range: Range<Int>, isTableCell: Bool) -> String {
    var text = source.text(of: range)
    if isTableCell { text = text.replacing("\\|", with: "|") }
    if text.count > 1, text.first == " ", text.last == " ", !text.allSatisfy({ $0 == " " }) {
      text = String(text.dropFirst().dropLast())
    }
    return text
  }
}
