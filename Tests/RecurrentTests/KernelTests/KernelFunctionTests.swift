// sigmoid and tanh of CKernels: accuracy over the whole range, and the edges of it.

import Testing

@Suite struct KernelFunctionTests {
  /// What the header promises, in units in the last place.
  static let allowed = 3.0

  @Test func floatFunctionsAreAccurateOverAllBitPatterns() {
    let arguments = stride(from: UInt64(0), to: 1 << 32, by: 2039).map {
      Float(bitPattern: UInt32($0))
    }
    for function in KernelFunctions.single {
      let worst = function.worstError(over: arguments)
      #expect(worst.ulps <= Self.allowed, "\(function.name)(\(worst.argument)) in Float")
    }
  }

  @Test func doubleFunctionsAreAccurateOverTheWholeRange() {
    var numbers = KernelNumbers(state: 11)
    var arguments = (0..<100_000).map { _ in Double(bitPattern: numbers.next()) }
    // Everyday arguments, those near saturation, near overflow, and where results are subnormal.
    for range in [-1e-3...1e-3, -1...1, -20...20, -800...800, -746 ... -707, 708...710] {
      arguments += (0..<50_000).map { _ in Double.random(in: range, using: &numbers) }
    }
    for function in KernelFunctions.double {
      let worst = function.worstError(over: arguments)
      #expect(worst.ulps <= Self.allowed, "\(function.name)(\(worst.argument)) in Double")
    }
  }

  @Test func theEdgesAreExact() {
    checkEdges(KernelFunctions.single)
    checkEdges(KernelFunctions.double)
  }

  private func checkEdges<Scalar, Wide>(_ functions: [KernelFunction<Scalar, Wide>]) {
    let (sigmoid, tanh) = (functions[0], functions[1])
    let tiny = Scalar.leastNonzeroMagnitude
    for zero in [Scalar(0), -0.0, tiny, -tiny] {
      #expect(sigmoid(zero) == 0.5)
      #expect(tanh(zero) == zero)
      #expect(tanh(zero).sign == zero.sign)
    }
    // Subnormal arguments are their own tanh.
    for subnormal in [tiny * 3, -tiny * 1001, Scalar.leastNormalMagnitude / 2] {
      #expect(tanh(subnormal) == subnormal)
    }
    for large in [Scalar(1000), .greatestFiniteMagnitude, .infinity] {
      #expect(sigmoid(large) == 1 && sigmoid(-large) == 0)
      #expect(tanh(large) == 1 && tanh(-large) == -1)
    }
    for function in functions {
      for nan in [Scalar.nan, -Scalar.nan, .signalingNaN] {
        #expect(function(nan).isNaN, "\(function.name)")
      }
      #expect(function([]).isEmpty)
    }
  }

  @Test func resultsNeverLeaveTheirRange() {
    var numbers = KernelNumbers(state: 12)
    let arguments = (0..<100_000).map { _ in Double.random(in: -45...45, using: &numbers) }
    checkRange(KernelFunctions.double, over: arguments)
    checkRange(KernelFunctions.single, over: arguments.map { Float($0) })
  }

  private func checkRange<Scalar, Wide>(
    _ functions: [KernelFunction<Scalar, Wide>], over arguments: [Scalar]
  ) {
    let (sigmoid, tanh) = (functions[0], functions[1])
    #expect(sigmoid(arguments).allSatisfy { (0...1).contains($0) })
    let forth = tanh(arguments)
    let back = tanh(arguments.map { -$0 })
    #expect(forth.allSatisfy { (-1...1).contains($0) })
    #expect(zip(forth, back).allSatisfy { $0 == -$1 }, "tanh is odd")
  }

  @Test func aFunctionInPlaceAndAtAnyPlaceGivesTheSameBits() {
    checkPlaces(KernelFunctions.single)
    checkPlaces(KernelFunctions.double)
  }

  private func checkPlaces<Scalar, Wide>(_ functions: [KernelFunction<Scalar, Wide>])
  where Scalar: Sendable {
    for function in functions {
      for count in 0...67 {
        let arguments = (0..<count).map { Scalar($0) * 0.375 - 9 }
        let together = function(arguments)
        #expect(together == arguments.map { function($0) }, "\(function.name), n = \(count)")
        var inPlace = arguments
        inPlace.withUnsafeMutableBufferPointer {
          function.kernel($0.count, $0.baseAddress, $0.baseAddress)
        }
        #expect(inPlace == together, "\(function.name) in place, n = \(count)")
      }
    }
  }
}
