/// The checked keys of a mapping. What is asked for by name is the value that was written or, where
/// none was, the declared default.
public struct CheckedMapping: Sendable {
  public var location: SourceLocation
  /// The keys that were written, in order.
  public private(set) var keys: [String]
  private var values: [String: CheckedValue]

  init(location: SourceLocation, keys: [String], values: [String: CheckedValue]) {
    self.location = location
    self.keys = keys
    self.values = values
  }

  /// Nil where the key has neither a value nor a default.
  public subscript(key: String) -> CheckedValue? { values[key] }

  /// True where the key was written or set by `--set`; a default is not given.
  public func isGiven(_ key: String) -> Bool { keys.contains(key) }

  /// The place of the key's value; of the mapping where the key is not given.
  public func location(of key: String) -> SourceLocation { values[key]?.location ?? location }

  // For keys that are required or have a default. It is a mistake of the caller to ask for others.

  public func integer(_ key: String) -> Int { known(integerIfGiven(key), key, "integer") }
  public func number(_ key: String) -> Double { known(numberIfGiven(key), key, "number") }
  public func boolean(_ key: String) -> Bool { known(booleanIfGiven(key), key, "boolean") }
  public func text(_ key: String) -> String { known(textIfGiven(key), key, "text") }
  public func path(_ key: String) -> ValuePath { known(pathIfGiven(key), key, "value path") }
  public func vector(_ key: String) -> [Double] { known(vectorIfGiven(key), key, "vector") }
  public func matrix(_ key: String) -> CheckedTensor { known(matrixIfGiven(key), key, "matrix") }
  public func list(_ key: String) -> [CheckedValue] { known(listIfGiven(key), key, "list") }
  public func texts(_ key: String) -> [String] { known(textsIfGiven(key), key, "list of texts") }
  public func integers(_ key: String) -> [Int] {
    known(integersIfGiven(key), key, "list of integers")
  }
  public func mappings(_ key: String) -> [CheckedMapping] {
    known(mappingsIfGiven(key), key, "list of mappings")
  }
  public func mapping(_ key: String) -> CheckedMapping {
    known(mappingIfGiven(key), key, "mapping")
  }
  public func tensors(_ key: String) -> [WeightTensor] {
    known(tensorsIfGiven(key), key, "mapping of tensors")
  }

  // Nil where the key has neither a value nor a default, or a value of another of its types.

  public func integerIfGiven(_ key: String) -> Int? { values[key]?.integer }
  public func numberIfGiven(_ key: String) -> Double? { values[key]?.number }
  public func booleanIfGiven(_ key: String) -> Bool? { values[key]?.boolean }
  public func textIfGiven(_ key: String) -> String? { values[key]?.text }
  public func pathIfGiven(_ key: String) -> ValuePath? { values[key]?.path }
  public func vectorIfGiven(_ key: String) -> [Double]? { values[key]?.vector }
  public func matrixIfGiven(_ key: String) -> CheckedTensor? { values[key]?.matrix }
  public func listIfGiven(_ key: String) -> [CheckedValue]? { values[key]?.list }
  public func textsIfGiven(_ key: String) -> [String]? { all(key, \.text) }
  public func integersIfGiven(_ key: String) -> [Int]? { all(key, \.integer) }
  public func mappingsIfGiven(_ key: String) -> [CheckedMapping]? { all(key, \.mapping) }
  public func mappingIfGiven(_ key: String) -> CheckedMapping? { values[key]?.mapping }
  public func tensorsIfGiven(_ key: String) -> [WeightTensor]? { values[key]?.tensors }

  private func all<T>(_ key: String, _ view: (CheckedValue) -> T?) -> [T]? {
    guard let list = listIfGiven(key) else { return nil }
    let elements = list.compactMap(view)
    return elements.count == list.count ? elements : nil
  }

  private func known<T>(_ value: T?, _ key: String, _ wanted: String) -> T {
    guard let value else {
      preconditionFailure(
        "'\(key)' holds no \(wanted): declare it as required or with a default, or ask with IfGiven"
      )
    }
    return value
  }
}
