import Recurrent

/// The data of the kind `echo`: one long series of random symbols, cut into rows that a batch holds
/// side by side. The target of each step is the symbol `lag` steps before it in the series.
enum EchoData {
  static let keys = [
    KeyDeclaration(
      "length", .integer(2...200_000), default: "1000", help: "echo: symbols in the series"),
    KeyDeclaration(
      "rows", .integer(1...1000), default: "2",
      help: "echo: the rows of length / rows steps that the series is cut into"),
    KeyDeclaration(
      "lag", .integer(1...1000), default: "5", help: "echo: how many steps later a symbol is due"),
  ]

  private static let mostNumbers = 2e6

  /// Nil where a problem was reported.
  static func dataSet(
    _ fields: CheckedMapping, _ plan: inout LessonPlan, seed: UInt64
  ) -> DataSet? {
    let (length, rows, lag) = (
      fields.integer("length"), fields.integer("rows"), fields.integer("lag")
    )
    let symbols = fields.integer("symbols")
    guard length % rows == 0 else {
      plan.error(
        at: fields.location(of: fields.isGiven("rows") ? "rows" : "length"),
        "a series of \(length) symbols is not cut into \(rows) rows of equal length")
      return nil
    }
    guard Double(length) * Double(symbols) <= mostNumbers else {
      plan.error(
        at: fields.location,
        "a series of \(length) with \(symbols) symbols is "
          + "\(significant(Double(length) * Double(symbols), 3)) numbers; at most 2000000 are "
          + "allowed")
      return nil
    }
    let steps = length / rows
    guard lag < steps else {
      plan.error(
        at: fields.location(of: "lag"), "a lag of \(lag) in rows of \(counted(steps, "step"))")
      return nil
    }
    var generator = SeededGenerator(seed: seed)
    let series = (0..<length).map { _ in Int.random(in: 0..<symbols, using: &generator) }
    // Before the series began nothing was said: the first targets are symbol 0.
    let targets = [Int](repeating: 0, count: lag) + series.dropLast(lag)
    func cut<Element>(_ flat: [Element]) -> [[Element]] {
      (0..<rows).map { Array(flat[$0 * steps..<($0 + 1) * steps]) }
    }
    let hot = (0..<symbols).map { symbol in (0..<symbols).map { $0 == symbol ? 1.0 : 0 } }
    let names = (0..<symbols).map { String($0) }
    return DataSet(
      steps: steps, inputSize: symbols, inputs: cut(series.map { hot[$0] }),
      targets: .classes(cut(targets), count: symbols), alphabet: names, targetAlphabet: names,
      symbols: cut(series.map { names[$0] }))
  }
}
