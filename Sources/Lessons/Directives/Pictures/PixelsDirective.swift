import Figures
import RealModule
import Recurrent

/// Which pixels speak for a letter.
struct PixelRun: Sendable {
  let word: String
  let other: String
  let letter: String
  let otherLetter: String
  let picture: [Double]
  let otherPicture: [Double]
  /// d(y_letter - y_other) / d(pixel) at the picture, the mean over the networks.
  let gradient: [Double]
  /// What each pixel adds to the lead on the way from the other picture to this one, the mean over
  /// the networks.
  let shares: [Double]
}

/// `pixels`: where two words part, how much each pixel of a picture speaks for the one letter and
/// against the other, found by going back through the letters between.
///
///     gradient_i = d(y_r - y_u) / dx_i                                      at the picture
///     share_i = (x_i - x'_i) * mean over s in 0...1 of d(y_r - y_u) / dx_i  at x' + s (x - x')
///
/// The shares add up to the lead at x less the lead at x'. Source: Sundararajan, Taly and Yan,
/// "Axiomatic Attribution for Deep Networks" (2017).
struct PixelsDirective: Directive {
  static let declaration = DirectiveDeclaration(
    "pixels",
    summary: "What each pixel does for a letter's lead, back through the letters before it.",
    keys: [
      KeyDeclaration("id", .newID, required: true, help: "the name for later steps"),
      KeyDeclaration(
        "of", .reference(to: ["compare"]), required: true, help: "the trainings; their first case"),
      KeyDeclaration(
        "data", .reference(to: ["data"]), required: true, help: "data of the kind 'pictures'"),
      KeyDeclaration(
        "word", .text(maximumLength: 40), required: true, help: "the picture that is shown"),
      KeyDeclaration(
        "against", .text(maximumLength: 40), required: true,
        help: "a word that begins with the same letters"),
    ])

  let id: String
  private let comparisonID: String
  private let task: PictureTask
  private let word: Int
  private let other: Int
  /// The place of the first letter that differs.
  private let place: Int

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    comparisonID = fields.text("of")
    guard let comparison = plan.directive(comparisonID, CompareDirective.self),
      let task = plan.pictures(fields, trainedBy: comparison)
    else { return nil }
    self.task = task
    var places: [Int] = []
    for key in ["word", "against"] {
      guard let place = task.words.firstIndex(of: fields.text(key)) else {
        plan.error(
          at: fields.location(of: key),
          "\(quoted(fields.text(key))) is no picture of '\(fields.text("data"))', which has "
            + task.words.joined(separator: " "))
        return nil
      }
      places.append(place)
    }
    (word, other) = (places[0], places[1])
    guard word != other else {
      plan.error(
        at: fields.location(of: "against"),
        "'\(task.words[word])' against itself; another is "
          + "needed")
      return nil
    }
    let (one, two) = (task.spellings[word], task.spellings[other])
    place = zip(one, two).prefix { $0 == $1 }.count
  }

  /// Points between the two pictures.
  private static let points = 128

  var valueNames: [String] {
    [
      "networks", "common", "letter", "other_letter", "lead", "other_lead", "alignment",
      "alignment_least", "sum_difference", "agreeing",
    ]
  }

  /// One network: the leads at both pictures, and what the pixels do.
  private struct Found {
    var lead: Double
    var otherLead: Double
    var gradient: [Double]
    var shares: [Double]
  }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    let networks = try context.found(comparisonID, [ComparedCase].self)[0].runs.map(\.network)
    let (letter, rival) = (task.spellings[word][place], task.spellings[other][place])
    let found = networks.map { find($0, letter, rival) }
    let difference = zip(task.pictures[word], task.pictures[other]).map { $0 - $1 }
    let alignments = found.map { cosine($0.gradient, difference) }
    func mean(_ part: (Found) -> [Double]) -> [Double] {
      (0..<PictureTask.pixels).map { pixel in
        found.reduce(0) { $0 + part($1)[pixel] } / Double(found.count)
      }
    }
    let shares = mean(\.shares)
    context.results[id] = PixelRun(
      word: task.words[word], other: task.words[other], letter: task.letters[letter],
      otherLetter: task.letters[rival], picture: task.pictures[word],
      otherPicture: task.pictures[other], gradient: mean(\.gradient), shares: shares)
    let common = task.text(Array(task.spellings[word].prefix(place)))
    let total = shares.reduce(0) { $0 + abs($1) }
    let misses = found.map { abs($0.shares.reduce(0, +) - ($0.lead - $0.otherLead)) }
    let leads = (median(found.map(\.lead)), median(found.map(\.otherLead)))
    step.values = [
      ("networks", .number(Double(networks.count))), ("common", .text(common)),
      ("letter", .text(task.letters[letter])), ("other_letter", .text(task.letters[rival])),
      ("lead", .number(leads.0)), ("other_lead", .number(leads.1)),
      ("alignment", .number(median(alignments))), ("alignment_least", .number(alignments.min()!)),
      ("sum_difference", .number(misses.max()!)),
      ("agreeing", .number(shares.reduce(0) { $0 + max(0, $1) } / total)),
    ]
    let names = ("y(\(task.letters[letter]))", "y(\(task.letters[rival]))")
    step.items.append(
      .table(
        Table(
          caption: "Read '\(common)'; \(names.0) - \(names.1), the median of "
            + counted(networks.count, "network"),
          columns: [.init("picture"), .init("lead of \(task.letters[letter])")],
          rows: [
            Table.Row([task.words[word], fixed(leads.0, 2)]),
            Table.Row([task.words[other], fixed(leads.1, 2)]),
          ])))
    step.items.append(
      .line(
        "gradient at '\(task.words[word])': cosine with the difference of the two pictures "
          + "\(fixed(median(alignments), 2)), least \(fixed(alignments.min()!, 2))"))
    step.items.append(
      .line(
        "shares between the pictures: their sum misses the difference of the leads by at most "
          + significant(misses.max()!, 2)))
  }

  private func find(_ network: Network<Double>, _ letter: Int, _ rival: Int) -> Found {
    let (from, to) = (task.pictures[other], task.pictures[word])
    let letters = Array(task.spellings[word].prefix(place))
    // The middles of equal parts of the way, then its two ends.
    let fractions =
      (0..<Self.points).map { (Double($0) + 0.5) / Double(Self.points) } + [0, 1]
    let batch = task.batch(
      fractions.map { s in (zip(from, to).map { $0 + s * ($1 - $0) }, letters) })
    let trace = network.forward(batch)
    let (rows, size) = (fractions.count, task.letters.count)
    var seeds = [Double](repeating: 0, count: trace.outputs.count)
    let last = place * rows * size
    for row in 0..<rows {
      seeds[last + row * size + letter] = 1
      seeds[last + row * size + rival] = -1
    }
    let outputs = trace.outputs
    let gradients = network.pullback(trace, outputGradients: seeds).inputGradients
    func gradient(_ row: Int) -> ArraySlice<Double> {
      gradients[row * task.inputSize..<row * task.inputSize + PictureTask.pixels]
    }
    func lead(_ row: Int) -> Double {
      outputs[last + row * size + letter] - outputs[last + row * size + rival]
    }
    let shares = (0..<PictureTask.pixels).map { pixel in
      let sum = (0..<Self.points).reduce(0.0) {
        $0 + gradients[$1 * task.inputSize + pixel]
      }
      return (to[pixel] - from[pixel]) * sum / Double(Self.points)
    }
    return Found(
      lead: lead(Self.points + 1), otherLead: lead(Self.points),
      gradient: Array(gradient(Self.points + 1)), shares: shares)
  }

  private func cosine(_ a: [Double], _ b: [Double]) -> Double {
    let dot = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    return dot / (euclideanNorm(a) * euclideanNorm(b))
  }
}

