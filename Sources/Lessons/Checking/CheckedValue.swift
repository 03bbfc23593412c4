/// A value that is what its declaration asks for, with its place.
public struct CheckedValue: Sendable {
  public var location: SourceLocation
  public var content: Content

  public enum Content: Sendable {
    case integer(Int)
    /// Also a duration, in seconds.
    case number(Double)
    case boolean(Bool)
    /// Also a choice, an id, a reference and a file's path.
    case text(String)
    case path(ValuePath)
    case vector([Double])
    case matrix(CheckedTensor)
    case list([CheckedValue])
    case mapping(CheckedMapping)
    case tensors([WeightTensor])
  }

  public init(location: SourceLocation, content: Content) {
    self.location = location
    self.content = content
  }

  // Each is nil where the value is of another type.

  public var integer: Int? { if case .integer(let value) = content { value } else { nil } }
  /// An integer is a number too.
  public var number: Double? {
    switch content {
    case .number(let value): value
    case .integer(let value): Double(value)
    default: nil
    }
  }
  public var boolean: Bool? { if case .boolean(let value) = content { value } else { nil } }
  public var text: String? { if case .text(let value) = content { value } else { nil } }
  public var path: ValuePath? { if case .path(let value) = content { value } else { nil } }
  public var vector: [Double]? { if case .vector(let value) = content { value } else { nil } }
  public var matrix: CheckedTensor? { if case .matrix(let value) = content { value } else { nil } }
  public var list: [CheckedValue]? { if case .list(let value) = content { value } else { nil } }
  public var mapping: CheckedMapping? {
    if case .mapping(let value) = content { value } else { nil }
  }
  public var tensors: [WeightTensor]? {
    if case .tensors(let value) = content { value } else { nil }
  }
}

/// Finite numbers in row-major order. The shape is `[]` for one number, `[n]` for a vector and
/// `[rows, columns]` for a matrix.
public struct CheckedTensor: Sendable, Hashable {
  public var shape: [Int]
  public var values: [Double]

  public init(shape: [Int], values: [Double]) {
    precondition(
      values.count == shape.reduce(1, *), "\(values.count) numbers do not fill the shape \(shape)")
    self.shape = shape
    self.values = values
  }
}

public struct WeightTensor: Sendable, Hashable {
  public var name: String
  public var tensor: CheckedTensor
  /// The place of the name.
  public var location: SourceLocation

  public init(name: String, tensor: CheckedTensor, location: SourceLocation) {
    self.name = name
    self.tensor = tensor
    self.location = location
  }
}
