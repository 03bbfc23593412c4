import Drawing

extension Heatmap {
  public func validate() throws(FigureError) {
    try require(
      (1...12).contains(panels.count), "\(panels.count) panels were given; 1 to 12 are drawn")
    try scale.validate(figure: "Heatmap", name: "")
    for (index, panel) in panels.enumerated() {
      try validate(panel, name: panels.count == 1 ? "" : "panel \(index + 1): ")
    }
  }

  private func require(
    _ condition: Bool, _ reason: @autoclosure () -> String
  ) throws(FigureError) {
    if !condition { throw .invalidData(figure: "Heatmap", reason: reason()) }
  }

  private func validate(_ panel: Panel, name: String) throws(FigureError) {
    try panel.scale?.validate(figure: "Heatmap", name: name)
    let (rows, columns) = (panel.values.count, panel.values.first?.count ?? 0)
    try require(columns > 0, "\(name)no values were given; at least 1 x 1 is needed")
    for (row, values) in panel.values.enumerated() {
      try require(
        values.count == columns,
        "\(name)row \(row + 1) has \(values.count) values, row 1 has \(columns)")
    }
    try require(
      rows <= 32_767 && columns <= 32_767,
      "\(name)\(rows) x \(columns) cells; a side may have at most 32767")
    try require(
      panel.rowLabels.isEmpty || panel.rowLabels.count == rows,
      "\(name)\(panel.rowLabels.count) row labels for \(rows) rows")
    try require(
      panel.columnLabels.isEmpty || panel.columnLabels.count == columns,
      "\(name)\(panel.columnLabels.count) column labels for \(columns) columns")
    if let strip = panel.rowStrip {
      try require(
        strip.values.count == rows,
        "\(name)the strip at the right has \(strip.values.count) values for \(rows) rows")
    }
    if let strip = panel.columnStrip {
      try require(
        strip.values.count == columns,
        "\(name)the strip below has \(strip.values.count) values for \(columns) columns")
    }
  }
}

extension Heatmap.Scale {
  /// Asks whether the ends are numbers in order.
  func validate(figure: String, name: String) throws(FigureError) {
    func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws(FigureError) {
      if !condition { throw .invalidData(figure: figure, reason: name + reason()) }
    }
    switch self {
    case .signed(let limit):
      try require(limit > 0 && limit.isFinite, "the limit is \(limit); it must be above 0")
    case .linear(let low, let high):
      try require(
        low.isFinite && high.isFinite && low < high,
        "the scale goes from \(low) to \(high); the first must be below the second")
    case .logarithmic(let low, let high):
      for end in [low, high].compactMap({ $0 }) {
        try require(
          end > 0 && end.isFinite, "a logarithmic scale ends at \(end); it must be above 0")
      }
      if let low, let high {
        try require(
          low < high,
          "the scale goes from \(low) to \(high); the first must be below the second")
      }
    case .unit, .automatic: break
    }
  }
}
