import Recurrent

/// `landscape`: the loss of a recurrent network with one unit over its two parameters.
struct LandscapeDirective: Directive {
  static let declaration = DirectiveDeclaration(
    "landscape",
    summary: "The loss of h_t = sigmoid(w h_{t-1} + b) over w and b, and descents on it.",
    keys: [
      KeyDeclaration("id", .newID, required: true, help: "the name for later steps"),
      KeyDeclaration("steps", .integer(1...1000), default: "50", help: "T"),
      KeyDeclaration("start", .number(.closed(-10...10)), default: "0", help: "h_0"),
      KeyDeclaration(
        "target", .number(.closed(-10...10)), default: "0.7",
        help: "the loss is (h_T - target)^2 / 2"),
      KeyDeclaration("w", .vector, default: "[3, 8]", help: "the ends of the grid in w"),
      KeyDeclaration("b", .vector, default: "[-4.5, -1]", help: "the ends of the grid in b"),
      KeyDeclaration(
        "grid", .integer(2...400), default: "101", help: "places of the grid in each direction"),
      KeyDeclaration(
        "descents",
        .list(
          .mapping([
            KeyDeclaration(
              "name", .text(maximumLength: 40), required: true,
              help: "letters, digits and _; its values are NAME_loss, NAME_jump, ..."),
            KeyDeclaration("from", .vector, help: "w and b; without it, the steepest grid place"),
            KeyDeclaration(
              "after", .text(maximumLength: 40),
              help: "begin where the descent of this name ended"),
            KeyDeclaration(
              "rate", .number(.above(0, atMost: 1e6)), default: "1.0", help: "learning rate"),
            KeyDeclaration(
              "updates", .integer(1...100_000), default: "500", help: "steps of the descent"),
            KeyDeclaration(
              "clip", .mapping(ClipKeys.keys), help: "what to do with a large gradient"),
          ]), count: 1...4),
        help: "descents that are drawn"),
      KeyDeclaration(
        "scatter",
        .mapping([
          KeyDeclaration(
            "starts", .integer(1...1000), default: "100", help: "places drawn on the grid's area"),
          KeyDeclaration(
            "loss_below", .number(.positive), default: "0.001", help: "what counts as arrived"),
        ]),
        help: "the same rules from random places; NAME_arrived counts, but for those with 'after'"),
    ])

