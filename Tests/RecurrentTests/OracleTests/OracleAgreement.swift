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
  /// that round differently then agree only as far as one agrees with itself when every number that
  /// it is given moves by one unit in the last place. A tensor that is further off than `allowed` is
  /// held against four times what that measures in eight ways, and never against more than 1e-9.
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
        let determined = try envelope(of: tensor, around: ours[tensor] ?? []) {
          try compute(threads, $0)[tensor] ?? []
        }
        shares.record(off / max(Self.allowed, min(4 * determined, 1e-9)), at: place)
        print(
          "oracle \(name): \(place) is off by \(off.short); moving every number by one ulp moves it "
            + "by \(determined.short)")
      }
    }
    if shares.count == 0 {
      worst.expect(within: Self.allowed, ofAtLeast: wanted.count, "oracle \(name)")
    } else {
      worst.expect(within: 1e-9, ofAtLeast: wanted.count, "oracle \(name)")
      shares.expect(within: 1, "oracle \(name), shares of what is determined")
    }
  }

  /// How far eight runs from numbers that are one unit in the last place away come away from ours.
  private func envelope(
    of tensor: String, around ours: [Double],
    _ compute: (@escaping Move) throws -> [Double]
  ) throws -> Double {
    var largest = 0.0
    for seed: UInt64 in 1...8 {
      var g = SeededGenerator(seed: seed)
      let moved = try compute { values in
        values.map { $0 == 0 ? 0 : Bool.random(using: &g) ? $0.nextUp : $0.nextDown }
      }
      largest = max(largest, deviation(moved, from: ours))
    }
    return largest
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
