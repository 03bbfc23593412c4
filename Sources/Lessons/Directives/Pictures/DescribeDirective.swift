import Recurrent

/// What the networks of a comparison said of pictures.
struct DescribedPictures: Sendable {
  let task: PictureTask
  /// The first network's words for the pictures as drawn.
  let words: [String]
  let flips: [Int]
  /// For each network, for each number of flipped pixels: the share of words that are right.
  let shares: [[Double]]
}

/// `describe`: pictures in words, by every network of a comparison.
struct DescribeDirective: Directive {
  static let declaration = DirectiveDeclaration(
    "describe",
    summary: "Pictures spelled letter by letter, as drawn and with pixels turned.",
    keys: [
      KeyDeclaration("id", .newID, required: true, help: "the name for later steps"),
      KeyDeclaration(
        "of", .reference(to: ["compare"]), required: true, help: "the trainings; their first case"),
      KeyDeclaration(
        "data", .reference(to: ["data"]), required: true, help: "data of the kind 'pictures'"),
      KeyDeclaration(
        "flips", .list(.integer(0...PictureTask.pixels), count: 1...20), default: "[0, 4, 8, 16]",
        help: "how many pixels are turned"),
      KeyDeclaration(
        "tries", .integer(1...1000), default: "20",
        help: "how often each picture is turned, for each number of pixels"),
    ])

  /// More words of a network are refused.
  private static let mostWords = 200_000

