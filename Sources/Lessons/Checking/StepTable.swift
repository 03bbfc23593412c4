/// The ids of a lesson's directives, those with errors included, so that one mistake does not turn
/// every later reference into another.
struct StepTable: Sendable {
  struct Step: Sendable {
    var id: String
    /// Nil where the directive could not be read far enough to know.
    var kind: String?
    /// The place among the directives, from 1.
    var index: Int
    var line: Int
  }

  private var byID: [String: Step] = [:]
  /// In the order of the file.
  private var steps: [Step] = []

  /// Of two directives with one id the first keeps it.
  mutating func add(_ step: Step) {
    guard byID[step.id] == nil else { return }
    byID[step.id] = step
    steps.append(step)
  }

  subscript(id: String) -> Step? { byID[id] }

  /// Why `id` may not be named, to stand after what names it; nil where it may.
  /// - Parameters:
  ///   - named: what the author wrote: the id, or the path of a value that begins with it.
  ///   - limit: the directives in front of this one may be named; `Int.max` for all.
  ///   - itself: the place of the directive that names the id, where a directive does.
  ///   - kinds: what the id must be of; all kinds if there are none.
  func problem(
    naming id: String, as named: String, before limit: Int, itself: Int? = nil, kinds: [String]
  ) -> String? {
    let names = "names \(quoted(named))"
    guard let step = byID[id] else {
      let what = id == named ? "that id" : "the id \(quoted(id))"
      return "\(names), but no step has \(what)" + alternatives(to: id, before: limit, kinds)
    }
    if step.index == itself { return "\(names), which is this step itself" }
    if step.index >= limit {
      return "\(names), which is defined later, at line \(step.line); "
        + "only earlier steps can be named"
    }
    guard let kind = step.kind, !kinds.isEmpty, !kinds.contains(kind) else { return nil }
    return "\(names), which is a \(quoted(kind)); a \(quotedList(kinds, last: " or ")) is wanted"
  }

  private func alternatives(to id: String, before limit: Int, _ kinds: [String]) -> String {
    let earlier = steps.filter { $0.index < limit }
    let fitting = earlier.filter { step in
      step.kind.map { kinds.isEmpty || kinds.contains($0) } ?? true
    }.map(\.id)
    if let near = nearest(to: id, among: fitting) { return "; did you mean '\(near)'?" }
    let what = kinds.isEmpty ? "step" : quotedList(kinds, last: " or ")
    switch fitting.count {
    case 0: return "; no \(what) with an id comes before"
    case 1: return "; the only earlier \(what) is '\(fitting[0])'"
    default: return "; earlier ones of \(what) are \(quotedList(Array(fitting.suffix(8))))"
    }
  }
}
