import Recurrent
import Testing

/// What a file says and what we compute, tensor by tensor under the same names.
struct OracleAgreement {
  /// The agreement that is asked for, relative to each tensor's largest entry.
  static let allowed = 1e-12

  /// What is done to the file's numbers before they are used.
  typealias Move = ([Double]) -> [Double]

  let name: String
  /// Of the file.
  var wanted: [String: [Double]] = [:]

  /// A sum of terms. One whose terms cancel is only as exact as its largest term, so that this is
  /// what the difference is taken relative to.
  static func sum(_ value: Double, of terms: [Double]) -> [Double] {
    [value, terms.reduce(value.magnitude) { max($0, $1.magnitude) }]
  }

  /// Adds a file's tensors under a common name.
  mutating func want(_ kind: String, _ tensors: [String: OracleTensor]) {
    for (tensor, value) in tensors { wanted["\(kind) of \(tensor)"] = value.data }
  }

  /// Expects every tensor to agree, on one thread and on two.
  ///
  /// Where gates are saturated, s (1 - s) has lost the digits that 1 - s never had: two programs
  /// that round differently then agree only as far as the rounding of each lets them. A tensor that
  /// is further off than `allowed` is held against four times our own rounding as `noise` measures
  /// it, and never against more than 1e-9.
  ///
  /// - Parameter compute: Our tensors on so many threads, from the file's numbers once they are
  ///   moved.
  func expect(
    batch: Int,
    _ compute: (_ threads: Int, _ moved: @escaping Move) throws -> [String: [Double]]
  ) throws {
    var worst = Worst()
    var shares = Worst()
    for threads in 1...min(2, batch) {
      let ours = try compute(threads) { $0 }
      #expect(Set(ours.keys) == Set(wanted.keys))
      for (tensor, values) in wanted.sorted(by: { $0.key < $1.key }) {
        let off = deviation(ours[tensor] ?? [], from: values)
        let place = "\(tensor), threads \(threads)"
        worst.record(off, at: place)
        guard off > Self.allowed else { continue }
        let noise = try noise(around: ours[tensor] ?? []) {
          try compute(threads, $0)[tensor] ?? []
        }
        shares.record(off / max(Self.allowed, min(4 * noise, 1e-9)), at: place)
        print(
          "oracle \(name): \(place) is off by \(off.short), where our own rounding is "
            + "\(noise.short)")
      }
    }
    if shares.count == 0 {
      worst.expect(within: Self.allowed, ofAtLeast: wanted.count, "oracle \(name)")
    } else {
      worst.expect(within: 1e-9, ofAtLeast: wanted.count, "oracle \(name)")
      shares.expect(within: 1, "oracle \(name), shares of what rounding explains")
    }
  }

  /// Half of |f(x + d) - 2 f(x) + f(x - d)|, where every number of x moves by 2^-30 of its size, up
  /// or down, in eight ways: what is smooth in f cancels, its rounding does not. Source: Hamming;
  /// More and Wild, "Estimating computational noise" (2011).
  private func noise(
    around ours: [Double], _ compute: (@escaping Move) throws -> [Double]
  ) throws -> Double {
    let largest = ours.reduce(0) { max($0, $1.magnitude) }
    var noise = 0.0
    for seed: UInt64 in 1...8 {
      func moved(_ sign: Double) throws -> [Double] {
        var g = SeededGenerator(seed: seed)
        return try compute { values in
          values.map { $0 + (Bool.random(using: &g) ? sign : -sign) * 0x1p-30 * $0 }
        }
      }
      for ((up, down), middle) in zip(zip(try moved(1), try moved(-1)), ours) {
        noise = max(noise, abs(up - 2 * middle + down) / 2)
      }
    }
    return noise / largest
  }
}

extension TorchParameters {
  /// Our gradients by PyTorch's names, under a common name.
  func named(_ kind: String, _ gradients: Parameters<Double>) -> [String: [Double]] {
    var result: [String: [Double]] = [:]
    for (tensor, values) in self.gradients(from: gradients.values) {
      result["\(kind) of \(tensor)"] = values
    }
    return result
  }
}
