/// A part of a tensor with what its gradient lacks along the signs of a direction.
private struct Part {
  let range: Range<Int>
  /// sum of (g_i - D_i) s_i over the part.
  let residual: Double
  let error: Double

  var isWrong: Bool { abs(residual) > GradientCheck.agreement * error }
}

extension Session {
  /// How many evaluations the search in one tensor may take, and how many entries it names.
  private static var searchLimit: (evaluations: Int, entries: Int) { (600, 3) }

  /// Finds the wrong entries of a tensor in which a direction failed, by halving.
  ///
  /// The residual of a direction, (g - D).d, is the sum of those of its parts along the same signs.
  /// One half is measured and the other is what remains; the search follows the larger residual
  /// from the tensor to a band, to a row, to an entry, which is then judged like any other. A part
  /// whose residual drowns in its error is left. What is found is subtracted, and the next direction
  /// searched for the rest.
  ///
  /// Complexity: 8 or 10 evaluations a halving, about 10 log2(n) + 20 for one entry among n.
  mutating func localise(_ tensor: inout TensorFindings, _ subject: Subject) throws(Failure) {
    guard !tensor.isWhole else { return }
    let failed = tensor.directions.filter { $0.judgement.verdict.isFailure }
      .sorted { significance($0) > significance($1) }
    // A gradient that is zero throughout is wrong throughout.
    guard let worst = failed.first, !worst.question.isExactlyZero else { return }
    let before = prober.evaluations
    let known = tensor.entries.filter { $0.judgement.verdict.isFailure }
    var search = Search(tensor.block, number: tensor.number, wrong: known)
    var isComplete = known.isEmpty
    // Wrong entries may cancel along one direction; the next one is searched for the rest.
    for finding in failed {
      guard case .block(let range, let signs) = finding.question.line,
        prober.evaluations - before < Self.searchLimit.evaluations
      else { continue }
      search.signs = signs
      search.step = finding.judgement.step
      let root = search.unexplained(
        Part(range: range, finding.judgement, gradient: finding.question.gradient))
      guard root.isWrong else { continue }
      var open = try parts(of: root, &search, subject)
      // Where the sample is wrong in several places, all may be wrong.
      while known.count < 3, search.found.count < Self.searchLimit.entries,
        prober.evaluations - before < Self.searchLimit.evaluations,
        let largest = open.indices.max(by: { abs(open[$0].residual) < abs(open[$1].residual) })
      {
        let part = open.remove(at: largest)
        if let position = try descend(from: part, &search, subject, leaving: &open) {
          try judgeEntry(at: position, &search, tensor, subject)
        } else {
          isComplete = false
        }
      }
      isComplete = isComplete && open.isEmpty
      if known.count >= 3 { break }
    }
    tensor.findings += search.found
    tensor.extent = search.extent(isComplete: isComplete)
    tensor.isSearched = isComplete
  }

  private mutating func judgeEntry(
    at position: Int, _ search: inout Search, _ tensor: TensorFindings, _ subject: Subject
  ) throws(Failure) {
    if tensor.entries.contains(where: { $0.position == position })
      || search.found.contains(where: { $0.position == position })
    {
      return
    }
    let question = subject.question(at: position, block: tensor.number)
    let judgement = try prober.judge(
      [question], minimumDetectable: check.minimumDetectable, using: &generator)[0]
    if judgement.verdict.isFailure {
      search.found.append(Finding(question: question, judgement: judgement))
    }
  }

  private func significance(_ finding: Finding) -> Double {
    finding.judgement.ratio(to: finding.question.gradient)
  }

  /// The wrong ones of the bands of the tensor; the tensor itself when it has none.
  private mutating func parts(
    of root: Part, _ search: inout Search, _ subject: Subject
  ) throws(Failure) -> [Part] {
    let bands = search.block.bandRanges.filter { $0.range.overlaps(root.range) }
    guard bands.count > 1, root.range == search.block.range else { return [root] }
    let ranges = search.block.cut(at: bands.map { $0.range })
    let parts = try measure(ranges, search, subject)
    for (label, range) in bands {
      if !search.wrongBands.contains(label),
        parts.contains(where: { $0.isWrong && $0.range.overlaps(range) })
      {
        search.wrongBands.append(label)
      }
    }
    let wrong = parts.filter(\.isWrong)
    return wrong.isEmpty ? [root] : wrong
  }

  /// The entry that the residual leads to; nil where it drowns in the errors on the way.
  private mutating func descend(
    from start: Part, _ search: inout Search, _ subject: Subject, leaving open: inout [Part]
  ) throws(Failure) -> Int? {
    var part = start
    while part.range.count > 1 {
      let middle = search.block.middle(of: part.range)
      let left = try measure([part.range.lowerBound..<middle], search, subject)[0]
      var right = Part(
        range: middle..<part.range.upperBound, residual: part.residual - left.residual,
        error: (part.error * part.error + left.error * left.error).squareRoot())
      if !left.isWrong && !right.isWrong {
        right = try measure([right.range], search, subject)[0]
      }
      let halves = [left, right].filter(\.isWrong).sorted { abs($0.residual) > abs($1.residual) }
      guard let larger = halves.first else {
        search.narrowest = part.range
        return nil
      }
      if halves.count > 1 { open.append(halves[1]) }
      part = larger
    }
    return part.range.lowerBound
  }

