/// One block of parameters with a name: a vector, a matrix or an array of any rank.
///
/// Shapes: `values` holds `shape.reduce(1, *)` numbers in row-major order; the rows that a band
/// labels are positions along the first axis.
public struct NamedTensor: Sendable, Equatable {
  /// Rows that belong together, such as those of one gate.
  public struct Band: Sendable, Equatable {
    /// What the rows are called in a report, for example `forget gate`.
    public let label: String
    /// Positions along the first axis.
    public let rows: Range<Int>

    public init(_ label: String, rows: Range<Int>) {
      self.label = label
      self.rows = rows
    }
  }

  /// What a tensor does in a recurrent network; it only helps to name the likely mistake.
  public enum Role: String, Sendable, Codable, CaseIterable {
    /// Multiplies the input of the step.
    case input
    /// Multiplies the state of the step before.
    case recurrent
    /// Is added within the step.
    case bias
    /// Maps states to outputs, its bias included.
    case head
  }

  /// The name by which closures and reports refer to the block.
  public let name: String
  /// The extent of every axis, slowest first.
  public let shape: [Int]
  /// The entries in row-major order.
  public let values: [Double]
  /// Labels for bands of rows; may be empty, and need not cover every row.
  public let bands: [Band]
  /// What the tensor does, where that is known.
  public let role: Role?

  /// A tensor of any shape, in row-major order.
  public init(
    _ name: String, shape: [Int], values: [Double], bands: [Band] = [], role: Role? = nil
  ) {
    let count = shape.reduce(1, *)
    precondition(
      shape.allSatisfy { $0 >= 0 } && values.count == count,
      "tensor '\(name)' has shape \(shape), which holds \(count) values; given \(values.count)")
    let rowCount = shape.first ?? 1
    for band in bands {
      precondition(
        band.rows.lowerBound >= 0 && band.rows.upperBound <= rowCount,
        "band '\(band.label)' of '\(name)' covers rows \(band.rows); allowed 0..<\(rowCount)")
    }
    self.name = name
    self.shape = shape
    self.values = values
    self.bands = bands
    self.role = role
  }

  /// A matrix, row by row.
  public init(
    _ name: String, rows: Int, columns: Int, values: [Double], bands: [Band] = [],
    role: Role? = nil
  ) {
    self.init(name, shape: [rows, columns], values: values, bands: bands, role: role)
  }

  /// A vector.
  public init(_ name: String, values: [Double], bands: [Band] = [], role: Role? = nil) {
    self.init(name, shape: [values.count], values: values, bands: bands, role: role)
  }
}
