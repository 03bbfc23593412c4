import Input

/// Which columns of a table of steps hold what. Without names every column is a unit of the state.
struct StepColumns {
  private(set) var input: [Int] = []
  /// For each layer its units.
  private(set) var states: [[Int]] = []
  /// The cell's state, as many units.
  private(set) var cells: [[Int]] = []
  private(set) var output: [Int] = []
  private(set) var probability: Int?
  private(set) var target: Int?
  private(set) var loss: Int?
  /// For each layer.
  private(set) var norms: [Int] = []
  private(set) var deltas: [[Int]] = []

  /// - Throws: at a name that is none of these, for gaps in the numbers of units and layers, and
  ///   when there is no state.
  init(_ table: DataTable) throws(DataError) {
    if table.columnNames.isEmpty {
      states = [Array(0..<table.columns)]
      return
    }
    var units: [String: [Numbers: Int]] = [:]
    for (index, own) in table.columnNames.enumerated() {
      let name = trimmed(own).lowercased()
      switch name {
      case "probability": probability = try once(table, index, probability)
      case "target": target = try once(table, index, target)
      case "loss": loss = try once(table, index, loss)
      default:
        guard let (stem, numbers) = Self.parts(name) else { throw Self.unknown(table, index) }
        guard units[stem, default: [:]].updateValue(index, forKey: numbers) == nil else {
          throw table.nameError(index, "two columns are called '\(shown(own))'")
        }
      }
    }
    input = try Self.list(table, "input", units["input"] ?? [:])
    output = try Self.list(table, "output", units["output"] ?? [:])
    norms = try Self.list(table, "norm", units["norm"] ?? [:])
    states = try Self.layers(table, "h", units["h"] ?? [:])
    cells = try Self.layers(table, "c", units["c"] ?? [:])
    deltas = try Self.layers(table, "delta", units["delta"] ?? [:])
    guard !states.isEmpty else {
      throw table.error("no column 'h1': a step has the units of its state, h1, h2, ...")
    }
    guard cells.isEmpty || cells.map(\.count) == states.map(\.count) else {
      throw table.error(
        "cell states of \(cells.map(\.count)) units, states of \(states.map(\.count)); layer by "
          + "layer they are as many")
    }
    guard norms.isEmpty || norms.count == states.count else {
      throw table.error("\(norms.count) columns of norms for \(states.count) layers")
    }
    guard deltas.isEmpty || !norms.isEmpty else {
      throw table.error("columns of delta without 'norm', the size of the gradient at the state")
    }
    guard deltas.isEmpty || deltas.map(\.count) == states.map(\.count) else {
      throw table.error(
        "deltas of \(deltas.map(\.count)) units, states of \(states.map(\.count)); layer by layer "
          + "they are as many")
    }
  }

  /// Layer and unit, or one number alone, or none.
  private struct Numbers: Hashable {
    var first: Int?
    var second: Int?
  }

  /// `h2.1` as h, 2, 1; nil for other names.
  private static func parts(_ name: String) -> (String, Numbers)? {
    for stem in ["input", "output", "norm", "delta", "h", "c"] where name.hasPrefix(stem) {
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
