// The softmax of CKernels where exponentials overflow, vanish or are none.

import CKernels
import Testing

@Suite struct SoftmaxKernelTests {
  private func softmax(_ y: [Double], size: Int) -> [Double] {
    var p = [Double](repeating: 77, count: y.count)
    unrolled_softmax_f64(y.count / size, size, y, &p)
    return p
  }

  private func softmax(_ y: [Float], size: Int) -> [Float] {
    var p = [Float](repeating: 77, count: y.count)
    unrolled_softmax_f32(y.count / size, size, y, &p)
    return p
  }

  @Test func farLogitsNeitherOverflowNorLoseTheirRow() {
    #expect(softmax([1000.0, -1000, 1000, 0], size: 4) == [0.5, 0, 0.5, 0])
    #expect(softmax([1000 as Float, -1000, 1000, 0], size: 4) == [0.5, 0, 0.5, 0])
    #expect(softmax([.greatestFiniteMagnitude, 0.0], size: 2) == [1, 0])
    #expect(softmax([-.infinity, 3.0, 3], size: 3) == [0, 0.5, 0.5])
    #expect(softmax([-7.5, 1e300, -.infinity], size: 1).prefix(2) == [1, 1])
  }

  @Test func smallProbabilitiesKeepTheirDigits() {
    // e^-700 is still normal; e^-740 is not.
    let p = softmax([0.0, -700], size: 2)[1]
    #expect((p / 9.8596765437597708567053729478495e-305 - 1).magnitude < 1e-15)
    let subnormal = softmax([0.0, -740], size: 2)[1]
    #expect((subnormal - 4.1998e-322).magnitude <= 2 * Double.leastNonzeroMagnitude)
  }

  @Test func aRowWithoutALargestLogitIsNaNAndNoOtherRow() {
    for odd in [Double.nan, .infinity] {
      for place in 0..<3 {
        var y = [0.25, 0.25, 0.25, 1, 2, odd, 0.5, 0.5, 0.5]
        y.swapAt(3 + place, 5)
        let p = softmax(y, size: 3)
        #expect(p[3..<6].allSatisfy { $0.isNaN }, "\(odd) at \(place)")
        #expect(Array(p[0..<3] + p[6..<9]).allSatisfy { $0 == 1.0 / 3 }, "\(odd) at \(place)")
      }
    }
  }

  @Test func aRowHasTheSameBitsWhereverItStandsAndInPlace() {
    for size in [1, 2, 5, 8, 17, 40] {
      var numbers = KernelNumbers(state: UInt64(size))
      let rows = (0..<7).map { _ in
        (0..<size).map { _ in Double.random(in: -30...30, using: &numbers) }
      }
      let together = softmax(rows.flatMap { $0 }, size: size)
      #expect(together == rows.flatMap { softmax($0, size: size) }, "size \(size)")
      var inPlace = rows.flatMap { $0 }
      inPlace.withUnsafeMutableBufferPointer {
        unrolled_softmax_f64(7, size, $0.baseAddress, $0.baseAddress)
      }
      #expect(inPlace == together, "size \(size)")
    }
  }
}