  let id: String
  private let comparisonID: String
  private let task: PictureTask
  private let flips: [Int]
  private let tries: Int
  private let seed: UInt64

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    comparisonID = fields.text("of")
    flips = fields.integers("flips")
    tries = fields.integer("tries")
    seed = plan.seed(for: id)
    guard let comparison = plan.directive(comparisonID, CompareDirective.self),
      let task = plan.pictures(fields, trainedBy: comparison)
    else { return nil }
    self.task = task
    let words = task.words.count * flips.count * tries * comparison.seeds
    guard words <= Self.mostWords else {
      plan.error(
        at: fields.location(of: "tries"),
        "\(words) words in all; at most \(Self.mostWords) are allowed")
      return nil
    }
  }

  var valueNames: [String] {
    [
      "pictures", "networks", "right", "right_least", "share", "share_least", "share_most",
      "follows_picture", "follows_letters",
    ]
  }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    let networks = try context.found(comparisonID, [ComparedCase].self)[0].runs.map(\.network)
    var generator = SeededGenerator(seed: seed)
    // Every network sees the same turned pictures.
    let turned = flips.map { count in
      task.pictures.flatMap { picture in
        (0..<(count == 0 ? 1 : tries)).map { _ in
          PictureTask.flipped(picture, count, using: &generator)
        }
      }
    }
    let drawn = networks.map { task.describe(task.pictures, by: $0) }
    let right = drawn.map { said in
      Double(said.indices.filter { task.text(said[$0].letters) == task.words[$0] }.count)
    }
    let shares = networks.map { network in turned.map { share(of: $0, by: network) } }
    let words = drawn[0].map { task.text($0.letters) }
    context.results[id] = DescribedPictures(
      task: task, words: words, flips: flips, shares: shares)
    let columns = flips.indices.map { place in shares.map { $0[place] } }
    let crossed = networks.map(crossed)
    step.values = [
      ("pictures", .number(Double(task.words.count))),
      ("networks", .number(Double(networks.count))),
      ("right", .numbers(right, from: 1)), ("right_least", .number(right.min() ?? 0)),
      ("share", .numbers(columns.map(median), from: 1)),
      ("share_least", .numbers(columns.map { $0.min() ?? 0 }, from: 1)),
      ("share_most", .numbers(columns.map { $0.max() ?? 0 }, from: 1)),
      ("follows_picture", .number(median(crossed.map(\.picture)))),
      ("follows_letters", .number(median(crossed.map(\.letters)))),
    ]
    step.items.append(
      .table(
        Table(
          caption: "The pictures as drawn, by the network of the first seed",
          columns: [.init("picture"), .init("it says"), .init("p of the word", math: "p")],
          rows: task.words.indices.map { index in
            Table.Row([
              task.words[index], words[index],
              fixed(drawn[0][index].probabilities.reduce(1, *)),
            ])
          })))
    step.items.append(
      .table(
        Table(
          caption: "Whole words right, of \(counted(networks.count, "network"))",
          columns: [.init("pixels turned"), .init("median"), .init("least"), .init("most")],
          rows: flips.indices.map { place in
            Table.Row(
              ["\(flips[place])"]
                + [median(columns[place]), columns[place].min()!, columns[place].max()!].map {
                  fixed($0, 3)
                })
          })))
  }

  private func share(of pictures: [[Double]], by network: Network<Double>) -> Double {
    let said = task.describe(pictures, by: network)
    let copies = pictures.count / task.words.count
    let right = said.indices.filter { task.text(said[$0].letters) == task.words[$0 / copies] }
    return Double(right.count) / Double(said.count)
  }

  /// One picture is shown and the letters of another word are read: how often the next letter is
  /// the picture's where its own word begins with those letters as well, and how often it is the
  /// word's where no word but that one does.
  private func crossed(_ network: Network<Double>) -> (picture: Double, letters: Double) {
    struct Trial {
      let picture: Int
      let word: Int
      let place: Int
    }
    var (asked, sure): ([Trial], [Trial]) = ([], [])
    for word in task.words.indices {
      for picture in task.words.indices where picture != word {
        for place in 1..<task.spellings[word].count {
          let before = task.spellings[word].prefix(place)
          let trial = Trial(picture: picture, word: word, place: place)
          if task.spellings[picture].prefix(place) == before {
            if task.spellings[picture][place] != task.spellings[word][place] { asked.append(trial) }
          } else if !task.isBranch(word, place) {
            sure.append(trial)
          }
        }
      }
    }
    func count(_ trials: [Trial], _ wanted: (Trial) -> Int) -> Double {
      guard !trials.isEmpty else { return .nan }
      let trace = network.forward(
        task.batch(
          trials.map {
            (task.pictures[$0.picture], Array(task.spellings[$0.word].prefix($0.place)))
          }))
      let (outputs, size) = (trace.outputs, task.letters.count)
      let met = trials.indices.filter { row in
        let start = (trials[row].place * trials.count + row) * size
        let y = outputs[start..<start + size]
        return y.indices.max { y[$0] < y[$1] }! - start == wanted(trials[row])
      }
      return Double(met.count) / Double(trials.count)
    }
    return (
      count(asked) { task.spellings[$0.picture][$0.place] },
      count(sure) { task.spellings[$0.word][$0.place] }
    )
  }
}

extension LessonPlan {
  /// The pictures of the key `data`, where the networks of a comparison can read and spell them;
  /// nil where a problem was reported.
  mutating func pictures(
    _ fields: CheckedMapping, trainedBy comparison: CompareDirective
  ) -> PictureTask? {
    let id = fields.text("data")
    guard let data = dataSet(id) else { return nil }
    guard let task = data.pictures else {
      error(at: fields.location(of: "data"), "'\(id)' is no data of the kind 'pictures'")
      return nil
    }
    let spec = comparison.model.spec
    guard spec.inputSize == task.inputSize, spec.outputSize == task.letters.count,
      spec.loss == .softmaxCrossEntropy, !spec.isBidirectional, spec.head.place == .eachStep
    else {
      error(
        at: fields.location(of: "of"),
        "'\(fields.text("of"))' cannot spell '\(id)'; that needs one direction, the loss "
          + "cross_entropy, \(task.inputSize) inputs and \(task.letters.count) outputs at each step"
      )
      return nil
    }
    return task
  }
}
