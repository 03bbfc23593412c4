import Input

/// The candidate that `word` was most likely meant to be, or nil where none is near; see
/// `Input.nearest(to:among:)`.
public func nearest(to word: String, among candidates: [String]) -> String? {
  Input.nearest(to: word, among: candidates)
}

/// `; did you mean 'epsilon'?` or nothing.
func suggestion(for word: String, among candidates: [String]) -> String {
  Input.suggestion(for: word, among: candidates)
}
