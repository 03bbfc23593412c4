import Recurrent

/// From the keys of `model` to the network that they describe.
enum ModelKeys {
  /// - Returns: Nil where a problem was reported.
  static func spec(_ fields: CheckedMapping, in plan: inout LessonPlan) -> NetworkSpec? {
    guard
      let cell = cell(fields, in: &plan),
      let input = input(fields, in: &plan)
    else { return nil }
    let hidden = fields.integer("hidden")
    let directions = fields.boolean("bidirectional") ? 2 : 1
    let head = fields.mapping("head")
    let kind: NetworkSpec.Head.Kind
    if head.text("kind") == "identity" {
      guard !head.isGiven("outputs") else {
        plan.error(
          at: head.location(of: "outputs"),
          "a head of the kind 'identity' has the \(hidden * directions) outputs of the hidden "
            + "state; leave out 'outputs'")
        return nil
      }
      kind = .identity
    } else {
      guard let outputs = head.integerIfGiven("outputs") else {
        plan.error(at: head.location, "a dense head needs 'outputs'")
        return nil
      }
      kind = .dense(outputs: outputs)
    }
    let size = ModelSize(
      input: input, bands: cell.bands, hidden: hidden, layers: fields.integer("layers"),
      directions: directions, outputs: head.integerIfGiven("outputs") ?? 0)
    guard size.parameters <= ModelSize.mostParameters else {
      plan.error(at: fields.location(of: size.culprit), size.complaint)
      return nil
    }
    return NetworkSpec(
      input: input, cell: cell,
      hiddenSizes: Array(repeating: hidden, count: fields.integer("layers")),
      isBidirectional: directions == 2, dropout: fields.number("dropout"),
      head: NetworkSpec.Head(kind, at: head.text("at") == "last" ? .last : .eachStep),
      loss: loss(fields.text("loss")))
  }

  private static func cell(_ fields: CheckedMapping, in plan: inout LessonPlan) -> Cell? {
    let name = fields.text("cell")
    for (key, owner) in [("activation", "rnn"), ("reset", "gru")]
    where fields.isGiven(key) && name != owner {
      let known =
        key == "activation"
        ? "in an \(name) the gates are logistic functions and the rest is tanh"
        : "an \(name) has no reset gate"
      plan.error(
        at: fields.location(of: key), "'\(key)' is for the cell '\(owner)'; \(known)")
      return nil
    }
    switch name {
    case "lstm": return .lstm
    case "gru": return .gru(Cell.Reset(rawValue: fields.text("reset"))!)
    default: return .elman(Activation(rawValue: fields.text("activation"))!)
    }
  }

  private static func input(
    _ fields: CheckedMapping, in plan: inout LessonPlan
  ) -> NetworkSpec.Input? {
    switch (fields.integerIfGiven("input"), fields.mappingIfGiven("embedding")) {
    case (let size?, nil): return .vectors(size: size)
    case (nil, let embedding?):
      return .embedding(
        vocabulary: embedding.integer("vocabulary"), size: embedding.integer("size"))
    case (nil, nil):
      plan.error(
        at: fields.location,
        "a model needs 'input', the numbers in x_t, or 'embedding', a table that makes x_t of "
          + "symbols")
    case (_?, _?):
      plan.error(
        at: fields.location(of: "embedding"),
        "a model has either 'input' or 'embedding'; the size of an embedding is its input")
    }
    return nil
  }

  private static func loss(_ name: String) -> Loss {
    switch name {
    case "cross_entropy": .softmaxCrossEntropy
    case "binary_cross_entropy": .binaryCrossEntropy
    default: .halfSquaredError
    }
  }
}

/// How many parameters a model would have, known before any memory is asked for.
private struct ModelSize {
  static let mostParameters = 4e6

  let input: NetworkSpec.Input
  let bands: Int
  let hidden: Int
  let layers: Int
  let directions: Int
  let outputs: Int

  private var table: Double {
    if case .embedding(let vocabulary, let size) = input {
      Double(vocabulary) * Double(size)
    } else {
      0
    }
  }

  var parameters: Double {
    let inputs =
      switch input {
      case .vectors(let size), .embedding(_, let size): Double(size)
      }
    let (h, cells) = (Double(hidden), Double(directions))
    let rows = cells * Double(bands) * h
    let recurrent = rows * (inputs + h + 1) + Double(layers - 1) * rows * (cells * h + h + 1)
    return table + recurrent + Double(outputs) * (cells * h + 1)
  }

  /// The key that makes it large.
  var culprit: String { table > Self.mostParameters ? "embedding" : "hidden" }

  var complaint: String {
    let what =
      culprit == "embedding" ? "an embedding of this size" : "hidden \(hidden)"
    return "\(what) makes \(significant(parameters, 3)) parameters, "
      + "\(significant(parameters * 8 / 0x1p30, 3)) GiB; at most 4000000 are allowed"
  }
}
