import Drawing

/// One time step of a recurrent cell, with the numbers of a step on its wires and one equation in
/// focus.
///
/// ```swift
/// let figure = CellDiagram(
///   title: "What the forget gate keeps", cell: .lstm,
///   values: [
///     .input: [1.0, -0.5, 0.3], .previousHidden: [0.2, -0.4], .forgetGate: [0.62, 0.48],
///   ], focus: .forgetGate)
/// ```
///
/// A grey box is a layer with its weights and bias, a circle acts entry by entry, a dot copies a
/// wire. Blue wires carry the hidden state, green ones the cell state, sky ones the input. Up to
/// four units are written as numbers, more are a strip of colours: gates from 0 to 1, everything
/// else with one colour for each sign. A number that is not finite is marked in its place.
///
/// The equations are those of Hochreiter and Schmidhuber (1997) with the forget gate of Gers et al.
/// (2000), of Cho et al. (2014) for ``Reset/before``, and of cuDNN for ``Reset/after``. The grammar
/// of the drawing is that of C. Olah, "Understanding LSTM Networks" (2015).
public struct CellDiagram: Figure {
  public var title: Label
  public var subtitle: Label?
  public var cell: Kind
  /// The numbers of the step; a wire without an entry shows its symbol alone. The input has any
  /// number of entries, all other wires one number of units.
  public var values: [Wire: [Double]]
  /// dL/d of a wire, for each of its entries: a second block in the wire's tag, dashed and
  /// vermilion. Sizes as for ``values``.
  public var gradients: [Wire: [Double]]
  /// The equation whose wires and boxes stand out, written large; nil lists all equations.
  public var focus: Equation?

  public init(
    title: Label, subtitle: Label? = nil, cell: Kind, values: [Wire: [Double]] = [:],
    gradients: [Wire: [Double]] = [:], focus: Equation? = nil
  ) {
    self.title = title
    self.subtitle = subtitle
    self.cell = cell
    self.values = values
    self.gradients = gradients
    self.focus = focus
  }

  /// - Throws: `.invalidData` for a wire or an equation that the cell does not have, an empty list
  ///   of values, and wires of unequal sizes.
  public func validate() throws(FigureError) {
    func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws(FigureError) {
      if !condition { throw .invalidData(figure: "CellDiagram", reason: reason()) }
    }
    func names(_ all: [some RawRepresentable<String>]) -> String {
      all.map(\.rawValue).joined(separator: ", ")
    }
    if let focus {
      try require(
        cell.equations.contains(focus),
        "focus is \(focus.rawValue), \(cell.name) has \(names(cell.equations))")
    }
    // Every list is held against the first of its size: all but the input have H entries.
    var first: [Bool: (name: String, count: Int)] = [:]
    for (noun, all) in [("values", values), ("gradients", gradients)] {
      for wire in Wire.allCases {
        guard let given = all[wire] else { continue }
        let name = noun == "values" ? wire.rawValue : "the gradient of \(wire.rawValue)"
        try require(
          cell.wires.contains(wire),
          "\(noun) were given for \(wire.rawValue), \(cell.name) has \(names(cell.wires))")
        try require(
          !given.isEmpty, "\(name) has no values; leave it out or give at least 1")
        let isInput = wire == .input
        let reference = first[isInput] ?? (name, given.count)
        try require(
          given.count == reference.count,
          "\(name) has \(given.count) \(isInput ? "entries" : "units"), "
            + "\(reference.name) has \(reference.count)")
        first[isInput] = reference
      }
    }
  }

  /// The height follows from the cell and the number of values on its wires.
  public var size: Size { Size(Page.width, CellGrid(self).pageHeight) }

  public func draw(on canvas: Canvas) -> [FigureRegion] {
    CellPainter(self, canvas).draw()
  }
}
