/// Two reports of one lesson, compared by value.
struct ReportComparison {
  let tolerance: LessonComparison.Tolerance

  func differences(_ old: Report, _ new: Report) -> [String] {
    var lines: [String] = []
    func compare<Value: Equatable>(_ what: String, _ old: Value, _ new: Value) {
      if old != new { lines.append("\(what): kept '\(old)', found '\(new)'") }
    }
    compare("lesson", old.lesson, new.lesson)
    compare("title", old.title, new.title)
    compare("seed", old.seed, new.seed)
    compare("variations", old.variations, new.variations)
    compare("verdict", old.verdict.rawValue, new.verdict.rawValue)
    if old.source.hash != new.source.hash {
      lines.append("the lesson has changed since its pages were kept")
    }
    compare("number of steps", old.steps.count, new.steps.count)
    for (before, after) in zip(old.steps, new.steps) {
      let name = before.id.map { "\(before.kind) \($0)" } ?? before.kind
      let step = "step \(before.index) (\(name))"
      guard before.kind == after.kind, before.id == after.id else {
        let found = after.id.map { "\(after.kind) \($0)" } ?? after.kind
        lines.append("\(step): found \(found) in its place")
        continue
      }
      compare("\(step), verdict", before.verdict.rawValue, after.verdict.rawValue)
      compare("\(step), failures", before.failures, after.failures)
      compare("\(step), figures", before.figures.map(\.file), after.figures.map(\.file))
      lines += claims(step, before.claims, after.claims)
      lines += values(step, before.values, after.values)
    }
    return lines
  }

  private func claims(_ step: String, _ old: [Report.Claim], _ new: [Report.Claim]) -> [String] {
    guard old.map(\.statement) == new.map(\.statement) else {
      return ["\(step): other claims than those that were kept"]
    }
    return zip(old, new).filter { $0.holds != $1.holds }.map { before, after in
      "\(step), '\(before.statement)': "
        + (before.holds ? "held, now fails" : "failed, now holds") + " (found \(after.found))"
    }
  }

  private func values(
    _ step: String, _ old: [String: Value], _ new: [String: Value]
  ) -> [String] {
    Set(old.keys).union(new.keys).sorted().flatMap { name -> [String] in
      guard let before = old[name] else { return ["\(step), \(name): new"] }
      guard let after = new[name] else { return ["\(step), \(name): missing"] }
      return difference(before, after).map { ["\(step), \(name)\($0)"] } ?? []
    }
  }

  /// The first difference, and how many there are; nil when the values agree.
  private func difference(_ old: Value, _ new: Value) -> String? {
    switch (old, new) {
    case (.number(let a), .number(let b)):
      guard !tolerance.agree(a, b) else { return nil }
      return ": kept \(a), found \(b) (difference \(abs(a - b)))"
    case (.text(let a), .text(let b)):
      return a == b ? nil : ": kept '\(a)', found '\(b)'"
    case (.list(let a), .list(let b)):
      guard a.firstIndex == b.firstIndex, a.elements.count == b.elements.count else {
        return ": kept \(a.elements.count) values from \(a.firstIndex), "
          + "found \(b.elements.count) from \(b.firstIndex)"
      }
      var first: String?
      var count = 0
      for (offset, pair) in zip(a.elements, b.elements).enumerated() {
        guard let inside = difference(pair.0, pair.1) else { continue }
        count += 1
        if first == nil { first = "[\(a.firstIndex + offset)]\(inside)" }
      }
      guard let first else { return nil }
      return count == 1 ? first : "\(first); \(count) of \(a.elements.count) values differ"
    default:
      return ": kept another kind of value"
    }
  }
}
