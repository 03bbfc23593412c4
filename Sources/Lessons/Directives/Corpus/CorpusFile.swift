import Input

/// Texts with two kinds of labels, read from a file of columns.
struct CorpusFile: Sendable {
  /// The most that a file may hold, in bytes.
  static let mostBytes = 100_000_000
  static let mostTexts = 1_000_000
  /// More lines than this share that cannot be used, and the file is refused.
  private static let mostBad = 0.05

  private(set) var texts: [String] = []
  /// 0 or 1 for each text.
  private(set) var labels: [Int] = []
  /// How the file calls label 0 and label 1.
  private(set) var labelNames = ("", "")
  private(set) var empty = 0
  /// Lines that cannot be used.
  private(set) var bad = 0
  /// The first of them, each with its place.
  private(set) var warnings: [Diagnostic] = []
  let columns: CorpusColumns

  private struct Entry {
    var text: String
    var label: String
    /// Where its label stands in the file.
    var place: Int
  }

  private struct Problem: Error {
    var offset: Int
    var reason: String
  }

  /// - Throws: Why the file cannot be read, with its line.
  init(path: String, wish: CorpusColumns.Wish) throws(Diagnostic) {
    let bytes = try BoundedFile.bytes(path: path, limit: Self.mostBytes)
    try self.init(bytes: bytes, path: path, wish: wish)
  }

  init(bytes: [UInt8], path: String, wish: CorpusColumns.Wish) throws(Diagnostic) {
    func place(_ offset: Int) -> SourceLocation {
      let place = TextPlace(of: offset, in: bytes)
      return SourceLocation(file: path, line: place.line, column: place.column)
    }
    let rows = CorpusRows(bytes)
    do throws(Problem) {
      columns = try Self.columns(rows, wish: wish)
    } catch {
      throw Diagnostic(at: place(error.offset), error.reason)
    }
    var (entries, problems) = Self.entries(rows, columns)
    if entries.count > Self.mostTexts {
      throw Diagnostic(
        at: place(entries[Self.mostTexts].place),
        "more than the \(grouped(Self.mostTexts)) texts that are allowed")
    }
    let lines = entries.count + problems.count
    do throws(Problem) {
      let names = try Self.twoLabels(entries, problems, column: columns.names[columns.label])
      labelNames = (names.zero, names.one)
    } catch {
      guard let first = problems.first, entries.isEmpty || Self.isTooMany(problems.count, lines)
      else { throw Diagnostic(at: place(error.offset), error.reason) }
      throw Diagnostic(at: place(first.offset), first.reason + Self.share(problems.count, lines))
    }
    let (zero, one) = (labelNames.0.lowercased(), labelNames.1.lowercased())
    for entry in entries {
      let label = entry.label.lowercased()
      guard label == zero || label == one else {
        problems.append(
          Problem(
            offset: entry.place,
            reason: "the label \(quoted(entry.label)) is neither \(quoted(labelNames.0)) nor "
              + "\(quoted(labelNames.1)), the most frequent ones; two values are allowed"))
        continue
      }
      if entry.text.allSatisfy(\.isWhitespace) {
        empty += 1
        continue
      }
      texts.append(entry.text)
      labels.append(label == one ? 1 : 0)
    }
    entries = []
    problems.sort { $0.offset < $1.offset }
    bad = problems.count
    if Self.isTooMany(bad, lines) {
      throw Diagnostic(
        at: place(problems[0].offset), problems[0].reason + Self.share(bad, lines))
    }
    warnings = problems.prefix(3).map {
      Diagnostic(.warning, at: place($0.offset), "\($0.reason); the line is left out")
    }
    if bad > 3 {
      warnings.append(
        Diagnostic(
          .warning, at: place(problems[3].offset),
          "this line" + (bad > 4 ? " and \(grouped(bad - 4)) more" : "")
            + " cannot be used and \(bad > 4 ? "are" : "is") left out"))
    }
  }

  private static func isTooMany(_ bad: Int, _ lines: Int) -> Bool {
    Double(bad) > mostBad * Double(lines)
  }

  private static func share(_ bad: Int, _ lines: Int) -> String {
    "; \(grouped(bad)) of \(grouped(lines)) lines cannot be used, at most 5 % may"
  }

  // MARK: Rows

