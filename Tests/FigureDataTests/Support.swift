import FigureData
import Figures
import Foundation
import Testing

/// A table of text, as a file called t.csv, t.tsv or t.json.
func table(
  _ text: String, _ format: DataFormat = .csv, firstRow: FirstRow = .automatic,
  known: [String] = []
) throws(DataError) -> DataTable {
  try DataTable.read(
    bytes: Array(text.utf8), file: "t.\(format.rawValue)", format: format, firstRow: firstRow,
    known: known)
}

/// What reading it says is wrong, or an empty text.
func complaint(_ text: String, _ format: DataFormat = .csv, known: [String] = []) -> String {
  complaint(Array(text.utf8), format, known: known)
}

func complaint(_ bytes: [UInt8], _ format: DataFormat, known: [String] = []) -> String {
  do {
    _ = try DataTable.read(
      bytes: bytes, file: "t.\(format.rawValue)", format: format, known: known)
    return ""
  } catch {
    return error.description
  }
}

/// What drawing it says is wrong, or an empty text.
func complaint<Kind: DrawnKind>(
  _ kind: Kind.Type, _ text: String, _ format: DataFormat = .csv,
  _ adjust: (inout DrawOptions) -> Void = { _ in }
) -> String {
  do {
    _ = try drawn(kind, text, format, adjust)
    return ""
  } catch {
    return error.description
  }
}

func drawn<Kind: DrawnKind>(
  _ kind: Kind.Type, _ text: String, _ format: DataFormat = .csv,
  _ adjust: (inout DrawOptions) -> Void = { _ in }
) throws(DataError) -> any Figure {
  var options = DrawOptions()
  adjust(&options)
  let table = try table(text, format, known: Kind.knownNames + options.columnNames)
  return try Kind.validFigure(from: table, options: options)
}

extension DataTable {
  /// All cells as they are written.
  var texts: [[String]] {
    (0..<rows).map { row in (0..<columns).map { text(row, $0) } }
  }

  /// All cells as numbers, NaN for those that are empty.
  func numbers(panel: Int = 0) throws -> [[Double]] {
    try (0..<rows).map { row in
      try (0..<columns).map { try number(row, $0, panel: panel) ?? .nan }
    }
  }
}

/// The same numbers from run to run.
struct Numbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Writes .npy files as NumPy's format description says.
enum NPYFile {
  /// A header of a version, padded so that the data begin at a multiple of 64.
  static func header(_ text: String, version: UInt8 = 1) -> [UInt8] {
    var words = Array(text.utf8)
    let head = version == 1 ? 10 : 12
    while (head + words.count + 1) % 64 != 0 { words.append(0x20) }
    words.append(0x0A)
    var bytes: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, version, 0]
    for index in 0..<(head - 8) { bytes.append(UInt8(words.count >> (8 * index) & 0xFF)) }
    return bytes + words
  }

  static func header(
    type: String, shape: String, isFortran: Bool = false, version: UInt8 = 1
  ) -> [UInt8] {
    header(
      "{'descr': '\(type)', 'fortran_order': \(isFortran ? "True" : "False"), 'shape': \(shape), }",
      version: version)
  }

  static func bytes<Integer: FixedWidthInteger>(_ value: Integer, big: Bool = false) -> [UInt8] {
    withUnsafeBytes(of: big ? value.bigEndian : value.littleEndian) { Array($0) }
  }

  static func doubles(_ rows: [[Double]]) -> [UInt8] {
    header(type: "<f8", shape: "(\(rows.count), \(rows[0].count))")
      + rows.flatMap { $0.flatMap { bytes($0.bitPattern) } }
  }
}