extension FigureKind {
  static let pictures = FigureKind(
    "pictures", help: "pictures with the words that were said", needs: ["describe"],
    make: { try $0.pictures($1) })

  static let flips = FigureKind(
    "flips", help: "right words against pixels turned", needs: ["describe"],
    make: { try $0.flips($1) })

  static let pixels = FigureKind(
    "pixels", help: "pixels by what they say for a letter", needs: ["pixels"],
    make: { try $0.pixels($1) })
}

extension FigureDirective {
  /// Every picture as drawn, the word that was said above it.
  func pictures(_ context: RunContext) throws(StepFailure) -> PixelPanels {
    let run = try context.found(from[0], DescribedPictures.self)
    return PixelPanels(
      title: heading("Pictures, and what the network calls them"), subtitle: subheading,
      panels: run.words.indices.map { index in
        PixelPanels.Panel(
          title: Label.plain(run.words[index]), pixels: rows(run.task.pictures[index]))
      })
  }

  /// The share of right words: each network thin, the median bold.
  func flips(_ context: RunContext) throws(StepFailure) -> LinePlot {
    let run = try context.found(from[0], DescribedPictures.self)
    func points(_ shares: [Double]) -> [Point] {
      zip(run.flips, shares).map { Point(Double($0), 100 * $1) }
    }
    var curve = LinePlot.Curve(
      label: "median",
      points: points(run.flips.indices.map { place in median(run.shares.map { $0[place] }) }),
      role: .hiddenState, showsPoints: true)
    if run.shares.count > 1 { curve.runs = run.shares.map(points) }
    return LinePlot(
      title: heading("Right words against pixels turned"), subtitle: subheading, curves: [curve],
      references: [
        LinePlot.Reference(
          "guessing", value: 100 / Double(run.task.words.count), direction: .horizontal)
      ], xTitle: "pixels turned, of \(PictureTask.pixels)", yTitle: "words right, %")
  }

  /// Both pictures, and the pixels by what they do for the first one's letter.
  func pixels(_ context: RunContext) throws(StepFailure) -> PixelPanels {
    let run = try context.found(from[0], PixelRun.self)
    return PixelPanels(
      title: heading("Which pixels decide"), subtitle: subheading,
      panels: [
        PixelPanels.Panel(title: Label.plain(run.other), pixels: rows(run.otherPicture)),
        PixelPanels.Panel(title: Label.plain(run.word), pixels: rows(run.picture)),
        PixelPanels.Panel(
          title: Label.plain("for \(run.letter), against \(run.otherLetter)"),
          weights: rows(run.shares)),
      ], barTitle: "share")
  }

  private func rows(_ pixels: [Double]) -> [[Double]] {
    (0..<PictureTask.side).map { row in
      Array(pixels[row * PictureTask.side..<(row + 1) * PictureTask.side])
    }
  }
}