  private static func columns(
    _ rows: CorpusRows, wish: CorpusColumns.Wish
  ) throws(Problem) -> CorpusColumns {
    var head = rows
    let bytes = rows.text.bytes
    if TextBytes.isUTF16(bytes) {
      throw Problem(offset: 0, reason: "the file is UTF-16; save it as UTF-8")
    }
    switch head.next() {
    case .end: throw Problem(offset: 0, reason: "the file is empty; a text and a label are needed")
    case .problem(let offset, let reason): throw Problem(offset: offset, reason: reason)
    case .row: break
    }
    let end = head.cells[head.cells.count - 1].next
    if let fault = TextBytes.firstFault(in: bytes, head.start..<end) {
      throw Problem(offset: fault.offset, reason: fault.reason)
    }
    if [UInt8(ascii: "{"), UInt8(ascii: "[")].contains(bytes[head.start]) {
      throw Problem(
        offset: head.start,
        reason: "this looks like JSON; a text and a label in columns between tabs, commas or "
          + "semicolons are needed")
    }
    guard head.cells.count >= 2 else {
      throw Problem(
        offset: head.start,
        reason: "the first line is one column; a text and a label between tabs, commas or "
          + "semicolons are needed")
    }
    let first = head.cells.indices.map { head.trimmed($0) }
    do throws(CorpusColumns.Problem) {
      return try CorpusColumns(first, CorpusColumns.Survey.columns(rows), wish: wish)
    } catch {
      throw Problem(offset: head.start, reason: error.message)
    }
  }

  /// The texts with their labels, and what is wrong with other lines.
  private static func entries(
    _ rows: CorpusRows, _ columns: CorpusColumns
  ) -> (entries: [Entry], problems: [Problem]) {
    var rows = rows
    var entries: [Entry] = []
    var problems: [Problem] = []
    if columns.hasHeader { _ = rows.next() }
    while entries.count <= mostTexts {
      switch rows.next() {
      case .end: return (entries, problems)
      case .problem(let offset, let reason):
        problems.append(Problem(offset: offset, reason: reason))
      case .row:
        do throws(Problem) {
          if let entry = try entry(rows, columns) { entries.append(entry) }
        } catch {
          problems.append(error)
        }
      }
    }
    return (entries, problems)
  }

  /// The text and label of a line; nil for a line that the condition leaves out.
  private static func entry(
    _ rows: CorpusRows, _ columns: CorpusColumns
  ) throws(Problem) -> Entry? {
    guard rows.isWhole else {
      throw Problem(
        offset: rows.start,
        reason: "\(counted(rows.cells.count, "column")); the first line has \(rows.columns)")
    }
    for column in [columns.text, columns.label] {
      let content = rows.cells[column].content
      if let fault = TextBytes.firstFault(in: rows.text.bytes, content) {
        throw Problem(offset: fault.offset, reason: fault.reason)
      }
    }
    if let condition = columns.condition, rows.trimmed(condition.column) != condition.value {
      return nil
    }
    let place = rows.cells[columns.label].start
    let label = rows.trimmed(columns.label)
    if label.isEmpty { throw Problem(offset: place, reason: "the label is empty") }
    return Entry(text: rows.text.text(rows.cells[columns.text]), label: label, place: place)
  }

  // MARK: Labels

  private static let positive = ["positive", "pos", "good", "true", "yes", "긍정", "좋음"]
  private static let negative = ["negative", "neg", "bad", "false", "no", "부정", "나쁨"]

  /// The two most frequent labels as the file writes them first, the one that counts as 1 last:
  /// the larger of two numbers, the word that says so, or else the later in order.
  ///
  /// - Throws: where there are fewer, or where more have others than may be left out.
  private static func twoLabels(
    _ entries: [Entry], _ problems: [Problem], column: String
  ) throws(Problem) -> (zero: String, one: String) {
    guard let first = entries.first else {
      throw Problem(offset: 0, reason: "no line with a text and a label below the first")
    }
    var found: [String: (name: String, count: Int)] = [:]
    for entry in entries {
      found[entry.label.lowercased(), default: (entry.label, 0)].count += 1
    }
    let ranked = found.values.sorted { ($1.count, $0.name) < ($0.count, $1.name) }
    guard ranked.count >= 2 else {
      throw Problem(
        offset: first.place,
        reason: "every label in \(quoted(column)) is \(quoted(first.label)); two values are needed")
    }
    let pair = ranked.prefix(2).map(\.name).sorted()
    let others = entries.count - ranked[0].count - ranked[1].count
    if isTooMany(others + problems.count, entries.count + problems.count),
      !isTooMany(problems.count, entries.count + problems.count)
    {
      let kept = Set(pair.map { $0.lowercased() })
      let names = found.values.map(\.name).sorted {
        ($0.count, $0) < ($1.count, $1)
      }
      throw Problem(
        offset: entries.first { !kept.contains($0.label.lowercased()) }?.place ?? 0,
        reason: "\(quoted(column)) has \(grouped(names.count)) different labels, "
          + quotedList(Array(names.prefix(6))) + (names.count > 6 ? ", ..." : "")
          + "; two are allowed, so leave out or join the others")
    }
    if let one = Double(pair[0]), let other = Double(pair[1]) {
      return one < other ? (pair[0], pair[1]) : (pair[1], pair[0])
    }
    let isTurned =
      positive.contains(pair[0].lowercased()) || negative.contains(pair[1].lowercased())
    return isTurned ? (pair[1], pair[0]) : (pair[0], pair[1])
  }
}
