import Input

/// The formats that tables are read from.
public enum DataFormat: String, Sendable, CaseIterable {
  /// Cells between commas, RFC 4180.
  case csv
  /// The same between tabs.
  case tsv
  case json
  /// NumPy's own.
  case npy

  /// By the end of a file's name.
  public init?(path: String) {
    guard let dot = path.lastIndex(of: "."), dot != path.startIndex else { return nil }
    self.init(rawValue: path[path.index(after: dot)...].lowercased())
  }
}

extension DataTable {
  /// The most that a data file may hold, in bytes.
  public static let fileLimit = 256_000_000

  /// Reads the regular file at `path`.
  ///
  /// - Parameters:
  ///   - format: nil takes it from the end of the name.
  ///   - known: the names that a figure reads, for ``FirstRow/automatic``.
  public static func read(
    path: String, format: DataFormat? = nil, firstRow: FirstRow = .automatic, known: [String] = []
  ) throws(DataError) -> DataTable {
    guard let format = format ?? DataFormat(path: path) else {
      throw DataError(
        file: path,
        "the format is not known; a name ends in .csv, .tsv, .json or .npy, or the format is given")
    }
    let bytes: [UInt8]
    do throws(FileRefusal) {
      bytes = try RegularFile.bytes(path: path, limit: fileLimit)
    } catch {
      throw DataError(file: path, error.reason)
    }
    return try read(bytes: bytes, file: path, format: format, firstRow: firstRow, known: known)
  }

  /// Reads an open stream, such as standard input.
  public static func read(
    descriptor: Int32, file: String, format: DataFormat, firstRow: FirstRow = .automatic,
    known: [String] = []
  ) throws(DataError) -> DataTable {
    let bytes: [UInt8]
    do throws(FileRefusal) {
      bytes = try RegularFile.bytes(descriptor: descriptor, limit: fileLimit)
    } catch {
      throw DataError(file: file, error.reason)
    }
    return try read(bytes: bytes, file: file, format: format, firstRow: firstRow, known: known)
  }

  /// Reads what a file holds.
  ///
  /// - Parameter file: how messages name it.
  public static func read(
    bytes: [UInt8], file: String, format: DataFormat, firstRow: FirstRow = .automatic,
    known: [String] = []
  ) throws(DataError) -> DataTable {
    guard bytes.count <= fileLimit else {
      throw DataError(
        file: file,
        "the file holds more than the \(grouped(fileLimit)) bytes that are allowed here")
    }
    let table: DataTable
    switch format {
    case .csv: table = try DelimitedReader(bytes, file: file, delimiter: TextBytes.comma).table()
    case .tsv: table = try DelimitedReader(bytes, file: file, delimiter: TextBytes.tab).table()
    case .json: table = try JSONReader(bytes, file: file).table()
    case .npy: table = try NPYReader(bytes, file: file).table()
    }
    return try table.withNames(firstRow, known: known)
  }
}
