/// One gradient to be judged: its line, its value along the line and the sizes to compare with.
struct Question: Sendable {
  let line: Line
  /// g.d, the gradient along the line.
  let gradient: Double
  /// theta.d, the parameters along the line.
  let parameter: Double
  /// Whether every entry of the gradient on the line is exactly zero.
  let isExactlyZero: Bool
  /// The first and largest step.
  let firstStep: Double
  /// What counts as a gradient of ordinary size: a thousandth of the tensor's largest.
  let scale: Double
  /// Rounding error of the analytic gradient.
  let gradientRounding: Double
  /// How much the loss moves when the position along the line is rounded.
  let positionRounding: Double
}

/// The gradient and the parameters that questions are made from.
struct Subject: Sendable {
  let parameters: ParameterTensors
  let gradient: [Double]
  let firstStep: Double?
  /// The largest gradient of all tensors.
  let largest: Double
  /// The largest gradient of each tensor.
  let largestOfBlocks: [Double]

  init(_ parameters: ParameterTensors, gradient: [Double], firstStep: Double?) {
    self.parameters = parameters
    self.gradient = gradient
    self.firstStep = firstStep
    largestOfBlocks = parameters.blocks.map { block in
      gradient[block.range].reduce(0) { max($0, abs($1)) }
    }
    largest = largestOfBlocks.reduce(0, max)
  }

  /// The question of one entry of a block.
  func question(at position: Int, block number: Int) -> Question {
    let value = gradient[position]
    let parameter = parameters.values[position]
    let ofBlock = largestOfBlocks[number]
    return Question(
      line: .entry(position), gradient: value, parameter: parameter, isExactlyZero: value == 0,
      firstStep: (firstStep ?? 0x1p-6) * max(1, abs(parameter).binade),
      scale: 1e-3 * (ofBlock > 0 ? ofBlock : largest),
      gradientRounding: 4 * .ulpOfOne * ofBlock,
      positionRounding: abs(value) * abs(parameter).ulp / 2)
  }

  /// The question of a direction through a part of a block.
  func question(along signs: Signs, _ range: Range<Int>, block number: Int) -> Question {
    let unit = 1 / Double(range.count).squareRoot()
    let ofBlock = largestOfBlocks[number]
    var sum = 0.0
    var lost = 0.0  // what the additions rounded away, after Neumaier
    var parameter = 0.0
    var squares = 0.0
    var rounding = 0.0
    var isZero = true
    signs.forEach(in: range) { position, sign in
      let value = gradient[position]
      let term = sign * value
      let next = sum + term
      lost += abs(sum) >= abs(term) ? (sum - next) + term : (term - next) + sum
      sum = next
      squares += value * value
      isZero = isZero && value == 0
      parameter += sign * parameters.values[position]
      let shift = value * abs(parameters.values[position]).ulp / 2
      rounding += shift * shift
    }
    let typical = (squares / Double(range.count)).squareRoot()
    return Question(
      line: .block(range, signs), gradient: (sum + lost) * unit, parameter: parameter * unit,
      isExactlyZero: isZero, firstStep: firstStep ?? 0x1p-2,
      scale: 1e-3 * (typical > 0 ? typical : ofBlock > 0 ? ofBlock : largest),
      gradientRounding: 4 * .ulpOfOne * ofBlock, positionRounding: rounding.squareRoot())
  }
}
