extension ValueChecker {
  /// What became of a scalar that was read as some type.
  private enum Outcome {
    case value(CheckedValue.Content)
    /// A value, with something that the author should know.
    case warned(CheckedValue.Content, String)
    /// Not of the type; the hint stands behind what was found.
    case refused(hint: String)
    /// Of the type, but not right here, with what stands behind the subject.
    case wrong(String)
  }

  /// The value as the first of the types that accepts it; `type` is what the message names.
  mutating func scalar(
    _ node: LocatedNode, _ type: ValueType, _ types: [ValueType], _ subject: Subject
  ) -> CheckedValue.Content? {
    guard case .scalar(let text, let isPlain) = node.content else {
      refuse(node, type, subject)
      return nil
    }
    var hint = ""
    var wrong: String?
    for candidate in types {
      switch outcome(node, text, isPlain, candidate) {
      case .value(let value): return value
      case .warned(let value, let message):
        report.add(Diagnostic(.warning, at: node.location, "\(subject.text): \(message)"))
        return value
      case .refused(hint: let given): if hint.isEmpty { hint = given }
      case .wrong(let message): wrong = wrong ?? message
      }
    }
    if let wrong {
      let others = types.count == 1 ? "" : "; allowed is \(type.phrase)"
      report.error(at: node.location, "\(subject.text) \(wrong)\(others)")
    } else {
      refuse(node, type, subject, found: foundText(text, types), hint: hint)
    }
    return nil
  }

  /// What was found, where the length or a character of a text is what is wrong with it.
  private func foundText(_ text: String, _ types: [ValueType]) -> String? {
    for case .text(let length) in types {
      if let control = text.unicodeScalars.first(where: isControlInText) {
        return "a text with the control character U+"
          + String(control.value, radix: 16, uppercase: true)
      }
      if text.count > length { return "a text of \(text.count) characters" }
      if text.isEmpty { return nil }
    }
    return nil
  }

  private func outcome(
    _ node: LocatedNode, _ text: String, _ isPlain: Bool, _ type: ValueType
  ) -> Outcome {
    if node.isNothing { return .refused(hint: "") }
    switch type {
    case .integer(let range): return integer(text, isPlain, range)
    case .number(let range): return number(text, isPlain, range)
    case .boolean: return boolean(text, isPlain)
    case .text(let length):
      let isPrintable = !text.unicodeScalars.contains(where: isControlInText)
      return !text.isEmpty && text.count <= length && isPrintable
        ? .value(.text(text)) : .refused(hint: "")
    case .choice(let words):
      if words.contains(text) { return .value(.text(text)) }
      return .refused(hint: suggestion(for: text, among: words))
    case .duration(let range): return duration(text, range)
    case .newID:
      guard isID(text) else { return .refused(hint: "") }
      if let step = steps[text], step.index < index {
        let owner = "the \(step.kind.map(quoted) ?? "step") at line \(step.line)"
        return .wrong("is \(quoted(text)), an id that \(owner) has already")
      }
      return .value(.text(text))
    case .reference(to: let kinds):
      let problem = steps.problem(
        naming: text, as: text, before: index, itself: index, kinds: kinds)
      return problem.map { .wrong($0) } ?? .value(.text(text))
    case .valuePath:
      guard let path = ValuePath(text) else { return .refused(hint: "") }
      let problem = steps.problem(
        naming: path.id, as: text, before: index, itself: index, kinds: [])
      return problem.map { .wrong($0) } ?? .value(.path(path))
    case .path(let endings):
      if let problem = pathProblem(text) { return .refused(hint: " (\(problem))") }
      let fits = endings.isEmpty || endings.contains { text.lowercased().hasSuffix($0) }
      return fits ? .value(.text(text)) : .refused(hint: "")
    case .oneOf(let types):
      for type in types {
        let result = outcome(node, text, isPlain, type)
        switch result {
        case .value, .warned: return result
        case .refused, .wrong: continue
        }
      }
      return .refused(hint: "")
    case .vector, .matrix, .list, .mapping, .namedTensors: return .refused(hint: "")
    }
  }

  // MARK: Numbers

