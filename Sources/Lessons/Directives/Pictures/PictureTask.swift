import Recurrent

/// Small black and white pictures and the word for each, to be spelled letter by letter.
///
///     x_1 = [picture, 0]          target: the first letter
///     x_t = [0, letter t - 1]     target: letter t, at last the end mark
///
/// Shapes: `x_t` has S x S numbers for the picture and one for each letter and the end mark; a
/// sequence has a step more than its word has letters.
struct PictureTask: Sendable {
  /// Rows, and columns, of a picture.
  static let side = 8
  static let pixels = side * side
  /// What is said behind the last letter.
  static let end = "."

  let words: [String]
  /// 0 or 1, row by row.
  let pictures: [[Double]]
  /// The letters of all words in the order of the alphabet, then the end mark.
  let letters: [String]
  /// Each word's letters and the end mark, as places in `letters`.
  let spellings: [[Int]]

  init(_ items: [(word: String, pixels: [Double])]) {
    words = items.map(\.word)
    pictures = items.map(\.pixels)
    let letters = Set(items.flatMap { $0.word.map { String($0) } }).sorted() + [Self.end]
    self.letters = letters
    spellings = items.map { item in
      (item.word.map { String($0) } + [Self.end]).map { letters.firstIndex(of: $0)! }
    }
  }

  var inputSize: Int { Self.pixels + letters.count }
  /// T of the longest word.
  var steps: Int { spellings.map(\.count).max() ?? 1 }

  /// x_1 of a picture.
  func input(of picture: [Double]) -> [Double] {
    picture + Array(repeating: 0, count: letters.count)
  }

  /// x_t of the letter that stands before.
  func input(of letter: Int) -> [Double] {
    var x = [Double](repeating: 0, count: inputSize)
    x[Self.pixels + letter] = 1
    return x
  }

  /// Pictures side by side, each with the letters that are read after it.
  func batch(_ items: [(picture: [Double], letters: [Int])]) -> SequenceBatch<Double> {
    let steps = 1 + (items.map(\.letters.count).max() ?? 0)
    let rows = items.map { item in
      [input(of: item.picture)] + item.letters.map { input(of: $0) }
        + Array(
          repeating: [Double](repeating: 0, count: inputSize),
          count: steps - 1 - item.letters.count)
    }
    return SequenceBatch(
      steps: steps, batch: items.count, inputSize: inputSize,
      inputs: (0..<steps).flatMap { t in rows.flatMap { $0[t] } },
      lengths: items.map { $0.letters.count + 1 })
  }

  /// A picture with so many of its pixels turned, drawn without repetition.
  static func flipped<Generator: RandomNumberGenerator>(
    _ picture: [Double], _ count: Int, using generator: inout Generator
  ) -> [Double] {
    var places = Array(picture.indices)
    var turned = picture
    for drawn in 0..<count {
      places.swapAt(drawn, Int.random(in: drawn..<places.count, using: &generator))
      turned[places[drawn]] = 1 - turned[places[drawn]]
    }
    return turned
  }

  /// What a network says of each picture when each letter that it says is its next input, the
  /// likeliest each time, up to the end mark; longer than any word nothing is said.
  ///
  /// - Returns: For each picture the letters without the end mark, and the probability of each
  ///   letter and of the end mark.
  func describe(
    _ pictures: [[Double]], by network: Network<Double>
  ) -> [(letters: [Int], probabilities: [Double])] {
    let count = letters.count
    var trace = Trace<Double>(network.spec)
    var said = [(letters: [Int], probabilities: [Double])](
      repeating: ([], []), count: pictures.count)
    var isDone = [Bool](repeating: false, count: pictures.count)
    var inputs = pictures.map { input(of: $0) }
    var state: NetworkState<Double>?
    for _ in 0...steps where isDone.contains(false) {
      let batch = SequenceBatch(
        steps: 1, batch: inputs.count, inputSize: inputSize, inputs: inputs.flatMap { $0 })
      network.forward(batch, from: state, into: &trace)
      state = trace.finalState
      let probabilities = trace.probabilities
      for row in pictures.indices where !isDone[row] {
        let p = probabilities[row * count..<(row + 1) * count]
        let best = p.indices.max { p[$0] < p[$1] }!
        said[row].probabilities.append(p[best])
        let letter = best - p.startIndex
        isDone[row] = letter == count - 1
        if !isDone[row] { said[row].letters.append(letter) }
        inputs[row] = input(of: letter)
      }
    }
    return said
  }

  func text(_ spelling: [Int]) -> String {
    spelling.filter { $0 < letters.count - 1 }.map { letters[$0] }.joined()
  }

  /// Whether more than one word goes on from the letters before the place.
  func isBranch(_ word: Int, _ place: Int) -> Bool {
    let before = spellings[word].prefix(place)
    return Set(
      spellings.filter { $0.count > place && $0.prefix(place) == before }.map { $0[place] }
    ).count > 1
  }
}
