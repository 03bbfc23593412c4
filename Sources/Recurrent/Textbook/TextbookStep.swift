/// Every number of one step of a cell, by the symbol that it has in the equations.
///
/// Symbols, in the order of computation; `a` is what a function is applied to, of H entries:
///
///     Elman              W_xh x, W_hh h', a, h
///     LSTM               a_i, a_f, a_g, a_o, i, f, g, o, c, tanh c, h
///     GRU, reset after   a_r, a_z, r, z, W_hn h' + b_hn, a_n, n, h
///     GRU, reset before  a_r, a_z, r, z, r h', a_n, n, h
public struct TextbookStep<Number: TextbookNumber>: Sendable {
  /// The numbers under one symbol.
  public struct Value: Sendable {
    public let symbol: String
    public let numbers: [Number]
  }

  public let values: [Value]

  init(_ values: KeyValuePairs<String, TextbookVector<Number>>) {
    self.values = values.map { Value(symbol: $0.key, numbers: $0.value.entries) }
  }

  /// The numbers under that symbol.
  ///
  /// - Precondition: The cell has the symbol.
  public subscript(symbol: String) -> [Number] {
    guard let value = values.first(where: { $0.symbol == symbol }) else {
      let symbols = values.map(\.symbol).joined(separator: ", ")
      preconditionFailure("no \(symbol) in this cell's equations; there are \(symbols)")
    }
    return value.numbers
  }

  /// h_t
  public var state: [Number] { self["h"] }
  /// c_t of an LSTM; empty for other cells.
  public var cellState: [Number] { numbers(["c"]) }
  /// W_xh x_t of an Elman cell; empty for cells with gates, whose products the network gives.
  public var inputProduct: [Number] { numbers(["W_xh x"]) }
  /// W_hh h_{t-1} of an Elman cell; empty for cells with gates, whose products the network gives.
  public var recurrentProduct: [Number] { numbers(["W_hh h'"]) }
  /// a_t of all gates in the order of their rows, [GH].
  public var preactivation: [Number] {
    numbers(["a", "a_i", "a_f", "a_g", "a_o", "a_r", "a_z", "a_n"])
  }
  /// The gates and the candidate in the order of their rows, [GH]; empty for an Elman cell.
  public var gates: [Number] { numbers(["i", "f", "g", "o", "r", "z", "n"]) }

  private func numbers(_ symbols: Set<String>) -> [Number] {
    values.filter { symbols.contains($0.symbol) }.flatMap(\.numbers)
  }
}
