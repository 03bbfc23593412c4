import Foundation
import Recurrent

// The loss of a batch is sum(w l) / sum(w) over its valid positions, with w = 1 where the batch has
// no weights.
//
//   softmax cross-entropy   l = -log p[target], p = softmax(y)   dl/dy = p - onehot(target)
//   half squared error      l = 1/2 |y - target|^2               dl/dy = y - target

extension MuseumNetwork {
  /// One sequence's share of the loss.
  func loss(of pass: SequencePass, _ batch: SequenceBatch<Double>, _ sequence: Int) -> Double {
    var total = 0.0
    for (step, y) in pass.outputs.enumerated() {
      let position = step * batch.batch + sequence
      total += weight(of: position, batch) * positionLoss(y, batch, position)
    }
    return total / totalWeight(batch)
  }

  /// dL/dy of one output.
  func outputGradient(
    _ y: [Double], _ batch: SequenceBatch<Double>, _ position: Int
  ) -> [Double] {
    let wanted: [Double]
    switch batch.targets {
    case .none: return zeros(y.count)
    case .classes(let classes): wanted = y.indices.map { $0 == classes[position] ? 1 : 0 }
    case .values(let values, let size): wanted = row(position, of: values, size: size)
    }
    let said = spec.loss == .softmaxCrossEntropy ? softmax(y) : y
    let share =
      mistake == .sumOverPositions
      ? weight(of: position, batch)  // mistake 117
      : weight(of: position, batch) / totalWeight(batch)
    return y.indices.map { k in
      mistake == .wrongSign
        ? (wanted[k] - said[k]) * share  // mistake 107
        : (said[k] - wanted[k]) * share
    }
  }

  private func positionLoss(
    _ y: [Double], _ batch: SequenceBatch<Double>, _ position: Int
  ) -> Double {
    switch batch.targets {
    case .none: return 0
    case .classes(let classes): return logSumExp(y) - y[classes[position]]
    case .values(let values, let size):
      return zip(y, row(position, of: values, size: size)).reduce(0) {
        $0 + 0.5 * ($1.0 - $1.1) * ($1.0 - $1.1)
      }
    }
  }

  private func softmax(_ y: [Double]) -> [Double] {
    let scale = logSumExp(y)
    return y.map { exp($0 - scale) }
  }

  /// log of the sum of e^y_k; the largest y is taken out, so that no exponential overflows.
  private func logSumExp(_ y: [Double]) -> Double {
    let largest = y.max()!
    return largest + log(y.reduce(0) { $0 + exp($1 - largest) })
  }

  private func weight(of position: Int, _ batch: SequenceBatch<Double>) -> Double {
    batch.weights?[position] ?? 1
  }

  private func totalWeight(_ batch: SequenceBatch<Double>) -> Double {
    var total = 0.0
    for sequence in 0..<batch.batch {
      for step in 0..<spec.outputSteps(of: batch.length(of: sequence)) {
        total += weight(of: step * batch.batch + sequence, batch)
      }
    }
    return total
  }
}
