/// A long text cut for the prediction of each next token, in windows that follow one another.
///
/// Row r of every window reads the text from r * rowLength on, and each window begins where the
/// one before it ended, so that a state can be carried from window to window, row by row. The
/// target of a token is the token behind it in the text; the last token of all is a target only,
/// and nothing wraps around to the start. What does not fill a window in every row is left out.
public struct NextTokenWindows: Sendable, Hashable {
  public let tokens: [Int]
  /// B
  public let rows: Int
  /// T
  public let steps: Int
  /// How many windows there are.
  public let count: Int
  /// From the start of a row to the start of the next.
  public let rowLength: Int

  /// - Precondition: `rows` and `steps` are at least 1. `count` is 0 where there are not
  ///   rows x steps + 1 tokens.
  public init(_ tokens: [Int], rows: Int, steps: Int) {
    precondition(
      rows >= 1 && steps >= 1, "windows of \(rows) rows and \(steps) steps; each is at least 1")
    self.tokens = tokens
    self.rows = rows
    self.steps = steps
    count = max(0, tokens.count - 1) / rows / steps
    rowLength = count * steps
  }

  /// Inputs and targets of a window, each [B][T].
  ///
  /// - Precondition: The window is in 0 ..< count.
  public subscript(window: Int) -> (inputs: [[Int]], targets: [[Int]]) {
    precondition((0..<count).contains(window), "window \(window); it is in 0 ..< \(count)")
    let starts = (0..<rows).map { $0 * rowLength + window * steps }
    return (
      starts.map { Array(tokens[$0..<$0 + steps]) },
      starts.map { Array(tokens[$0 + 1...$0 + steps]) }
    )
  }
}
