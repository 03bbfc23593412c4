import Figures

/// `unrolled`: a network unrolled over time with its numbers.
public enum UnrolledKind: DrawnKind {
  public static let name = "unrolled"
  public static let summary = "A network unrolled over time, a row a step, with its numbers."
  public static let columns = [
    DrawnColumn("input", "a number or a word; several numbers are input1, input2, ..."),
    DrawnColumn(
      "h1, h2, ...", required: true,
      "the units of the state; of several layers h1.1, h1.2, h2.1, ..., layer and unit"),
    DrawnColumn("c1, c2, ...", "the units of an LSTM's cell state, numbered as those of the state"),
    DrawnColumn("output", "a number or a word; several numbers are output1, output2, ..."),
    DrawnColumn("probability", "of the word in output"),
    DrawnColumn("target", "what the output should have been"),
    DrawnColumn("loss", "the step's loss; their sum stands at the upper right"),
    DrawnColumn(
      "norm", "|dL/dh|, the size of the gradient that reaches the state; norm1, norm2 by layer"),
    DrawnColumn("delta1, delta2, ...", "dL/da, a column a unit; delta1.1, ... by layer and unit"),
    DrawnColumn(
      "r1, r2, ...",
      "the reverse direction's states, as many as h; rc1, rnorm and rdelta1, ... as c1, norm and "
        + "delta1"),
    DrawnColumn("padding", "1 at a step beyond the sequence's end, which is hatched"),
    DrawnColumn("cut", "1 at a step after which the gradient goes no further back (truncation)"),
    DrawnColumn(
      "window",
      "the backward passes that cover the step, drawn as brackets: 1, or 1 2 where two overlap; "
        + "a word is written at its bracket"),
  ]
  public static let options = [
    DrawnOption(.limit, "The states' colours run from minus this to this (default: 1).")
  ]
  public static let example = DrawnExample(
    file: "steps.csv",
    """
    input,h1,h2,output,target,loss
    1,0.462,-0.291,,,
    0.5,0.457,-0.156,,,
    -1,-0.279,0.344,-0.492,-0.6,0.0058
    """)
  public static let knownNames = [
    "input", "input1", "input2", "input3", "input4", "h1", "h2", "h3", "h4", "c1", "c2", "c3", "c4",
    "h1.1", "h1.2", "h1.3",
    "h1.4", "h2.1", "h2.2", "h2.3", "h2.4", "output", "output1", "output2", "output3", "output4",
    "probability", "target", "loss", "norm", "norm1", "norm2", "delta1", "delta2", "delta3",
    "delta4", "r1", "r2", "r3", "r4", "r1.1", "r1.2", "r2.1", "r2.2", "rc1", "rc2", "rnorm",
    "rdelta1", "rdelta2", "padding", "cut", "window",
  ]

  public static func figure(
    from table: DataTable, options: DrawOptions
  ) throws(DataError) -> any Figure {
    try table.refusePanels(name)
    let places = try StepColumns(table)
    var steps: [UnrolledDiagram.Step] = []
    var cuts: [Int] = []
    var total = 0.0
    var hasLoss = false
    for row in 0..<table.rows {
      let step = try step(table, row, places)
      if let column = places.cut, try flag(table, row, column) {
        guard row < table.rows - 1 else {
          throw table.error(at: row, column, "a cut after the last step; cuts lie between steps")
        }
        cuts.append(row + 1)
      }
      if let loss = step.loss {
        total += loss
        hasLoss = true
      }
      steps.append(step)
    }
    var windows: [UnrolledDiagram.Window] = []
    if let column = places.window { windows = try self.windows(table, column) }
    return UnrolledDiagram(
      title: options.title(for: table), subtitle: options.subtitle, steps: steps,
      totalLoss: hasLoss ? total : nil, stateLimit: options.limit ?? 1, cuts: cuts,
      windows: windows)
  }

