import Input

/// Which columns of a table of steps hold what. Without names every column is a unit of the state.
struct StepColumns {
  /// What is given for each direction.
  struct Direction {
    /// For each layer its units.
    fileprivate(set) var states: [[Int]] = []
    /// The cell's state, as many units.
    fileprivate(set) var cells: [[Int]] = []
    /// For each layer.
    fileprivate(set) var norms: [Int] = []
    fileprivate(set) var deltas: [[Int]] = []
  }

  private(set) var input: [Int] = []
  private(set) var forward = Direction()
  private(set) var reverse = Direction()
  private(set) var output: [Int] = []
  private(set) var probability: Int?
  private(set) var target: Int?
  private(set) var loss: Int?
  private(set) var padding: Int?
  private(set) var cut: Int?
  private(set) var window: Int?

  /// - Throws: at a name that is none of these, for gaps in the numbers of units and layers, and
  ///   when there is no state.
  init(_ table: DataTable) throws(DataError) {
    if table.columnNames.isEmpty {
      forward.states = [Array(0..<table.columns)]
      return
    }
    var units: [String: [Numbers: Int]] = [:]
    for (index, own) in table.columnNames.enumerated() {
      let name = trimmed(own).lowercased()
      switch name {
      case "probability": probability = try once(table, index, probability)
      case "target": target = try once(table, index, target)
      case "loss": loss = try once(table, index, loss)
      case "padding": padding = try once(table, index, padding)
      case "cut": cut = try once(table, index, cut)
      case "window": window = try once(table, index, window)
      default:
        guard let (stem, numbers) = Self.parts(name) else { throw Self.unknown(table, index) }
        guard units[stem, default: [:]].updateValue(index, forKey: numbers) == nil else {
          throw table.nameError(index, "two columns are called '\(shown(own))'")
        }
      }
    }
    input = try Self.list(table, "input", units["input"] ?? [:])
    output = try Self.list(table, "output", units["output"] ?? [:])
    forward = try Self.direction(table, units, ["h", "c", "norm", "delta"])
    reverse = try Self.direction(table, units, ["r", "rc", "rnorm", "rdelta"])
    guard !forward.states.isEmpty else {
      throw table.error("no column 'h1': a step has the units of its state, h1, h2, ...")
    }
    guard reverse.states.isEmpty || reverse.states.map(\.count) == forward.states.map(\.count)
    else {
      throw table.nameError(
        reverse.states[0][0],
        "states of \(reverse.states.map(\.count)) units in the reverse direction, of "
          + "\(forward.states.map(\.count)) in the other; layer by layer they are as many")
    }
  }

  /// The columns of one direction.
  ///
  /// - Parameter names: of the state, of the cell's state, of norms and of deltas.
  private static func direction(
    _ table: DataTable, _ units: [String: [Numbers: Int]], _ names: [String]
  ) throws(DataError) -> Direction {
    var found = Direction()
    found.states = try layers(table, names[0], units[names[0]] ?? [:])
    found.cells = try layers(table, names[1], units[names[1]] ?? [:])
    found.norms = try list(table, names[2], units[names[2]] ?? [:])
    found.deltas = try layers(table, names[3], units[names[3]] ?? [:])
    let states = found.states.map(\.count)
    // The first column of what does not fit.
    let others = found.cells.flatMap(\.self) + found.norms + found.deltas.flatMap(\.self)
    if states.isEmpty, let column = others.min() {
      throw table.nameError(
        column,
        "'\(shown(table.columnNames[column]))' without '\(names[0])1', the states that it belongs "
          + "to")
    }
    guard found.cells.isEmpty || found.cells.map(\.count) == states else {
      throw table.nameError(
        found.cells[0][0],
        "cell states of \(found.cells.map(\.count)) units, states of \(states); layer by layer "
          + "they are as many")
    }
    guard found.norms.isEmpty || found.norms.count == states.count else {
      throw table.nameError(
        found.norms[0], "\(found.norms.count) columns of norms for \(states.count) layers")
    }
    guard found.deltas.isEmpty || !found.norms.isEmpty else {
      throw table.nameError(
        found.deltas[0][0],
        "columns of delta without '\(names[2])', the size of the gradient at the state")
    }
    guard found.deltas.isEmpty || found.deltas.map(\.count) == states else {
      throw table.nameError(
        found.deltas[0][0],
        "deltas of \(found.deltas.map(\.count)) units, states of \(states); layer by layer they "
          + "are as many")
    }
    return found
  }

