import RealModule

/// What a network is told to make small: the mean over all positions (output steps x sequences),
/// or with weights sum(w l) / sum(w), as TensorFlow's `sequence_loss` has it. Positions beyond a
/// sequence's length do not count.
public enum Loss: String, Sendable, Hashable, Codable, CaseIterable {
  /// -log p[target], p = softmax(y), natural logarithm.
  case softmaxCrossEntropy
  /// -sum (target log p + (1 - target) log (1 - p)), p = sigmoid(y), targets in [0, 1].
  case binaryCrossEntropy
  /// (1/2) |y - target|^2
  case halfSquaredError

  /// Whether p is a function of y that the trace keeps: a softmax or a sigmoid.
  public var hasProbabilities: Bool { self != .halfSquaredError }

  /// The loss of given outputs and dL/dy, without a network.
  ///
  /// - Parameters:
  ///   - outputs: y, [P, O] for P positions.
  ///   - targets: One for each position, as in `SequenceBatch`.
  ///   - weights: What each position counts for, [P]; nil where each counts 1.
  /// - Precondition: Targets and weights for each position; weights are not negative and not all 0.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func value<Scalar: NetworkScalar>(
    outputs: [Scalar], size: Int, targets: SequenceBatch<Scalar>.Targets, weights: [Scalar]? = nil
  ) -> (loss: Scalar, outputGradients: [Scalar]) {
    let positions = outputs.count / size
    precondition(
      outputs.count == positions * size && positions >= 1,
      "\(outputs.count) outputs of size \(size)")
    precondition(
      weights.map { $0.count == positions && $0.contains { $0 > 0 } } ?? true,
      "\(weights?.count ?? 0) weights; \(positions) are needed, at least one above 0")
    var probabilities = [Scalar](repeating: 0, count: hasProbabilities ? outputs.count : 0)
    var losses = [Scalar](repeating: 0, count: positions)
    var gradients = [Scalar](repeating: 0, count: outputs.count)
    let total = weights.map { $0.reduce(0, +) } ?? Scalar(positions)
    let loss = outputs.withUnsafeBufferPointer { outputs in
      probabilities.withUnsafeMutableBufferPointer { probabilities in
        let computation = LossComputation(
          loss: self, size: size, outputs: outputs.baseAddress!, totalWeight: total,
          probabilities: hasProbabilities ? probabilities.baseAddress : nil)
        let sum = losses.withUnsafeMutableBufferPointer {
          computation.forward(
            positions, places: { $0 }, targets: targets, weights: weights,
            positionLosses: $0.baseAddress!)
        }
        gradients.withUnsafeMutableBufferPointer {
          computation.backward(
            positions, places: { $0 }, targets: targets, weights: weights,
            outputGradients: $0.baseAddress!)
        }
        return sum
      }
    }
    return (loss / total, gradients)
  }
}

/// The loss at each position, and dL/dy.
///
/// Shapes: `outputs` y [P, O] for P positions. With a cross-entropy, `probabilities` gets the
/// softmax or the sigmoid of y, [P, O], in a form whose exponentials never overflow. With W the
/// sum of the weights w, which are 1 where none are given:
///
///     softmax cross-entropy   dL/dy = w (p - onehot(target)) / W
///     binary cross-entropy    dL/dy = w (p - target) / W
///     half squared error      dL/dy = w (y - target) / W
struct LossComputation<Scalar: NetworkScalar> {
  let loss: Loss
  /// O
  let size: Int
  let outputs: UnsafePointer<Scalar>
  /// W, over all threads.
  let totalWeight: Scalar
  /// Nil where the loss has none.
  let probabilities: UnsafeMutablePointer<Scalar>?

  /// Fills `probabilities` and `positionLosses` and returns sum(w l).
  ///
  /// - Parameter places: Where the targets and the weight of a position stand.
  @inline(__always)
  func forward(
    _ positions: Int, places: (Int) -> Int, targets: SequenceBatch<Scalar>.Targets,
    weights: [Scalar]?, positionLosses: UnsafeMutablePointer<Scalar>
  ) -> Scalar {
    var total: Scalar = 0
    if let probabilities { fill(probabilities, positions: positions) }
    switch targets {
    case .none:
      positionLosses.update(repeating: 0, count: positions)
    case .classes(let classes):
      classes.withUnsafeBufferPointer { classes in
        for position in 0..<positions {
          let place = places(position)
          let value = crossEntropy(position, target: classes[place])
          positionLosses[position] = value
          if let weights { total += weights[place] * value } else { total += value }
        }
      }
    case .values(let wanted, _):
      wanted.withUnsafeBufferPointer { wanted in
        for position in 0..<positions {
          let place = places(position)
          let target = wanted.baseAddress! + place * size
          let value =
            loss == .binaryCrossEntropy
            ? binaryCrossEntropy(position, target) : halfSquaredError(position, target)
          positionLosses[position] = value
          if let weights { total += weights[place] * value } else { total += value }
        }
      }
    }
    return total
  }

