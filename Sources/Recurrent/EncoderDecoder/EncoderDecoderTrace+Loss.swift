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
    totalWeight = target.totalWeight(atLast: false)
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
            totalWeight: totalWeight, probabilities: probabilities.baseAddress!
          ).forward(
            places.count, places: { places[$0] }, targets: target.targets,
            weights: target.weights, positionLosses: losses.baseAddress!) / totalWeight
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
            totalWeight: totalWeight,
            // It reads them here; it writes them in its forward pass alone.
            probabilities: UnsafeMutablePointer(mutating: probabilities.baseAddress!)
          ).backward(
            places.count, places: { places[$0] }, targets: target.targets,
            weights: target.weights, outputGradients: gradients.baseAddress!)
        }
      }
    }
    return gradients
  }
}
