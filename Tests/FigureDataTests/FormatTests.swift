import FigureData
import Figures
import Foundation
import Testing

/// One table in four formats is one picture.
@Suite struct FormatTests {
  private static func number(_ value: Double) -> String {
    value.isNaN ? "nan" : value.isInfinite ? (value < 0 ? "-inf" : "inf") : "\(value)"
  }

  /// A table in each format, under one name.
  private func tables(_ rows: [[Double]], known: [String]) throws -> [DataTable] {
    func text(_ separator: String) -> String {
      rows.map { $0.map(Self.number).joined(separator: separator) + "\n" }.joined()
    }
    let json =
      "["
      + rows.map { row in
        "[" + row.map { $0.isFinite ? "\($0)" : "\"\(Self.number($0))\"" }.joined(separator: ",")
          + "]"
      }.joined(separator: ",") + "]"
    let files: [(DataFormat, [UInt8])] = [
      (.csv, Array(text(",").utf8)), (.tsv, Array(text("\t").utf8)), (.json, Array(json.utf8)),
      (.npy, NPYFile.doubles(rows)),
    ]
    return try files.map { format, bytes in
      try DataTable.read(
        bytes: bytes, file: "t.\(format.rawValue)", format: format, known: known)
    }
  }

  @Test(arguments: ["heatmap", "loss", "curves", "attention", "landscape", "unrolled"], 1...4)
  func aTableOfNumbersMakesTheSameBytes(_ name: String, _ seed: Int) throws {
    let kind = try #require(DrawnKinds.named(name))
    var numbers = Numbers(seed: UInt64(seed) &* 977)
    let (rows, columns) = (
      Int.random(in: 3...9, using: &numbers), Int.random(in: 3...6, using: &numbers)
    )
    var values = (0..<rows).map { _ in
      (0..<columns).map { _ in Double.random(in: -0.9...0.9, using: &numbers) }
    }
    if name == "curves" { for row in 0..<rows { values[row][0] = Double(row) / 3 } }
    values[1][columns - 1] = seed % 2 == 0 ? .nan : .infinity
    let pictures = try tables(values, known: kind.knownNames).map {
      try kind.validFigure(from: $0, options: DrawOptions()).render(scale: 1).bytes
    }
    #expect(pictures.dropFirst().allSatisfy { $0 == pictures[0] })
    // Another number is another picture.
    values[rows - 1][0] = 0.05 - values[rows - 1][0]
    let other = try kind.validFigure(
      from: tables(values, known: kind.knownNames)[3], options: DrawOptions()
    ).render(scale: 1).bytes
    #expect(other != pictures[0])
  }

  @Test func probabilitiesMakeTheSameBytes() throws {
    let rows = [[0.25, 0.5, 0.25], [0.1, 0.2, 0.7]]
    let pictures = try tables(rows, known: BarsKind.knownNames).map {
      try BarsKind.validFigure(from: $0, options: DrawOptions()).render(scale: 1).bytes
    }
    #expect(pictures.count == 4 && pictures.allSatisfy { $0 == pictures[0] })
  }

  @Test func termsMakeTheSameBytes() throws {
    let rows = [[0.25, 0, 0], [0.1, -0.2, 0], [1, 2, 3]]
    let pictures = try tables(rows, known: TriangleKind.knownNames).map {
      try TriangleKind.validFigure(from: $0, options: DrawOptions()).render(scale: 1).bytes
    }
    #expect(pictures.count == 4 && pictures.allSatisfy { $0 == pictures[0] })
  }

  /// The example of each kind, with its words, in the formats that hold words.
  @Test(arguments: DrawnKinds.all.map { $0.name })
  func aTableOfWordsMakesTheSameBytes(_ name: String) throws {
    let kind = try #require(DrawnKinds.named(name))
    let csv = kind.example.text
    let source = try table(csv, known: kind.knownNames)
    let names = source.columnNames
    func json(_ row: Int, _ column: Int) throws -> String {
      if source.isEmpty(row, column) { return "null" }
      if source.isText(row, column) {
        return try String(
          decoding: JSONEncoder().encode(source.text(row, column)), as: UTF8.self)
      }
      return source.text(row, column)
    }
    let objects = try (0..<source.rows).map { row in
      let cells = try names.indices.map { column in
        let key = try String(decoding: JSONEncoder().encode(names[column]), as: UTF8.self)
        return "\(key): \(try json(row, column))"
      }
      return "{" + cells.joined(separator: ", ") + "}"
    }
    // No example has a tab, or a comma inside quotes.
    let tables = [
      source, try table(csv.replacing(",", with: "\t"), .tsv, known: kind.knownNames),
      try table("[" + objects.joined(separator: ",\n") + "]", .json, known: kind.knownNames),
    ]
    let pictures = try tables.map {
      try kind.validFigure(from: $0, options: DrawOptions()).render(scale: 1).bytes
    }
    #expect(pictures[1] == pictures[0] && pictures[2] == pictures[0])
  }
}
