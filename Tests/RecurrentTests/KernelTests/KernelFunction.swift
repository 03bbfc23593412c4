// sigmoid and tanh of CKernels beside better ones, and how far apart they are.

import CKernels
import Numerics

/// One function in one precision, beside the same in a wider one.
struct KernelFunction<Scalar: BinaryFloatingPoint, Wide: BinaryFloatingPoint> {
  let name: String
  let kernel: (Int, UnsafePointer<Scalar>?, UnsafeMutablePointer<Scalar>?) -> Void
  let reference: (Wide) -> Wide

  func callAsFunction(_ arguments: [Scalar]) -> [Scalar] {
    [Scalar](unsafeUninitializedCapacity: arguments.count) { results, count in
      arguments.withUnsafeBufferPointer { kernel($0.count, $0.baseAddress, results.baseAddress) }
      count = arguments.count
    }
  }

  func callAsFunction(_ argument: Scalar) -> Scalar { self([argument])[0] }

  /// The largest error over `arguments` in units in the last place, and where it was.
  func worstError(over arguments: [Scalar]) -> (ulps: Double, argument: Scalar) {
    var worst = (ulps: 0.0, argument: Scalar(0))
    for (argument, got) in zip(arguments, self(arguments)) {
      let ulps = error(of: got, from: reference(Wide(argument)))
      if !(ulps <= worst.ulps) { worst = (ulps, argument) }
    }
    return worst
  }

  private func error(of got: Scalar, from wanted: Wide) -> Double {
    if wanted.isNaN { return got.isNaN ? 0 : .infinity }
    let rounded = Scalar(wanted)
    if rounded.isInfinite || got.isInfinite { return rounded == got ? 0 : .infinity }
    return Double((Wide(got) - wanted).magnitude / Wide(rounded.ulp))
  }
}

func wideSigmoid<Wide: Real>(_ a: Wide) -> Wide {
  a < 0 ? .exp(a) / (1 + .exp(a)) : 1 / (1 + .exp(-a))
}

#if arch(x86_64) && !os(Windows)
  typealias WiderThanDouble = Float80
#else
  // libm's own error, under 1 unit, is then part of what is measured.
  typealias WiderThanDouble = Double
#endif

enum KernelFunctions {
  static var single: [KernelFunction<Float, Double>] {
    [
      KernelFunction(name: "sigmoid", kernel: unrolled_sigmoid_f32, reference: wideSigmoid),
      KernelFunction(name: "tanh", kernel: unrolled_tanh_f32, reference: Double.tanh),
    ]
  }

  static var double: [KernelFunction<Double, WiderThanDouble>] {
    [
      KernelFunction(name: "sigmoid", kernel: unrolled_sigmoid_f64, reference: wideSigmoid),
      KernelFunction(name: "tanh", kernel: unrolled_tanh_f64, reference: WiderThanDouble.tanh),
    ]
  }
}
