/// A token that a vocabulary does not have.
public struct UnknownToken: Error, Sendable, Hashable, CustomStringConvertible {
  public var token: String
  /// Its place among the tokens that were given, from 0.
  public var place: Int
  /// All tokens of the vocabulary.
  public var allowed: [String]
  /// The token that was perhaps meant.
  public var nearest: String?

  public init(_ token: String, at place: Int, in allowed: [String]) {
    self.token = token
    self.place = place
    self.allowed = allowed
    nearest = Self.nearest(to: token, in: allowed)
  }

  /// `unknown token "x" at 3; did you mean "X"? The vocabulary has "h", "i"`, with the first 20
  /// tokens of a large vocabulary.
  public var description: String {
    let what = "unknown token \(quoted(token)) at \(place)"
    guard !allowed.isEmpty else { return what + "; the vocabulary is empty" }
    let shown = allowed.prefix(20).map(quoted).joined(separator: ", ")
    let rest = allowed.count > 20 ? " and \(allowed.count - 20) more" : ""
    let hint = nearest.map { "; did you mean \(quoted($0))? The" } ?? "; the"
    return "\(what)\(hint) vocabulary has \(shown)\(rest)"
  }

  /// In quotation marks, with line ends and the like written out, and not endless.
  private func quoted(_ token: String) -> String {
    (token.count > 40 ? token.prefix(40) + "..." : token).debugDescription
  }

  /// The token that differs in case alone, or else a word that is at most a third of its letters
  /// away; the first of equally near ones.
  private static func nearest(to token: String, in allowed: [String]) -> String? {
    let folded = token.lowercased()
    if let same = allowed.first(where: { $0.lowercased() == folded }) { return same }
    let letters = Array(folded)
    var limit = min(3, letters.count / 3)
    var best: String?
    for candidate in allowed where limit > 0 {
      let other = Array(candidate.lowercased())
      guard abs(other.count - letters.count) <= limit else { continue }
      let distance = editDistance(letters, other)
      if distance <= limit {
        best = candidate
        limit = distance - 1
      }
    }
    return best
  }
}

/// The least number of letters to put in, take out or change. Source: Levenshtein (1966).
private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  var row = Array(0...b.count)
  for i in a.indices {
    var diagonal = row[0]
    row[0] = i + 1
    for j in b.indices {
      let change = diagonal + (a[i] == b[j] ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(change, row[j] + 1, row[j + 1] + 1)
    }
  }
  return row[b.count]
}