  private static func step(
    _ table: DataTable, _ row: Int, _ places: StepColumns
  ) throws(DataError) -> UnrolledDiagram.Step {
    let forward = try direction(table, row, places.forward)
    let reverse = try direction(table, row, places.reverse)
    var output = try content(table, row, places.output)
    if let column = places.probability { output?.probability = try table.number(row, column) }
    var isPadding = false
    if let column = places.padding { isPadding = try flag(table, row, column) }
    let target = places.target.flatMap { table.isEmpty(row, $0) ? nil : table.label(row, $0) }
    return UnrolledDiagram.Step(
      input: try content(table, row, places.input), states: forward.states, output: output,
      target: target,
      loss: try places.loss.flatMap { column throws(DataError) in try table.number(row, column) },
      gradient: forward.gradient, cells: forward.cells,
      reverse: places.reverse.states.isEmpty ? nil : reverse, isMasked: isPadding)
  }

  private static func direction(
    _ table: DataTable, _ row: Int, _ places: StepColumns.Direction
  ) throws(DataError) -> UnrolledDiagram.Reverse {
    var states: [[Double]] = []
    for layer in places.states { states.append(try numbers(table, row, layer)) }
    var cells: [[Double]] = []
    for layer in places.cells { cells.append(try numbers(table, row, layer)) }
    return UnrolledDiagram.Reverse(
      states: states, cells: cells, gradient: try gradient(table, row, places))
  }

  /// Empty is 0.
  private static func flag(
    _ table: DataTable, _ row: Int, _ column: Int
  ) throws(DataError) -> Bool {
    if table.isEmpty(row, column) { return false }
    return try table.wholeNumber(row, column, in: 0...1) == 1
  }

  /// The steps of each name in a column of windows, in the order in which they begin.
  private static func windows(
    _ table: DataTable, _ column: Int
  ) throws(DataError) -> [UnrolledDiagram.Window] {
    var names: [String] = []
    var ranges: [String: ClosedRange<Int>] = [:]
    for row in 0..<table.rows where !table.isEmpty(row, column) {
      for word in table.text(row, column).split(whereSeparator: \.isWhitespace) {
        let name = String(word)
        guard let range = ranges[name] else {
          names.append(name)
          ranges[name] = row + 1...row + 1
          continue
        }
        guard row - range.upperBound <= 0 else {
          throw table.error(
            at: row, column,
            "window '\(shown(name))' again after step \(range.upperBound); the steps of a window "
              + "follow each other")
        }
        ranges[name] = range.lowerBound...row + 1
      }
    }
    return names.compactMap { name in
      ranges[name].map { UnrolledDiagram.Window($0, label: label(ofWindow: name)) }
    }
  }

  /// A number says nothing that the numbers of its steps do not say.
  private static func label(ofWindow name: String) -> Label? {
    if case .number = NumberGrammar.read(Array(name.utf8)[...]) { return nil }
    return Label(data: name)
  }

  private static func numbers(
    _ table: DataTable, _ row: Int, _ columns: [Int]
  ) throws(DataError) -> [Double] {
    var numbers: [Double] = []
    for column in columns { numbers.append(try table.requiredNumber(row, column)) }
    return numbers
  }

  /// nil where every cell is empty.
  private static func content(
    _ table: DataTable, _ row: Int, _ columns: [Int]
  ) throws(DataError) -> UnrolledDiagram.Content? {
    guard columns.contains(where: { !table.isEmpty(row, $0) }) else { return nil }
    if columns.count == 1, table.isText(row, columns[0]) {
      return UnrolledDiagram.Content(label: table.label(row, columns[0]))
    }
    return UnrolledDiagram.Content(values: try numbers(table, row, columns))
  }

  /// nil where every cell is empty.
  private static func gradient(
    _ table: DataTable, _ row: Int, _ places: StepColumns.Direction
  ) throws(DataError) -> UnrolledDiagram.Gradient? {
    let all = places.norms + places.deltas.flatMap(\.self)
    guard all.contains(where: { !table.isEmpty(row, $0) }) else { return nil }
    var deltas: [[Double]] = []
    for layer in places.deltas { deltas.append(try numbers(table, row, layer)) }
    return UnrolledDiagram.Gradient(
      stateNorms: try numbers(table, row, places.norms), deltas: deltas)
  }
}