  /// Layer and unit, or one number alone, or none.
  private struct Numbers: Hashable {
    var first: Int?
    var second: Int?
  }

  /// `h2.1` as h, 2, 1; nil for other names.
  private static func parts(_ name: String) -> (String, Numbers)? {
    let stems = ["input", "output", "norm", "delta", "rnorm", "rdelta", "rc", "h", "c", "r"]
    for stem in stems where name.hasPrefix(stem) {
      let rest = name.dropFirst(stem.count)
      let words = rest.split(separator: ".", omittingEmptySubsequences: false)
      let numbers = words.compactMap { word in
        word.allSatisfy { $0.isASCII && $0.isNumber } ? Int(word) : nil
      }
      if rest.isEmpty { return (stem, Numbers()) }
      guard numbers.count == words.count, numbers.count <= 2,
        numbers.allSatisfy({ (1...10_000).contains($0) })
      else { continue }
      return (stem, Numbers(first: numbers[0], second: numbers.count == 2 ? numbers[1] : nil))
    }
    return nil
  }

  private func once(_ table: DataTable, _ index: Int, _ old: Int?) throws(DataError) -> Int {
    guard old == nil else {
      throw table.nameError(index, "two columns are called '\(shown(table.columnNames[index]))'")
    }
    return index
  }

  /// `name`, or name1, name2, ... without a gap.
  private static func list(
    _ table: DataTable, _ name: String, _ columns: [Numbers: Int]
  ) throws(DataError) -> [Int] {
    if let one = columns[Numbers()] {
      guard columns.count == 1 else {
        throw table.nameError(one, "'\(name)' beside \(name)1, \(name)2, ...; one or the other")
      }
      return [one]
    }
    var list: [Int] = []
    for number in 1..<(columns.count + 1) {
      guard let column = columns[Numbers(first: number)] else {
        throw table.error(
          "no column '\(name)\(number)' among \(columns.count) of \(name); they are numbered from 1"
        )
      }
      list.append(column)
    }
    return list
  }

  private static func layers(
    _ table: DataTable, _ name: String, _ columns: [Numbers: Int]
  ) throws(DataError) -> [[Int]] {
    if columns.isEmpty { return [] }
    let isLayered = columns.keys.contains { $0.second != nil }
    guard isLayered else {
      var units: [Int] = []
      for unit in 1..<(columns.count + 1) {
        guard let column = columns[Numbers(first: unit)] else {
          throw table.error(
            "no column '\(name)\(unit)' among \(columns.count) of \(name); they are numbered from 1"
          )
        }
        units.append(column)
      }
      return [units]
    }
    var layers: [[Int]] = []
    var found = 0
    while found < columns.count {
      var units: [Int] = []
      while let column = columns[Numbers(first: layers.count + 1, second: units.count + 1)] {
        units.append(column)
      }
      guard !units.isEmpty else {
        throw table.error(
          "no column '\(name)\(layers.count + 1).1'; layers and units are numbered from 1 "
            + "without gaps"
        )
      }
      found += units.count
      layers.append(units)
    }
    return layers
  }

  private static func unknown(_ table: DataTable, _ index: Int) -> DataError {
    let own = table.columnNames[index]
    let names = UnrolledKind.knownNames
    return table.nameError(
      index,
      "column '\(shown(own))' is not read; those that are: "
        + "\(UnrolledKind.columns.map(\.name).joined(separator: ", "))"
        + suggestion(for: own, among: names))
  }
}