  let id: String
  let cliff: Cliff
  let w: ClosedRange<Double>
  let b: ClosedRange<Double>
  let grid: Int
  let descents: [Cliff.Descent]
  let scatter: (starts: Int, lossBelow: Double)?
  let seed: UInt64

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    seed = plan.seed(for: id)
    cliff = Cliff(
      steps: fields.integer("steps"), start: fields.number("start"),
      target: fields.number("target"))
    grid = fields.integer("grid")
    scatter = fields.mappingIfGiven("scatter").map {
      ($0.integer("starts"), $0.number("loss_below"))
    }
    guard
      let w = Self.range("w", fields, &plan),
      let b = Self.range("b", fields, &plan),
      let descents = Self.descents(fields, &plan)
    else { return nil }
    self.w = w
    self.b = b
    self.descents = descents
    let passes =
      Double(grid * grid)
      + descents.reduce(0) { $0 + Double($1.updates) * Double(1 + (scatter?.starts ?? 0)) }
    let work = passes * Double(cliff.steps)
    guard work <= Self.mostWork else {
      plan.error(
        at: fields.location,
        "the grid and the descents take \(significant(work, 3)) steps of the network; at most "
          + "\(significant(Self.mostWork, 3)) are allowed")
      return nil
    }
  }

  private static let mostWork = 1e8

  private static func range(
    _ key: String, _ fields: CheckedMapping, _ plan: inout LessonPlan
  ) -> ClosedRange<Double>? {
    let ends = fields.vector(key)
    guard ends.count == 2, ends[0] < ends[1], ends.allSatisfy({ $0.magnitude <= 1000 }) else {
      plan.error(
        at: fields.location(of: key),
        "'\(key)' has two rising numbers from -1000 to 1000: the ends of the grid")
      return nil
    }
    return ends[0]...ends[1]
  }

  private static func descents(
    _ fields: CheckedMapping, _ plan: inout LessonPlan
  ) -> [Cliff.Descent]? {
    var descents: [Cliff.Descent] = []
    for item in fields.isGiven("descents") ? fields.mappings("descents") : [] {
      let name = item.text("name")
      let isName = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
      guard isName, !descents.contains(where: { $0.name == name }) else {
        plan.error(
          at: item.location(of: "name"),
          "the name '\(name)'; a name has letters, digits and _, and stands once")
        return nil
      }
      var start = Cliff.Descent.Start.steepest
      if let from = item.vectorIfGiven("from") {
        guard from.count == 2, !item.isGiven("after"), from.allSatisfy({ $0.magnitude <= 1000 })
        else {
          plan.error(
            at: item.location(of: "from"),
            "'from' has two numbers from -1000 to 1000, w and b, and does not go with 'after'")
          return nil
        }
        start = .place(Cliff.Place(w: from[0], b: from[1]))
      } else if let after = item.textIfGiven("after") {
        let names = descents.map(\.name)
        guard let index = names.firstIndex(of: after) else {
          plan.error(
            at: item.location(of: "after"),
            "no earlier descent is named '\(after)'\(suggestion(for: after, among: names))")
          return nil
        }
        start = .endOf(index)
      }
      guard case .some(let clip) = ClipKeys.clip(item.mappingIfGiven("clip"), in: &plan) else {
        return nil
      }
      descents.append(
        Cliff.Descent(
          name: name, start: start, rate: item.number("rate"), updates: item.integer("updates"),
          clip: clip))
    }
    return descents
  }

  private static let measures = [
    "loss", "first_loss", "first_gradient", "jump", "largest_gradient", "clipped", "w", "b",
    "moved",
  ]

  var valueNames: [String] {
    [
      "median_gradient", "largest_gradient", "least_gradient", "steepest_w", "steepest_b",
      "exact_difference", "places",
    ]
      + descents.flatMap { item in
        (Self.measures + (scatter != nil && item.isScattered ? ["arrived"] : []))
          .map { "\(item.name)_\($0)" }
      }
      + (scatter == nil ? [] : ["starts"])
  }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    var survey = CliffSurvey(cliff, w: w, b: b, places: grid)
    survey.walk(descents)
    if let scatter { survey.scatter(descents, scatter, seed: seed) }
    context.results[id] = survey
    step.values = [
      ("median_gradient", .number(survey.medianGradient)),
      ("largest_gradient", .number(survey.steepest.gradient)),
      ("least_gradient", .number(survey.gradients.min() ?? .nan)),
      ("steepest_w", .number(survey.steepest.place.w)),
      ("steepest_b", .number(survey.steepest.place.b)),
      ("exact_difference", .number(survey.exactDifference)),
      ("places", .number(Double(grid * grid))),
    ]
    if let scatter { step.values.append(("starts", .number(Double(scatter.starts)))) }
    for (index, path) in survey.paths.enumerated() {
      let name = descents[index].name
      step.values += [
        ("\(name)_loss", .number(path.losses.last!)),
        ("\(name)_first_loss", .number(path.losses[0])),
        ("\(name)_first_gradient", .number(path.gradients[0])),
        ("\(name)_jump", .number(path.jump)),
        ("\(name)_largest_gradient", .number(path.gradients.max() ?? .nan)),
        ("\(name)_clipped", .number(Double(path.clipped))),
        ("\(name)_w", .number(path.places.last!.w)), ("\(name)_b", .number(path.places.last!.b)),
        ("\(name)_moved", .number(path.places[0].distance(to: path.places.last!))),
      ]
      if scatter != nil, descents[index].isScattered {
        step.values.append(("\(name)_arrived", .number(Double(survey.arrived[index]))))
      }
    }
    step.items.append(
      .line(
        "\(grid) x \(grid) places: |g| median \(significant(survey.medianGradient, 3)), largest "
          + "\(significant(survey.steepest.gradient, 4)) at w = "
          + "\(significant(survey.steepest.place.w, 4)), b = "
          + significant(survey.steepest.place.b, 4)))
    if !survey.paths.isEmpty { step.items.append(.table(table(survey))) }
  }

  private func table(_ survey: CliffSurvey) -> Table {
    Table(
      columns: [
        .init("descent"), .init("w, b at first"), .init("loss at first"), .init("longest step"),
        .init("w, b at last"), .init("loss at last"), .init("clipped"),
      ] + (scatter == nil ? [] : [.init("arrived")]),
      rows: zip(descents, survey.paths).enumerated().map { index, item in
        let (descent, path) = item
        let clipped =
          descent.clip == nil ? "never" : "\(path.clipped) of \(path.places.count - 1) steps"
        return Table.Row(
          [
            descent.name, path.places[0].text, significant(path.losses[0], 3),
            significant(path.jump, 4), path.places.last!.text,
            significant(path.losses.last!, 3), clipped,
          ]
            + (scatter.map {
              descent.isScattered ? ["\(survey.arrived[index]) of \($0.starts)"] : [""]
            }
              ?? []))
      })
  }
}
