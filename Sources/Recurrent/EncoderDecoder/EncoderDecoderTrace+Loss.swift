extension EncoderDecoderTrace.Head {
  /// Takes the shape of the targets. Keeps memory that fits.
  @inline(__always)
  mutating func prepare(for target: SequenceBatch<Scalar>, _ spec: EncoderDecoderSpec) {
    places.removeAll(keepingCapacity: true)
    for step in 0..<target.steps {
      for pair in 0..<target.batch where step < target.length(of: pair) {
        places.append(step * target.batch + pair)
      }
    }
    func resize(_ values: inout [Scalar], _ count: Int) {
      if values.count != count { values = Array(repeating: 0, count: count) }
    }
    resize(&inputs, places.count * spec.headInputSize)
    resize(&outputs, places.count * spec.outputSize)
    resize(&probabilities, places.count * spec.outputSize)
    resize(&losses, places.count)
    totalWeight = Scalar(places.count)
    if let weights = target.weights {
      totalWeight = places.reduce(0) { $0 + weights[$1] }
      precondition(
        totalWeight > 0, "every valid position has the weight 0; at least one is above 0")
    }
  }

  /// Fills probabilities and position losses; returns sum(w l) / sum(w).
  @inline(__always)
  mutating func computeLoss(_ target: SequenceBatch<Scalar>, size: Int) -> Scalar {
    let (places, totalWeight) = (places, totalWeight)
    return outputs.withUnsafeBufferPointer { outputs in
      probabilities.withUnsafeMutableBufferPointer { probabilities in
        losses.withUnsafeMutableBufferPointer { losses in
          LossComputation(
            loss: .softmaxCrossEntropy, size: size, outputs: outputs.baseAddress!,
            targets: target.targets, weights: target.weights, totalWeight: totalWeight,
            probabilities: probabilities.baseAddress!
          ).forward(
            0..<places.count, places: { places[$0] }, positionLosses: losses.baseAddress!)
            / totalWeight
        }
      }
    }
  }

  /// dL/dy, [P, O], of the loss that was computed.
  @inline(__always)
  func lossGradients(_ target: SequenceBatch<Scalar>, size: Int) -> [Scalar] {
    var gradients = [Scalar](repeating: 0, count: outputs.count)
    outputs.withUnsafeBufferPointer { outputs in
      probabilities.withUnsafeBufferPointer { probabilities in
        gradients.withUnsafeMutableBufferPointer { gradients in
          LossComputation(
            loss: .softmaxCrossEntropy, size: size, outputs: outputs.baseAddress!,
            targets: target.targets, weights: target.weights, totalWeight: totalWeight,
            // It reads them here; it writes them in its forward pass alone.
            probabilities: UnsafeMutablePointer(mutating: probabilities.baseAddress!)
          ).backward(
            0..<places.count, places: { places[$0] }, outputGradients: gradients.baseAddress!)
        }
      }
    }
    return gradients
  }
}
