import Recurrent

extension DataDirective {
  /// The keys of the kind `pictures`.
  static let pictureKeys = [
    KeyDeclaration(
      "drawings", .path(endings: [".txt"]),
      help: "pictures: a file of words, under each eight lines of eight '.' and '#'"),
    KeyDeclaration(
      "copies", .integer(1...10_000), default: "40",
      help: "pictures: how many copies of each there are; the first is as drawn"),
    KeyDeclaration(
      "flipped", .integer(0...PictureTask.pixels), default: "0",
      help: "pictures: up to so many pixels of the other copies are turned"),
  ]

  private static let mostPictures = 200
  private static let longestWord = 40
  /// More numbers than this are refused before any memory is asked for.
  private static let mostNumbers = 20_000_000

  /// Copies of each picture, with the letters of its word to be said one after the other.
  static func pictures(
    _ fields: CheckedMapping, _ plan: inout LessonPlan, seed: UInt64
  ) -> DataSet? {
    guard let path = fields.textIfGiven("drawings") else {
      plan.error(at: fields.location, "data of the kind 'pictures' needs 'drawings'")
      return nil
    }
    guard let task = read(path, at: fields.location(of: "drawings"), &plan) else { return nil }
    let copies = fields.integer("copies")
    let numbers = task.words.count * copies * task.steps * task.inputSize
    guard numbers <= mostNumbers else {
      plan.error(
        at: fields.location(of: "copies"),
        "\(copies) copies of \(counted(task.words.count, "picture")) are \(numbers) numbers; at "
          + "most \(mostNumbers) are allowed")
      return nil
    }
    var generator = SeededGenerator(seed: seed)
    let most = fields.integer("flipped")
    var inputs: [[[Double]]] = []
    var targets: [[Int]] = []
    var symbols: [[String]] = []
    var lengths: [Int] = []
    let nothing = [Double](repeating: 0, count: task.inputSize)
    for (word, picture) in task.pictures.enumerated() {
      let spelling = task.spellings[word]
      let missing = task.steps - spelling.count
      for copy in 0..<copies {
        let count = copy == 0 ? 0 : Int.random(in: 0...most, using: &generator)
        let turned = PictureTask.flipped(picture, count, using: &generator)
        inputs.append(
          [task.input(of: turned)] + spelling.dropLast().map { task.input(of: $0) }
            + Array(repeating: nothing, count: missing))
        targets.append(spelling + Array(repeating: 0, count: missing))
        symbols.append(
          ["picture"] + spelling.dropLast().map { task.letters[$0] }
            + Array(repeating: "", count: missing))
        lengths.append(spelling.count)
      }
    }
    var data = DataSet(
      steps: task.steps, inputSize: task.inputSize, inputs: inputs,
      targets: .classes(targets, count: task.letters.count), alphabet: [],
      targetAlphabet: task.letters, symbols: symbols, lengths: lengths)
    data.pictures = task
    return data
  }

  private static func read(
    _ path: String, at location: SourceLocation, _ plan: inout LessonPlan
  ) -> PictureTask? {
    let file = plan.folder == "." ? path : plan.folder + "/" + path
    guard staysInside(plan.folder, file) else {
      plan.error(at: location, "'\(path)' leads out of the lesson's folder")
      return nil
    }
    do {
      return PictureTask(try pictures(in: try BoundedFile.text(path: file), path: file))
    } catch {
      plan.error(at: error.location, error.message)
      return nil
    }
  }

  /// Words, under each its picture; empty lines between.
  static func pictures(
    in text: String, path: String
  ) throws(Diagnostic) -> [(word: String, pixels: [Double])] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
    func problem(_ line: Int, _ column: Int, _ message: String) -> Diagnostic {
      Diagnostic(
        .error, at: SourceLocation(file: path, line: line + 1, column: column), message)
    }
    var found: [(word: String, pixels: [Double])] = []
    var place = 0
    while place < lines.count {
      let word = lines[place]
      guard !word.isEmpty else {
        place += 1
        continue
      }
      guard word.allSatisfy(\.isLetter), word.count <= longestWord else {
        throw problem(
          place, 1,
          "\(quoted(word)) is no word of 1 to \(longestWord) letters; each picture "
            + "stands under its word")
      }
      guard !found.contains(where: { $0.word == word }) else {
        throw problem(place, 1, "'\(word)' has a picture already; each word has one")
      }
      var pixels: [Double] = []
      for row in 1...PictureTask.side {
        let line = place + row < lines.count ? lines[place + row] : ""
        guard line.count == PictureTask.side else {
          throw problem(
            min(place + row, lines.count - 1), 1,
            "row \(row) of '\(word)' has \(counted(line.count, "character")); each of its "
              + "\(PictureTask.side) rows has \(PictureTask.side)")
        }
        for (column, character) in line.enumerated() {
          guard character == "." || character == "#" else {
            throw problem(
              place + row, column + 1,
              "\(quoted(String(character))) in row \(row) of '\(word)'; a pixel is '.' or '#'")
          }
          pixels.append(character == "#" ? 1 : 0)
        }
      }
      found.append((word, pixels))
      place += PictureTask.side + 1
    }
    guard (2...mostPictures).contains(found.count) else {
      throw problem(
        0, 1, "\(counted(found.count, "picture")); 2 to \(mostPictures) are needed")
    }
    return found
  }

  /// The words, and how many copies.
  static func pictureItem(_ task: PictureTask, of data: DataSet) -> StepResult.Item {
    .line(
      "\(counted(task.words.count, "picture")) of \(PictureTask.side) x \(PictureTask.side) pixels: "
        + task.words.joined(separator: " "))
  }
}
