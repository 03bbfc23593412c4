/// Checks nodes against the types that are declared for them.
struct ValueChecker {
  let steps: StepTable
  /// The place of the directive among the lesson's, from 1; `Int.max` for the front matter.
  let index: Int
  var report = DiagnosticReport()

  /// What a message is about.
  indirect enum Subject {
    /// `'forward'`
    case directive(String)
    /// `'norm' in 'train.clip'`
    case key(String, of: Subject)
    /// `item 2 of 'show' in 'forward'`; items count from 1.
    case item(Int, of: Subject)

    var text: String {
      switch self {
      case .directive(let kind): quoted(kind)
      case .key(let name, of: let owner): "\(quoted(name)) in '\(owner.path)'"
      case .item(let number, of: let owner): "item \(number) of \(owner.text)"
      }
    }

    /// `train.clip`
    var path: String {
      switch self {
      case .directive(let kind): kind
      case .key(let name, of: let owner): "\(owner.path).\(shortened(name))"
      case .item(_, of: let owner): owner.path
      }
    }
  }

  /// The checked value, or nil after an error.
  mutating func check(
    _ node: LocatedNode, _ type: ValueType, _ subject: Subject
  ) -> CheckedValue? {
    let content: CheckedValue.Content? =
      switch type {
      case .vector: vector(node, type, subject).map { .vector($0) }
      case .matrix: matrix(node, type, subject).map { .matrix($0) }
      case .list(let element, let count): elements(node, type, element, count, subject)
      case .mapping(let keys):
        mapping(node, keys, subject, missingAt: node.location).map { .mapping($0) }
      case .namedTensors: tensors(node, type, subject)
      case .oneOf(let types): firstFitting(node, type, types, subject)
      default: scalar(node, type, [type], subject)
      }
    return content.map { CheckedValue(location: node.location, content: $0) }
  }

  /// Reports that the node is not of the type.
  mutating func refuse(
    _ node: LocatedNode, _ type: ValueType, _ subject: Subject, found: String? = nil,
    hint: String = ""
  ) {
    report.error(
      at: node.location,
      "\(subject.text) must be \(type.phrase); found \(found ?? node.found)\(hint)")
  }

  /// The value as the first of the types that accepts it.
  private mutating func firstFitting(
    _ node: LocatedNode, _ type: ValueType, _ types: [ValueType], _ subject: Subject
  ) -> CheckedValue.Content? {
    if case .scalar = node.content { return scalar(node, type, types, subject) }
    let fitting = types.filter { $0.accepts(shapeOf: node) }
    var reports: [DiagnosticReport] = []
    for candidate in fitting {
      var trial = self
      trial.report = DiagnosticReport()
      let value = trial.check(node, candidate, subject)
      reports.append(trial.report)
      if let value {
        report.add(trial.report)
        return value.content
      }
    }
    // The alternative that comes nearest explains what is wrong.
    if let nearest = reports.min(by: { $0.diagnostics.count < $1.diagnostics.count }) {
      report.add(nearest)
    } else {
      refuse(node, type, subject)
    }
    return nil
  }

  // MARK: Mappings

  /// - Parameter missingAt: the place of the error for a key that is missing.
  mutating func mapping(
    _ node: LocatedNode, _ keys: [KeyDeclaration], _ subject: Subject,
    missingAt: SourceLocation
  ) -> CheckedMapping? {
    let entries: [LocatedNode.Entry]
    switch node.content {
    case .mapping(let given): entries = given
    case .scalar where node.isNothing: entries = []
    default:
      refuse(node, .mapping(keys), subject)
      return nil
    }
    var isGood = true
    var mistaken: Set<String> = []
    var values: [String: CheckedValue] = [:]
    let names = keys.map(\.name)
    for entry in entries where !report.isFull {
      guard let declaration = keys.first(where: { $0.name == entry.key }) else {
        isGood = false
        let near = nearest(to: entry.key, among: names)
        if let near { mistaken.insert(near) }
        let help = near.map { "did you mean '\($0)'?" } ?? "the keys are \(quotedList(names))"
        report.error(
          at: entry.keyLocation, "unknown key \(quoted(entry.key)) in '\(subject.path)'; \(help)")
        continue
      }
      let value = check(entry.value, declaration.type, .key(entry.key, of: subject))
      values[entry.key] = value
      isGood = isGood && value != nil
    }
    let given = Set(entries.map(\.key))
    for key in keys where !given.contains(key.name) {
      if let text = key.defaultText {
        let value = checkedDefault(text, of: key, subject, at: missingAt)
        values[key.name] = value
        isGood = isGood && value != nil
      } else if key.isRequired {
        isGood = false
        if mistaken.contains(key.name) { continue }
        report.error(
          at: missingAt,
          "missing key '\(key.name)' in '\(subject.path)'; it must be \(key.type.phrase)")
      }
    }
    guard isGood, !report.isFull else { return nil }
    return CheckedMapping(location: node.location, keys: entries.map(\.key), values: values)
  }

  private mutating func checkedDefault(
    _ text: String, of key: KeyDeclaration, _ subject: Subject, at location: SourceLocation
  ) -> CheckedValue? {
    var reader = YAMLReader(text, origin: location)
    return reader.read(&report).flatMap {
      check($0, key.type, .key(key.name, of: subject))
    }
  }
}

extension ValueType {
  /// True where a node of this shape can be of this type. Of what it holds only the first item is
  /// looked at, to tell a vector from a matrix.
  fileprivate func accepts(shapeOf node: LocatedNode) -> Bool {
    switch (self, node.content) {
    case (.vector, .sequence(let items)): !(items.first?.isSequence ?? false)
    case (.matrix, .sequence(let items)): items.first?.isSequence ?? true
    case (.list, .sequence): true
    case (.mapping, .mapping), (.namedTensors, .mapping): true
    case (.oneOf(let types), _): types.contains { $0.accepts(shapeOf: node) }
    default: false
    }
  }
}
