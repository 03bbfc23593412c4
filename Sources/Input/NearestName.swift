/// The candidate that `word` was most likely meant to be, or nil where none is near.
///
/// Near is at most one mistake in words of up to 4 letters, two in words of up to 8, three in
/// longer ones. A mistake is a letter too many, too few, another, or two letters swapped
/// (Damerau-Levenshtein distance, optimal string alignment); capitals do not count. Of equally
/// near candidates the first wins.
/// - Complexity: O(candidates * length^2), and nothing for words of more than 100 letters.
public func nearest(to word: String, among candidates: [String]) -> String? {
  let letters = Array(word.lowercased().unicodeScalars)
  guard !letters.isEmpty, letters.count <= 100 else { return nil }
  var best: (distance: Int, name: String)?
  for candidate in candidates {
    let other = Array(candidate.lowercased().unicodeScalars)
    let length = max(letters.count, other.count)
    let allowed = length <= 4 ? 1 : length <= 8 ? 2 : 3
    guard abs(letters.count - other.count) <= allowed else { continue }
    let distance = editDistance(letters, other)
    // A word of which every letter is a mistake is another word.
    guard distance <= allowed, distance < min(letters.count, other.count) else { continue }
    if distance < best?.distance ?? .max { best = (distance, candidate) }
  }
  return best?.name
}

/// `; did you mean 'epsilon'?` or nothing.
package func suggestion(for word: String, among candidates: [String]) -> String {
  nearest(to: word, among: candidates).map { "; did you mean '\($0)'?" } ?? ""
}

private func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
  var beforePrevious = [Int](repeating: 0, count: b.count + 1)
  var previous = Array(0...b.count)
  var current = previous
  for i in a.indices {
    current[0] = i + 1
    for j in b.indices {
      let change = previous[j] + (a[i] == b[j] ? 0 : 1)
      current[j + 1] = min(change, previous[j + 1] + 1, current[j] + 1)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        current[j + 1] = min(current[j + 1], beforePrevious[j - 1] + 1)
      }
    }
    (beforePrevious, previous, current) = (previous, current, beforePrevious)
  }
  return previous[b.count]
}
