/// What the command line says of kinds, 80 characters wide.
extension DrawnKinds {
  /// All kinds with their columns and an example each.
  public static func list() -> String {
    let kinds = all.map { kind in
      "\(kind.name)\(padding(kind.name, 10))  \(kind.summary)\n" + help(on: kind)
    }
    return (kinds + [others]).joined(separator: "\n\n")
  }

  private static let others = """
      Activation functions are drawn from their values, as 'curves'. The wirings of
      one or many inputs to one or many outputs have no numbers, and so no kind.
    """

  /// The columns of a kind and its example.
  public static func help(on kind: any DrawnKind.Type) -> String {
    let width = 14
    var lines: [String] = []
    for column in kind.columns {
      let words = column.help + (column.isRequired ? " (required)" : "")
      let name = "  \(column.name)\(padding(column.name, width - 2))"
      // A long name has its line for itself.
      var isFirst = column.name.count <= width - 2
      if !isFirst { lines.append("  \(column.name)") }
      for line in wrapped(words, to: 78 - width - 2) {
        lines.append((isFirst ? name : String(repeating: " ", count: width)) + "  " + line)
        isFirst = false
      }
    }
    lines.append("")
    lines.append("  \(kind.example.file):")
    lines += kind.example.text.split(separator: "\n").map { "    \($0)" }
    lines.append("  \(kind.example.command(kind))")
    return lines.joined(separator: "\n")
  }

  private static func padding(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count))
  }

  private static func wrapped(_ text: String, to width: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}
