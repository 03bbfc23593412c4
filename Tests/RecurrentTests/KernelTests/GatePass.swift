// One elementwise pass of CKernels beside its equations in plain Swift. Both get the same arrays
// and change them in place, so that comparing all arrays afterwards also shows what a pass must
// not touch.

import Numerics

/// Arrays of one size each, in the order of the C function's arguments.
typealias Arrays<Scalar> = [[Scalar]]

struct GatePass<Scalar: BinaryFloatingPoint & Sendable> {
  typealias Pointer = UnsafeMutablePointer<Scalar>

  let name: String
  /// The width of each array: so many times H, in each of the B rows (0: [H], for a bias).
  let widths: [Int]
  /// What its arguments are drawn from: a mean of squares is not negative.
  var range = -1.99...1.99
  let kernel: (_ rows: Int, _ hidden: Int, _ arrays: [Pointer]) -> Void
  /// The same for one entry: arrays, row, k, H.
  let equations: (_ arrays: inout Arrays<Double>, _ row: Int, _ k: Int, _ hidden: Int) -> Void

  func sizes(rows: Int, hidden: Int) -> [Int] {
    widths.map { $0 == 0 ? hidden : rows * hidden * $0 }
  }

  /// What the equations make of `arrays`, in Double.
  func expected(_ arrays: Arrays<Scalar>, rows: Int, hidden: Int) -> Arrays<Double> {
    var arrays = arrays.map { $0.map(Double.init) }
    for row in 0..<rows {
      for k in 0..<hidden { equations(&arrays, row, k, hidden) }
    }
    return arrays
  }

  /// What the kernel makes of `arrays`, and whether it wrote beside them.
  func run(_ arrays: Arrays<Scalar>, rows: Int, hidden: Int) -> (Arrays<Scalar>, intact: Bool) {
    let margin = 19
    let guarded = arrays.map { array in
      let memory = Pointer.allocate(capacity: array.count + 2 * margin)
      memory.initialize(repeating: 77, count: array.count + 2 * margin)
      for (k, value) in array.enumerated() { memory[margin + k] = value }
      return memory
    }
    defer { for memory in guarded { memory.deallocate() } }
    kernel(rows, hidden, guarded.map { $0 + margin })
    var intact = true
    var results: Arrays<Scalar> = []
    for (memory, array) in zip(guarded, arrays) {
      let end = margin + array.count
      results.append((margin..<end).map { memory[$0] })
      intact = intact && (0..<margin).allSatisfy { memory[$0] == 77 && memory[end + $0] == 77 }
    }
    return (results, intact)
  }

  /// The same pass with one array for two arguments: `output` is written over `input`.
  func writing(_ output: Int, over input: Int) -> GatePass {
    GatePass(
      name: "\(name), argument \(output) over \(input)", widths: widths, range: range,
      kernel: { rows, hidden, arrays in
        var arrays = arrays
        arrays[output] = arrays[input]
        kernel(rows, hidden, arrays)
      },
      equations: { arrays, row, k, hidden in
        // Nobody writes to `output` itself.
        let untouched = arrays[output]
        arrays[output] = arrays[input]
        equations(&arrays, row, k, hidden)
        arrays[input] = arrays[output]
        arrays[output] = untouched
      })
  }
}

/// The logistic function, in the form that never overflows.
func textbookSigmoid(_ a: Double) -> Double {
  a < 0 ? .exp(a) / (1 + .exp(a)) : 1 / (1 + .exp(-a))
}

/// A small generator, so that every run sees the same numbers (SplitMix64).
struct KernelNumbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
