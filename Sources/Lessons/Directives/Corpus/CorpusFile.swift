import Foundation

/// Texts with two kinds of labels, read from a file of columns.
struct CorpusFile: Sendable {
  /// The most that a file may hold, in bytes.
  static let mostBytes = 100_000_000
  static let mostTexts = 1_000_000
  /// More lines than this share that cannot be used, and the file is refused.
  private static let mostBad = 0.05
  /// So many lines decide which columns are which.
  private static let sample = 1000

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

  /// - Throws: Why the file cannot be read, with its line.
  init(path: String, wish: CorpusColumns.Wish) throws(Diagnostic) {
    let bytes = try BoundedFile.bytes(path: path, limit: Self.mostBytes)
    try self.init(bytes: bytes, path: path, wish: wish)
  }

  init(bytes: [UInt8], path: String, wish: CorpusColumns.Wish) throws(Diagnostic) {
    func place(_ line: Int) -> SourceLocation {
      SourceLocation(file: path, line: line, column: 1)
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw Diagnostic(at: place(1), "the file is UTF-16; save it as UTF-8")
    }
    columns = try Self.columns(of: bytes, wish: wish, at: place(1))
    var found: [(text: String, label: String, line: Int)] = []
    var problems: [(line: Int, reason: String)] = []
    var reader = DelimitedText(bytes)
    var isFirst = columns.hasHeader
    while let item = reader.next() {
      switch item {
      case .bad(let line, let reason): problems.append((line, reason))
      case .record(let record):
        if isFirst {
          isFirst = false
          continue
        }
        switch Self.entry(record, reader, columns) {
        case .success(let entry?): found.append((entry.text, entry.label, record.line))
        case .success(nil): continue
        case .failure(let problem): problems.append((record.line, problem.message))
        }
        guard found.count <= Self.mostTexts else {
          throw Diagnostic(
            at: place(record.line),
            "more than the \(grouped(Self.mostTexts)) texts that are allowed")
        }
      }
    }
    let names = Self.twoLabels(found.map(\.label))
    guard let names else {
      let reason = problems.first.map { "; line \($0.line): \($0.reason)" } ?? ""
      let labels = Set(found.map(\.label)).sorted()
      throw Diagnostic(
        at: place(1),
        found.isEmpty
          ? "no line with a text and a label\(reason)"
          : "every label is \(quoted(labels[0])); two values are needed\(reason)")
    }
    labelNames = (names.zero, names.one)
    for entry in found {
      guard entry.label == names.zero || entry.label == names.one else {
        problems.append(
          (
            entry.line,
            "the label \(quoted(entry.label)) is neither \(quoted(names.zero)) nor "
              + "\(quoted(names.one)), the most frequent ones; two values are allowed"
          ))
        continue
      }
      if entry.text.allSatisfy(\.isWhitespace) {
        empty += 1
        continue
      }
      texts.append(entry.text)
      labels.append(entry.label == names.one ? 1 : 0)
    }
    problems.sort { $0.line < $1.line }
    bad = problems.count
    if Double(bad) > Self.mostBad * Double(found.count + bad) {
      throw Diagnostic(
        at: place(problems[0].line),
        problems[0].reason + "; \(grouped(bad)) of \(grouped(found.count + bad)) lines cannot be "
          + "used, at most 5 % may")
    }
    warnings = problems.prefix(3).map {
      Diagnostic(.warning, at: place($0.line), "\($0.reason); the line is left out")
    }
    if bad > 3 {
      warnings.append(
        Diagnostic(
          .warning, at: place(problems[3].line),
          "this line and \(bad - 4) more cannot be used and are left out"))
    }
  }

  private static func columns(
    of bytes: [UInt8], wish: CorpusColumns.Wish, at place: SourceLocation
  ) throws(Diagnostic) -> CorpusColumns {
    var reader = DelimitedText(bytes)
    var lines: [[String]] = []
    while lines.count < sample, let item = reader.next() {
      guard case .record(let record) = item else { continue }
      let texts = record.fields.map { reader.text($0) }
      if lines.isEmpty, texts.contains(nil) {
        throw Diagnostic(
          at: SourceLocation(file: place.file, line: record.line, column: 1),
          "the first line is not UTF-8; save the file as UTF-8")
      }
      lines.append(texts.map { $0 ?? "" })
    }
    guard !lines.isEmpty else { throw Diagnostic(at: place, "the file is empty") }
    do {
      return try CorpusColumns(lines, wish: wish, separator: reader.separatorName)
    } catch {
      throw Diagnostic(at: place, error.message)
    }
  }

  /// The text and label of a line; nil for a line that the condition leaves out.
  private static func entry(
    _ record: DelimitedText.Record, _ reader: DelimitedText, _ columns: CorpusColumns
  ) -> Result<(text: String, label: String)?, CorpusColumns.Problem> {
    func problem(_ message: String) -> Result<(text: String, label: String)?, CorpusColumns.Problem>
    {
      .failure(CorpusColumns.Problem(message: message))
    }
    guard record.fields.count == columns.count else {
      return problem(
        "\(counted(record.fields.count, "column")); the first line has \(columns.count)")
    }
    guard
      let text = reader.text(record.fields[columns.text]),
      let label = reader.text(record.fields[columns.label])
    else { return problem("not UTF-8; save the file as UTF-8") }
    if let condition = columns.condition,
      reader.text(record.fields[condition.column]) != condition.value
    {
      return .success(nil)
    }
    let trimmed = label.trimmingCharacters(in: .whitespaces)
    return trimmed.isEmpty ? problem("the label is empty") : .success((text, trimmed))
  }

  // MARK: Labels

  private static let positive = ["positive", "pos", "good", "true", "yes", "긍정", "좋음"]
  private static let negative = ["negative", "neg", "bad", "false", "no", "부정", "나쁨"]

  /// The two most frequent labels, the one that counts as 1 last: the larger of two numbers, the
  /// word that says so, or else the later in order. Nil where there are fewer.
  private static func twoLabels(_ labels: [String]) -> (zero: String, one: String)? {
    var counts: [String: Int] = [:]
    for label in labels { counts[label, default: 0] += 1 }
    let frequent = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(2).map(\.key)
    guard frequent.count == 2 else { return nil }
    let pair = frequent.sorted()
    if let one = Double(pair[0]), let other = Double(pair[1]) {
      return one < other ? (pair[0], pair[1]) : (pair[1], pair[0])
    }
    let isTurned =
      positive.contains(pair[0].lowercased()) || negative.contains(pair[1].lowercased())
    return isTurned ? (pair[1], pair[0]) : (pair[0], pair[1])
  }
}
