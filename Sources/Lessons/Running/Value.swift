/// A number, a text or a list of either that a step yields by name, so that prose, `expect` and
/// report.json can speak of it.
public indirect enum Value: Sendable, Hashable {
  case number(Double)
  case text(String)
  case list(ValueList)

  /// A list whose first element has this index: 1 for time steps and epochs, 0 for units and
  /// for states that begin with h_0.
  public static func list(_ elements: [Value], from firstIndex: Int) -> Value {
    .list(ValueList(firstIndex: firstIndex, elements: elements))
  }

  public static func numbers(_ elements: [Double], from firstIndex: Int) -> Value {
    .list(elements.map(Value.number), from: firstIndex)
  }
}

extension Value {
  /// How many numbers and texts it holds.
  var count: Int {
    if case .list(let list) = self { list.elements.reduce(0) { $0 + $1.count } } else { 1 }
  }
}

public struct ValueList: Sendable, Hashable {
  public var firstIndex: Int
  public var elements: [Value]

  public init(firstIndex: Int, elements: [Value]) {
    self.firstIndex = firstIndex
    self.elements = elements
  }

  /// The element with that index, or nil outside `firstIndex ..< firstIndex + elements.count`.
  public subscript(index: Int) -> Value? {
    let position = index - firstIndex
    return elements.indices.contains(position) ? elements[position] : nil
  }
}