  private mutating func measure(
    _ ranges: [Range<Int>], _ search: Search, _ subject: Subject
  ) throws(Failure) -> [Part] {
    let questions = ranges.map {
      subject.question(along: search.signs, $0, block: search.number)
    }
    let stencils = try prober.stencils(questions.map { ($0, search.step) })
    return zip(questions, stencils).enumerated().map { number, pair in
      let family = Family(pair.1, for: pair.0)
      return search.unexplained(
        Part(range: ranges[number], family.judgement(.mismatch), gradient: pair.0.gradient))
    }
  }
}

extension Part {
  /// From a unit direction, which is scaled by 1 / sqrt(n).
  fileprivate init(range: Range<Int>, _ judgement: Judgement, gradient: Double) {
    let scale = Double(range.count).squareRoot()
    self.range = range
    residual = scale * (gradient - judgement.estimate)
    error = scale * judgement.error
  }
}

/// Where a search stands, and how it tells what it found.
private struct Search {
  let block: ParameterTensors.Block
  let number: Int
  /// Those that the sample showed.
  let known: [Finding]
  /// Those that the search has found.
  var found: [Finding] = []
  var signs = Signs(seed: 0)
  var step = 0.0
  var wrongBands: [String] = []
  var narrowest: Range<Int>?

  init(_ block: ParameterTensors.Block, number: Int, wrong known: [Finding]) {
    self.block = block
    self.number = number
    self.known = known
  }

  var wrong: [Finding] { known + found }

  /// What is left of a residual without the entries that are known to be wrong.
  func unexplained(_ part: Part) -> Part {
    var (residual, squares) = (part.residual, part.error * part.error)
    for finding in wrong {
      guard let position = finding.position, part.range.contains(position) else { continue }
      let defect = finding.question.gradient - finding.judgement.estimate
      signs.forEach(in: position..<position + 1) { residual -= $1 * defect }
      squares += finding.judgement.error * finding.judgement.error
    }
    return Part(range: part.range, residual: residual, error: squares.squareRoot())
  }

  /// Where the wrong entries lie, in words; nil where nothing is known beyond the entries.
  func extent(isComplete: Bool) -> String? {
    let start = block.range.lowerBound
    let rows = Set(wrong.compactMap { $0.position.map { block.row(at: $0 - start) } })
    let atLeast = isComplete ? "" : "at least "
    var text = ""
    if wrong.isEmpty {
      guard let narrowest else { return nil }
      let first = block.index(at: narrowest.lowerBound - start)
      let last = block.index(at: narrowest.upperBound - 1 - start)
      text = "somewhere from \(first) to \(last)"
    } else {
      text =
        "\(atLeast)\(wrong.count) \(wrong.count == 1 ? "entry" : "entries") in "
        + "\(rows.count) \(rows.count == 1 ? "row" : "rows")"
    }
    let count = block.bandRanges.count
    guard count > 1, !wrongBands.isEmpty else { return text }
    let inWrong = wrong.compactMap { $0.position.flatMap { block.band(at: $0 - start) } }
    let labels = block.bandRanges.map { $0.label }.filter { (wrongBands + inWrong).contains($0) }
    let names = labels.joined(separator: ", ")
    return text + "; wrong in \(labels.count) of \(count) bands (\(names))"
  }
}

extension ParameterTensors.Block {
  /// The bands that hold entries, in order, as ranges of positions among all parameters; none where
  /// bands overlap.
  var bandRanges: [(label: String, range: Range<Int>)] {
    let width = count / Swift.max(1, shape.first ?? 1)
    let ranges = bands.filter { !$0.rows.isEmpty }.map { band in
      let start = range.lowerBound
      return (
        label: band.label,
        range: start + band.rows.lowerBound * width..<start + band.rows.upperBound * width
      )
    }.sorted { $0.range.lowerBound < $1.range.lowerBound }
    let overlap = zip(ranges, ranges.dropFirst()).contains { $0.range.overlaps($1.range) }
    return overlap ? [] : ranges
  }

  /// The whole block, cut where any of the ranges begins or ends.
  func cut(at ranges: [Range<Int>]) -> [Range<Int>] {
    let ends = ranges.flatMap { [$0.lowerBound, $0.upperBound] }
    let marks = Set(ends + [range.lowerBound, range.upperBound]).sorted()
    return zip(marks, marks.dropFirst()).map { $0..<$1 }
  }

  /// A place to halve a range: between rows where it holds more than one.
  func middle(of part: Range<Int>) -> Int {
    let middle = part.lowerBound + part.count / 2
    let width = Swift.max(1, count / Swift.max(1, shape.first ?? 1))
    let between = range.lowerBound + (middle - range.lowerBound + width / 2) / width * width
    return between > part.lowerBound && between < part.upperBound ? between : middle
  }
}
