extension ValueChecker {
  mutating func elements(
    _ node: LocatedNode, _ type: ValueType, _ element: ValueType, _ count: ClosedRange<Int>,
    _ subject: Subject
  ) -> CheckedValue.Content? {
    guard case .sequence(let nodes) = node.content else {
      refuse(node, type, subject, hint: listHint(node))
      return nil
    }
    guard count.contains(nodes.count) else {
      let found = nodes.isEmpty ? "an empty list" : counted(nodes.count, "item")
      refuse(node, type, subject, found: found)
      return nil
    }
    var values: [CheckedValue] = []
    for (index, node) in nodes.enumerated() where !report.isFull {
      if let value = check(node, element, .item(index + 1, of: subject)) { values.append(value) }
    }
    return values.count == nodes.count ? .list(values) : nil
  }

  mutating func vector(
    _ node: LocatedNode, _ type: ValueType, _ subject: Subject
  ) -> [Double]? {
    guard case .sequence(let nodes) = node.content else {
      refuse(node, type, subject, hint: listHint(node))
      return nil
    }
    if nodes.isEmpty {
      refuse(node, type, subject, found: "an empty list")
      return nil
    }
    return numbers(nodes, subject)
  }

  mutating func matrix(
    _ node: LocatedNode, _ type: ValueType, _ subject: Subject
  ) -> CheckedTensor? {
    guard case .sequence(let rows) = node.content, case .sequence(let first)? = rows.first?.content
    else {
      let isList = if case .sequence(let rows) = node.content { !rows.isEmpty } else { false }
      refuse(node, type, subject, found: isList ? "a list without rows" : nil)
      return nil
    }
    var values: [Double] = []
    var isGood = true
    for (index, row) in rows.enumerated() where !report.isFull {
      let rowSubject = Subject.item(index + 1, of: subject)
      guard let numbers = vector(row, .vector, rowSubject) else {
        isGood = false
        continue
      }
      if numbers.count != first.count {
        isGood = false
        report.error(
          at: row.location,
          "row \(index + 1) of \(subject.text) has \(counted(numbers.count, "number")), row 1 has "
            + "\(first.count); the rows of a matrix are equally long")
      }
      values += numbers
    }
    return isGood && !report.isFull
      ? CheckedTensor(shape: [rows.count, first.count], values: values) : nil
  }

  mutating func tensors(
    _ node: LocatedNode, _ type: ValueType, _ subject: Subject
  ) -> CheckedValue.Content? {
    guard case .mapping(let entries) = node.content, !entries.isEmpty else {
      let isMapping = if case .mapping = node.content { true } else { false }
      refuse(node, type, subject, found: isMapping ? "an empty mapping" : nil)
      return nil
    }
    var tensors: [WeightTensor] = []
    for entry in entries where !report.isFull {
      guard !entry.key.isEmpty, entry.key.count <= 100,
        !entry.key.unicodeScalars.contains(where: isControl)
      else {
        report.error(
          at: entry.keyLocation,
          "a name in '\(subject.path)' must be a text of 1 to 100 characters; "
            + "found \(quoted(entry.key))")
        continue
      }
      guard let tensor = tensor(entry.value, .key(entry.key, of: subject)) else { continue }
      tensors.append(WeightTensor(name: entry.key, tensor: tensor, location: entry.keyLocation))
    }
    return tensors.count == entries.count ? .tensors(tensors) : nil
  }

  private mutating func tensor(_ node: LocatedNode, _ subject: Subject) -> CheckedTensor? {
    switch node.content {
    case .scalar:
      guard let number = check(node, .number(.any), subject)?.number else { return nil }
      return CheckedTensor(shape: [], values: [number])
    case .sequence(let nodes):
      if nodes.first.map(\.isSequence) ?? false { return matrix(node, .matrix, subject) }
      guard let values = vector(node, .vector, subject) else { return nil }
      return CheckedTensor(shape: [values.count], values: values)
    case .mapping:
      refuse(node, .oneOf([.number(.any), .vector, .matrix]), subject)
      return nil
    }
  }

  private mutating func numbers(_ nodes: [LocatedNode], _ subject: Subject) -> [Double]? {
    var numbers: [Double] = []
    numbers.reserveCapacity(nodes.count)
    for (index, node) in nodes.enumerated() where !report.isFull {
      let number = check(node, .number(.any), .item(index + 1, of: subject))?.number
      if let number { numbers.append(number) }
    }
    return numbers.count == nodes.count ? numbers : nil
  }

  private func listHint(_ node: LocatedNode) -> String {
    guard case .scalar(let text, isPlain: true) = node.content, !node.isNothing else { return "" }
    return " (a list of one is written [\(shortened(text))])"
  }
}
