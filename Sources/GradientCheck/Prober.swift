/// Asks for the loss at many points at once, and counts them: the one place that does.
///
/// Points are collected by `ask` and answered by `answers`, in the order of asking. Where they would
/// take much memory, the closure is called earlier, with what there is.
struct Prober<Failure: Error> {
  /// How many points, and how many moves in all, one call of the closure is given at most.
  static var largestCall: (points: Int, moves: Int) { (points: 4096, moves: 1 << 20) }

  private let losses: ([[ParameterMove]]) throws(Failure) -> [Double]
  private var pending: [[ParameterMove]] = []
  private var pendingMoves = 0
  private var answered: [Double] = []
  let origin: [Double]
  private(set) var evaluations = 0
  var lossAtOrigin = 0.0
  /// Standard deviation of the noise of one loss evaluation; zero until it is measured.
  var noiseFloor = 0.0
  /// The same for a loss that takes only some values, relative to its size; zero for others.
  var relativeNoise = 0.0
  /// Random points far from the parameters, made when the first is needed, and the losses there.
  var farPoints: [(moves: [ParameterMove], loss: Double)] = []

  init(
    parameters: ParameterTensors,
    losses: @escaping ([[ParameterMove]]) throws(Failure) -> [Double]
  ) {
    self.losses = losses
    origin = parameters.values
  }

  /// Adds one point to what will be asked.
  mutating func ask(_ moves: [ParameterMove]) throws(Failure) {
    pending.append(moves)
    pendingMoves += moves.count
    if pending.count >= Self.largestCall.points || pendingMoves >= Self.largestCall.moves {
      try flush()
    }
  }

  /// The losses at all points asked since the last answers.
  mutating func answers() throws(Failure) -> [Double] {
    try flush()
    defer { answered.removeAll(keepingCapacity: true) }
    return answered
  }

  private mutating func flush() throws(Failure) {
    if pending.isEmpty { return }
    let values = try losses(pending)
    precondition(
      values.count == pending.count,
      "the losses closure returned \(values.count) losses for \(pending.count) points")
    evaluations += pending.count
    answered += values
    pending.removeAll(keepingCapacity: true)
    pendingMoves = 0
  }

  /// The loss at the parameters themselves, so many times in one call.
  mutating func evaluateAtOrigin(times count: Int = 1) throws(Failure) -> [Double] {
    for _ in 0..<count { try ask([]) }
    return try answers()
  }

  /// Eight evaluations on both sides of the parameters for every line, the first `step` away, and
  /// two more, nearer, for the lines that gain from them.
  mutating func stencils(
    _ requests: [(question: Question, step: Double)]
  ) throws(Failure) -> [Stencil] {
    for request in requests {
      var h = request.step
      for _ in 0..<Stencil.fewest {
        try ask(request.question.line.moves(h))
        try ask(request.question.line.moves(-h))
        h /= 2
      }
    }
    let losses = try answers()
    let width = 2 * Stencil.fewest
    var stencils = requests.enumerated().map { number, request in
      stencil(
        request.question, step: request.step,
        losses: losses[number * width..<(number + 1) * width])
    }
    let gaining = stencils.indices.filter { stencils[$0].gainsFromNearer }
    for number in gaining {
      let h = requests[number].step / Double(1 << Stencil.fewest)
      try ask(requests[number].question.line.moves(h))
      try ask(requests[number].question.line.moves(-h))
    }
    let nearer = try answers()
    for (place, number) in gaining.enumerated() {
      stencils[number] = stencil(
        requests[number].question, step: requests[number].step,
        losses: losses[number * width..<(number + 1) * width] + nearer[2 * place..<2 * place + 2])
    }
    return stencils
  }

  private func stencil(
    _ question: Question, step: Double, losses: ArraySlice<Double>
  ) -> Stencil {
    let rounding = question.positionRounding
    return Stencil(
      question.line, step: step, losses: losses, from: origin, origin: lossAtOrigin,
      noise: (noiseFloor * noiseFloor + rounding * rounding).squareRoot(),
      relativeNoise: max(.ulpOfOne, relativeNoise))
  }
}
