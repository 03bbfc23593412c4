import Figures
import Foundation

/// A figure's data as text, a line for each field with its path, so that a difference between two
/// of them reads as a sentence: `panels[0].runs[2][10...19]: 0.51, 0.49, ...`.
///
/// It is made by reflection: a new kind of figure needs nothing. Numbers have 7 digits: more than a
/// picture shows, fewer than the last ones, which differ between versions of the C library.
enum FigureText {
  private static let numbersInLine = 10

  static func describe(_ figure: any Figure) -> String {
    var lines = ["\(type(of: figure))"]
    append(figure, "", to: &lines)
    return lines.joined(separator: "\n") + "\n"
  }

  /// The first line that differs; nil where none does.
  static func firstDifference(_ expected: String, _ found: String) -> String? {
    if expected == found { return nil }
    let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let new = found.split(separator: "\n", omittingEmptySubsequences: false)
    let line = zip(old, new).prefix { $0 == $1 }.count
    func text(_ lines: [Substring]) -> String {
      line < lines.count ? "'\(lines[line])'" : "nothing"
    }
    return "line \(line + 1) is \(text(new)), the reference has \(text(old))"
  }

  private static func append(_ value: Any, _ path: String, to lines: inout [String]) {
    if let text = atom(value) {
      lines.append("\(path): \(text)")
      return
    }
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional:
      // Without a value it was an atom.
      if let child = mirror.children.first { append(child.value, path, to: &lines) }
    case .collection: appendList(mirror.children.map(\.value), path, to: &lines)
    case .set, .dictionary:
      let entries = mirror.children.map { "\($0.value)" }.sorted()
      for entry in entries { lines.append("\(path): \(entry)") }
    case .enum:
      guard let child = mirror.children.first else { return }
      append(child.value, path + "." + (child.label ?? ""), to: &lines)
    default:
      for (index, child) in mirror.children.enumerated() {
        let name = child.label ?? "\(index)"
        append(child.value, path.isEmpty ? name : path + "." + name, to: &lines)
      }
    }
  }

  private static func appendList(_ values: [Any], _ path: String, to lines: inout [String]) {
    if values.isEmpty { lines.append("\(path): none") }
    let atoms = values.compactMap { atom($0) }
    guard atoms.count == values.count else {
      for (index, value) in values.enumerated() { append(value, "\(path)[\(index)]", to: &lines) }
      return
    }
    for start in stride(from: 0, to: atoms.count, by: numbersInLine) {
      let end = min(start + numbersInLine, atoms.count)
      let range = atoms.count <= numbersInLine ? "" : "[\(start)...\(end - 1)]"
      lines.append("\(path)\(range): " + atoms[start..<end].joined(separator: ", "))
    }
  }

  /// What stands in one line; nil for what has fields of its own.
  private static func atom(_ value: Any) -> String? {
    switch value {
    case let number as Double: return Self.number(number)
    case let number as Float: return Self.number(Double(number))
    case let number as any BinaryInteger: return "\(number)"
    case let flag as Bool: return "\(flag)"
    case let text as String: return text.debugDescription
    case let label as Label: return (label.isPlain ? "plain " : "") + label.source.debugDescription
    case let point as Point: return "(\(Self.number(point.x)), \(Self.number(point.y)))"
    case let range as Range<Int>: return "\(range)"
    case let range as ClosedRange<Int>: return "\(range)"
    case let range as ClosedRange<Double>:
      return "\(Self.number(range.lowerBound))...\(Self.number(range.upperBound))"
    default: break
    }
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional: return mirror.children.first.map { atom($0.value) } ?? "nil"
    case .enum:
      guard let child = mirror.children.first else { return "\(value)" }
      let payload = Mirror(reflecting: child.value)
      guard payload.displayStyle == .tuple else {
        return atom(child.value).map { "\(child.label ?? "")(\($0))" }
      }
      let parts = payload.children.map { part in
        atom(part.value).map { (part.label.map { "\($0): " } ?? "") + $0 }
      }
      let texts = parts.compactMap { $0 }
      return texts.count == parts.count
        ? "\(child.label ?? "")(\(texts.joined(separator: ", ")))" : nil
    default: return mirror.children.isEmpty && mirror.displayStyle != .collection ? "\(value)" : nil
    }
  }

  private static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15
      ? String(format: "%.0f", value) : String(format: "%.7g", value)
  }
}
