/// The losses, one output vector y at a time.
enum TextbookLoss {
  static func value<Number: TextbookNumber>(
    _ loss: Loss, of y: [Number], for targets: SequenceBatch<Double>.Targets, at position: Int
  ) -> Number {
    switch targets {
    case .none: return Number(0)
    case .classes(let classes): return softmaxCrossEntropy(y, target: classes[position])
    case .values(let values, let size):
      let wanted = values[position * size..<(position + 1) * size]
      return loss == .binaryCrossEntropy
        ? binaryCrossEntropy(y, targets: wanted) : halfSquaredError(y, targets: wanted)
    }
  }

  /// -log softmax(y)[target] = log sum_k e^{y_k - m} - (y[target] - m), m the largest y.
  static func softmaxCrossEntropy<Number: TextbookNumber>(_ y: [Number], target: Int) -> Number {
    let m = Number(y.map(\.realPart).max()!)
    let sum = y.map { Number.exp($0 - m) }.reduce(Number(0), +)
    return Number.log(sum) - (y[target] - m)
  }

  /// sum_k -target log p - (1 - target) log (1 - p), p = sigmoid(y): log(1 + e^y) - target y.
  static func binaryCrossEntropy<Number: TextbookNumber>(
    _ y: [Number], targets: ArraySlice<Double>
  ) -> Number {
    zip(y, targets).reduce(Number(0)) { total, pair in
      let (y, target) = pair
      // log(1 + e^y) is y + log(1 + e^-y); one of the two never overflows.
      let softplus =
        y.realPart > 0
        ? y + Number.log(Number(1) + Number.exp(Number(0) - y))
        : Number.log(Number(1) + Number.exp(y))
      return total + (softplus - Number(target) * y)
    }
  }

  /// (1/2) |y - target|^2
  static func halfSquaredError<Number: TextbookNumber>(
    _ y: [Number], targets: ArraySlice<Double>
  ) -> Number {
    let squares = zip(y, targets).map { y, target in
      (y - Number(target)) * (y - Number(target))
    }
    return squares.reduce(Number(0), +) / Number(2)
  }
}

/// sum(w l) / sum(w), added up one loss l at a time.
struct TextbookMean<Number: TextbookNumber> {
  private var total = Number(0)
  private var weights = 0.0

  mutating func add(_ loss: Number, weight: Double) {
    total = total + Number(weight) * loss
    weights += weight
  }

  var value: Number { total / Number(weights) }
}
