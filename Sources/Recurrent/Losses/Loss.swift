import RealModule

/// What a network is told to make small: the mean over all positions (output steps x sequences).
public enum Loss: String, Sendable, Hashable, Codable, CaseIterable {
  /// -log p[target], p = softmax(y), natural logarithm.
  case softmaxCrossEntropy
  /// -sum (target log p + (1 - target) log (1 - p)), p = sigmoid(y), targets in [0, 1].
  case binaryCrossEntropy
  /// (1/2) |y - target|^2
  case halfSquaredError

  /// Whether p is a function of y that the trace keeps: a softmax or a sigmoid.
  public var hasProbabilities: Bool { self != .halfSquaredError }
}

/// The loss at each position, its mean, and dL/dy.
///
/// Shapes: `outputs` y [P, O] for P positions. With a cross-entropy, `probabilities` gets the
/// softmax or the sigmoid of y, [P, O], in a form whose exponentials never overflow.
///
///     softmax cross-entropy   dL/dy = (p - onehot(target)) / P
///     binary cross-entropy    dL/dy = (p - target) / P
///     half squared error      dL/dy = (y - target) / P
enum LossComputation {
  /// Fills `probabilities` and `positionLosses` and returns their mean.
  @inline(__always)
  static func forward<Scalar: NetworkScalar>(
    _ loss: Loss, outputs: [Scalar], size: Int, targets: SequenceBatch<Scalar>.Targets,
    probabilities: inout [Scalar], positionLosses: inout [Scalar]
  ) -> Scalar {
    let outputs = outputs.span
    var probabilities = probabilities.mutableSpan
    var positionLosses = positionLosses.mutableSpan
    let positions = positionLosses.count
    var total: Scalar = 0
    if case .none = targets {
      for position in 0..<positions { positionLosses[position] = 0 }
    }
    switch loss {
    case .softmaxCrossEntropy:
      for position in 0..<positions {
        let start = position * size
        var largest = outputs[start]
        for index in start..<start + size where outputs[index] > largest {
          largest = outputs[index]
        }
        var sum: Scalar = 0
        for index in start..<start + size {
          let e = Scalar.exp(outputs[index] - largest)
          probabilities[index] = e
          sum += e
        }
        for index in start..<start + size { probabilities[index] /= sum }
        if case .classes(let classes) = targets {
          // -log softmax(y)[target] without forming the quotient, which could be 0; the logits
          // enter by their differences alone.
          let value = Scalar.log(sum) - (outputs[start + classes[position]] - largest)
          positionLosses[position] = value
          total += value
        }
      }
    case .binaryCrossEntropy:
      for index in 0..<outputs.count { probabilities[index] = logistic(outputs[index]) }
      if case .values(let wanted, _) = targets {
        for position in 0..<positions {
          var value: Scalar = 0
          for index in position * size..<(position + 1) * size {
            // -log p = max(y, 0) - y target + log(1 + e^-|y|), without forming log(0).
            let y = outputs[index]
            value += max(y, 0) - y * wanted[index] + Scalar.log(onePlus: Scalar.exp(-y.magnitude))
          }
          positionLosses[position] = value
          total += value
        }
      }
    case .halfSquaredError:
      if case .values(let wanted, _) = targets {
        for position in 0..<positions {
          var value: Scalar = 0
          for index in position * size..<(position + 1) * size {
            let error = outputs[index] - wanted[index]
            value += error * error / 2
          }
          positionLosses[position] = value
          total += value
        }
      }
    }
    return total / Scalar(positions)
  }

  /// Fills `outputGradients` with dL/dy.
  @inline(__always)
  static func backward<Scalar: NetworkScalar>(
    _ loss: Loss, outputs: [Scalar], size: Int, probabilities: [Scalar],
    targets: SequenceBatch<Scalar>.Targets, outputGradients: inout [Scalar]
  ) {
    let outputs = outputs.span
    let probabilities = probabilities.span
    var outputGradients = outputGradients.mutableSpan
    let positions = Scalar(outputs.count / size)
    switch targets {
    case .none:
      for index in 0..<outputs.count { outputGradients[index] = 0 }
    case .classes(let classes):
      // d(-log p[target])/dy = p - onehot(target)
      for index in 0..<outputs.count { outputGradients[index] = probabilities[index] / positions }
      for (position, target) in classes.enumerated() {
        outputGradients[position * size + target] -= 1 / positions
      }
    case .values(let wanted, _):
      for index in 0..<outputs.count {
        // d(binary cross-entropy)/dy = p - target, d((y - target)^2 / 2)/dy = y - target
        let value = loss == .binaryCrossEntropy ? probabilities[index] : outputs[index]
        outputGradients[index] = (value - wanted[index]) / positions
      }
    }
  }
}
