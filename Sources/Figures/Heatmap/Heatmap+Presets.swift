import Drawing

extension Heatmap {
  /// Attention: a row for each word written, a column for each word read.
  ///
  /// ```swift
  /// let figure = Heatmap.attention(
  ///   title: "What each word looked at", weights: [[0.9, 0.1], [0.2, 0.8]],
  ///   outputs: ["나는", "갔다"], inputs: ["I", "went"])
  /// ```
  ///
  /// Colours go from 0 to 1, each row's largest weight is framed, and a row that does not sum to 1
  /// says what it sums to.
  ///
  /// - Parameters:
  ///   - weights: a row for each of `outputs`, a column for each of `inputs`.
  public static func attention(
    title: Label, subtitle: Label? = nil, weights: [[Double]], outputs: [Label], inputs: [Label],
    rowTitle: Label? = "output", columnTitle: Label? = "input", barTitle: Label? = "weight"
  ) -> Heatmap {
    var figure = Heatmap(
      title: title, subtitle: subtitle, values: weights.map { $0.map { $0 } }, rowLabels: outputs,
      columnLabels: inputs, scale: .unit, rowTitle: rowTitle, columnTitle: columnTitle,
      barTitle: barTitle, columnsAreSteps: false)
    figure.columnLabelsAbove = true
    figure.squareCells = true
    figure.marksRowMaximum = true
    figure.expectedRowSum = 1
    return figure
  }

  /// Every term of a gradient through time: the loss of step t (a row) by way of the use of the
  /// weights at step k <= t (a column).
  ///
  /// dL/dW = sum over t, sum over k <= t of term(t, k)
  ///
  /// ```swift
  /// let figure = Heatmap.terms(title: "Where the gradient comes from", [[0.2], [0.1, 0.3]])
  /// ```
  ///
  /// Signed terms are summed along each row (what the loss of t gives) and each column (what the
  /// use at k gets). Magnitudes, `scale: .logarithmic()`, have no such sums; a term that is exactly
  /// 0 has a mark of its own, because it has no logarithm.
  ///
  /// - Parameters:
  ///   - terms: row t has the terms of k = 1...t; zeros after those are left out.
  ///   - decimals: of the numbers in cells of signed terms.
  public static func terms(
    title: Label, subtitle: Label? = nil, _ terms: [[Double]], scale: Scale = .automatic,
    barTitle: Label? = "term", decimals: Int = 3
  ) -> Heatmap {
    let values: [[Double?]] = terms.enumerated().map { t, row in
      (0..<max(terms.count, row.count)).map { k in
        guard k < row.count else { return nil }
        return k > t && row[k] == 0 ? nil : row[k]
      }
    }
    var panel = Panel(values: values)
    var isSigned = true
    if case .logarithmic = scale { isSigned = false }
    if isSigned, values.allSatisfy({ $0.count == values.count }) {
      func sum(_ values: [Double?]) -> Double { values.reduce(0) { $0 + ($1 ?? 0) } }
      panel.rowStrip = Strip("$\\Sigma_k$", values: values.map(sum))
      panel.columnStrip = Strip(
        "$\\Sigma_t$", values: values.indices.map { k in sum(values.map { $0[k] }) })
    }
    var figure = Heatmap(
      title: title, subtitle: subtitle, panels: [panel], scale: scale,
      rowTitle: "loss at step $t$", columnTitle: "use at step $k$", barTitle: barTitle,
      decimals: decimals, columnsAreSteps: false)
    figure.squareCells = true
    return figure
  }
}