  private func integer(_ text: String, _ isPlain: Bool, _ range: ClosedRange<Int>) -> Outcome {
    let reading = NumberText(text).reading
    guard isPlain else { return .refused(hint: quotesHint(reading)) }
    switch reading {
    case .integer(let value):
      return range.contains(value) ? .value(.integer(value)) : .refused(hint: "")
    case .decimal:
      let mark = text.contains(".") ? "a point" : "an exponent"
      return .refused(hint: " (an integer is written without \(mark))")
    case .misspelt(let hint): return .refused(hint: " (\(hint))")
    case .tooLarge: return .refused(hint: " (too large for any integer)")
    case .notFinite, .word: return .refused(hint: "")
    }
  }

  private func number(_ text: String, _ isPlain: Bool, _ range: NumberRange) -> Outcome {
    let reading = NumberText(text).reading
    guard isPlain else { return .refused(hint: quotesHint(reading)) }
    switch reading {
    case .integer(let value):
      return range.contains(Double(value)) ? .value(.integer(value)) : .refused(hint: "")
    case .decimal(let value, let isTooSmall):
      guard range.contains(value) else {
        return .refused(hint: isTooSmall ? " (too small for a number: it counts as 0)" : "")
      }
      return isTooSmall
        ? .warned(.number(value), "\(shortened(text)) is too small for a number and counts as 0")
        : .value(.number(value))
    case .tooLarge:
      if let value = NumberText(text).double {
        return range.contains(value) ? .value(.number(value)) : .refused(hint: "")
      }
      return .refused(hint: " (too large: numbers reach 1.8e308)")
    case .notFinite: return .refused(hint: " (not a finite number)")
    case .misspelt(let hint): return .refused(hint: " (\(hint))")
    case .word: return .refused(hint: "")
    }
  }

  private func quotesHint(_ reading: NumberText.Reading) -> String {
    switch reading {
    case .integer, .decimal: " (a number is written without quotes)"
    default: ""
    }
  }

  private func boolean(_ text: String, _ isPlain: Bool) -> Outcome {
    guard isPlain else {
      let isBoolean = text == "true" || text == "false"
      return .refused(hint: isBoolean ? " (write it without quotes)" : "")
    }
    switch text {
    case "true": return .value(.boolean(true))
    case "false": return .value(.boolean(false))
    default: break
    }
    switch text.lowercased() {
    case "true", "yes", "on", "y", "1": return .refused(hint: " (write true)")
    case "false", "no", "off", "n", "0": return .refused(hint: " (write false)")
    default: return .refused(hint: "")
    }
  }

  private func duration(_ text: String, _ range: NumberRange) -> Outcome {
    let units: [(String, Double)] = [("ms", 0.001), ("s", 1), ("min", 60), ("h", 3600)]
    let number = text.prefix { !$0.isLetter || $0 == "e" || $0 == "E" }
    let unit = text[number.endIndex...]
    let digits = number.last == " " ? number.dropLast() : number
    guard let count = NumberText(String(digits)).double else { return .refused(hint: "") }
    guard let factor = units.first(where: { $0.0 == unit })?.1 else {
      return .refused(hint: " (the units are ms, s, min and h)")
    }
    let seconds = count * factor
    return range.contains(seconds) ? .value(.number(seconds)) : .refused(hint: "")
  }

  // MARK: Texts

  /// Line breaks and tabs may stand in a text.
  private func isControlInText(_ scalar: Unicode.Scalar) -> Bool {
    isControl(scalar) && scalar != "\n" && scalar != "\t"
  }

  private func pathProblem(_ text: String) -> String? {
    if text.isEmpty || text.utf8.count > 255 { return "a path has 1 to 255 bytes" }
    if text.hasPrefix("/") || text.hasPrefix("~") { return "a path must not be absolute" }
    if text.contains("\\") || text.contains(":") || text.unicodeScalars.contains(where: isControl) {
      return "a path has no ':', no '\\' and no control characters"
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    if parts.contains("..") { return "a path must not contain '..'" }
    if parts.contains("") || parts.contains(".") { return "a path has no empty part and no '.'" }
    return nil
  }
}