  /// p of every position.
  @inline(__always)
  private func fill(_ probabilities: UnsafeMutablePointer<Scalar>, positions: Int) {
    if loss == .binaryCrossEntropy {
      return sigmoidPass(n: positions * size, in: outputs, out: probabilities)
    }
    softmaxPass(rows: positions, size: size, in: outputs, out: probabilities)
  }

  @inline(__always)
  private func largestOutput(_ start: Int) -> Scalar {
    var largest = outputs[start]
    for index in start + 1..<start + size where outputs[index] > largest {
      largest = outputs[index]
    }
    return largest
  }

  /// -log softmax(y)[target]
  @inline(__always)
  private func crossEntropy(_ position: Int, target: Int) -> Scalar {
    let start = position * size
    let p = probabilities![start + target]
    if p >= 0.5 {
      // Near 1, p has lost digits that the sum of the others still has.
      var others: Scalar = 0
      for index in start..<start + size where index != start + target {
        others += probabilities![index]
      }
      return -Scalar.log(onePlus: -others)
    }
    if p >= .leastNormalMagnitude { return -Scalar.log(p) }
    // p may have underflowed; the logits enter by their differences alone.
    let largest = largestOutput(start)
    var sum: Scalar = 0
    for index in start..<start + size { sum += Scalar.exp(outputs[index] - largest) }
    return Scalar.log(sum) - (outputs[start + target] - largest)
  }

  @inline(__always)
  private func binaryCrossEntropy(_ position: Int, _ target: UnsafePointer<Scalar>) -> Scalar {
    var value: Scalar = 0
    for index in 0..<size {
      // -log p = max(y, 0) - y target + log(1 + e^-|y|), without forming log(0).
      let y = outputs[position * size + index]
      value += max(y, 0) - y * target[index] + Scalar.log(onePlus: Scalar.exp(-y.magnitude))
    }
    return value
  }

  /// p - target. Where p is near 1 it has lost digits that 1 - p = sigmoid(-y) still has.
  @inline(__always)
  private func probabilityError(_ index: Int, _ target: Scalar) -> Scalar {
    outputs[index] > 0
      ? (1 - target) - logistic(-outputs[index]) : probabilities![index] - target
  }

  @inline(__always)
  private func halfSquaredError(_ position: Int, _ target: UnsafePointer<Scalar>) -> Scalar {
    var value: Scalar = 0
    for index in 0..<size {
      let error = outputs[position * size + index] - target[index]
      value += error * error / 2
    }
    return value
  }

  /// Fills `outputGradients` with dL/dy; `probabilities` are those that forward left.
  @inline(__always)
  func backward(
    _ positions: Int, places: (Int) -> Int, targets: SequenceBatch<Scalar>.Targets,
    weights: [Scalar]?, outputGradients: UnsafeMutablePointer<Scalar>
  ) {
    switch targets {
    case .none:
      outputGradients.update(repeating: 0, count: positions * size)
    case .classes(let classes):
      // d(-log p[target])/dy = p - onehot(target)
      let p = probabilities!
      let equalShare = 1 / totalWeight
      if weights == nil {
        for index in 0..<positions * size { outputGradients[index] = p[index] * equalShare }
      }
      classes.withUnsafeBufferPointer { classes in
        for position in 0..<positions {
          let place = places(position)
          let start = position * size
          var share = equalShare
          if let weights {
            share = weights[place] / totalWeight
            for index in start..<start + size { outputGradients[index] = p[index] * share }
          }
          let target = start + classes[place]
          if p[target] < 0.5 {
            outputGradients[target] -= share
          } else {
            // Near 1, p - 1 has lost digits that the sum of the others still has.
            var others: Scalar = 0
            for index in start..<start + size where index != target {
              others += outputGradients[index]
            }
            outputGradients[target] = -others
          }
        }
      }
    case .values(let wanted, _):
      // d(binary cross-entropy)/dy = p - target, d((y - target)^2 / 2)/dy = y - target
      wanted.withUnsafeBufferPointer { wanted in
        for position in 0..<positions {
          let place = places(position)
          let share = (weights?[place] ?? 1) / totalWeight
          for index in 0..<size {
            let (at, target) = (position * size + index, wanted[place * size + index])
            outputGradients[at] =
              (loss == .binaryCrossEntropy
                ? probabilityError(at, target) : outputs[at] - target) * share
          }
        }
      }
    }
  }
}
