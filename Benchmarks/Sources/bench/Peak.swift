import CBLASForPeak
import Foundation
import Recurrent

/// The machine's peak: floating-point operations a second of one large product, by the library
/// that Recurrent multiplies with, its rows split among the threads as a batch is.
enum Peak {
  static let size = 2048

  /// The best of so many products.
  static func measure(
    _ scalar: WorkDescription.ScalarName, threads: Int, best count: Int = 8
  ) -> Double {
    letRecurrentChooseKernels()
    return switch scalar {
    case .float32:
      measure(Float(0.5), threads: threads, count: count) { rows, a, b, c in
        let n = Int32(size)
        cblas_sgemm(
          CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(rows), n, n, 1, a, n, b, n, 0, c, n)
      }
    case .float64:
      measure(0.5, threads: threads, count: count) { rows, a, b, c in
        let n = Int32(size)
        cblas_dgemm(
          CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(rows), n, n, 1, a, n, b, n, 0, c, n)
      }
    }
  }

  private static func measure<Scalar: Sendable>(
    _ value: Scalar, threads: Int, count: Int,
    product:
      @escaping @Sendable (
        _ rows: Int, UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>
      ) -> Void
  ) -> Double {
    let matrices = Matrices(value, count: size * size)
    var best = Double.infinity
    for _ in 0..<count {
      let start = ContinuousClock.now
      DispatchQueue.concurrentPerform(iterations: threads) { index in
        let first = size * index / threads
        let rows = size * (index + 1) / threads - first
        product(
          rows, matrices.a + first * size, UnsafePointer(matrices.b), matrices.c + first * size)
      }
      best = min(best, seconds(since: start))
    }
    return 2 * Double(size * size * size) / best
  }

  /// Recurrent sets the library up at its first product: one thread, the processor's kernels.
  private static func letRecurrentChooseKernels() {
    var generator = SeededGenerator(seed: 1)
    let spec = NetworkSpec(
      inputSize: 64, hiddenSizes: [64], head: .init(.identity, at: .last),
      loss: .halfSquaredError)
    let batch = SequenceBatch<Float>(
      steps: 1, batch: 64, inputSize: 64, inputs: uniform(64 * 64, scale: 1, using: &generator))
    let network = Network<Float>(spec, using: &generator)
    _ = network.backward(network.forward(batch))
  }

  /// Three square matrices. Each thread writes its own rows of the third.
  private final class Matrices<Scalar>: @unchecked Sendable {
    let a: UnsafeMutablePointer<Scalar>
    let b: UnsafeMutablePointer<Scalar>
    let c: UnsafeMutablePointer<Scalar>

    init(_ value: Scalar, count: Int) {
      func filled() -> UnsafeMutablePointer<Scalar> {
        let matrix = UnsafeMutablePointer<Scalar>.allocate(capacity: count)
        matrix.initialize(repeating: value, count: count)
        return matrix
      }
      a = filled()
      b = filled()
      c = filled()
    }

    deinit {
      a.deallocate()
      b.deallocate()
      c.deallocate()
    }
  }
}

func seconds(since start: ContinuousClock.Instant) -> Double {
  let passed = (ContinuousClock.now - start).components
  return Double(passed.seconds) + Double(passed.attoseconds) * 1e-18
}
