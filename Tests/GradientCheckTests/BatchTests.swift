import GradientCheck
import Testing

/// Many points in one call give the report that one point a call gives.
@Suite struct BatchTests {
  /// Counts what a losses closure is asked for.
  private final class Calls {
    var sizes: [Int] = []
    var repeatedMoves = 0
  }

  private func batched(
    _ model: Model, _ check: GradientCheck, calls: Calls = Calls(),
    spoil: (inout [Double]) -> Void = { _ in }
  ) -> GradientCheck.Report {
    let origin = model.parameters.flatMap(\.values)
    return check.run(
      parameters: model.parameters,
      losses: { points in
        calls.sizes.append(points.count)
        return points.map { moves in
          var values = origin
          for move in moves { values[move.position] = origin[move.position] + move.delta }
          if Set(moves.map(\.position)).count < moves.count { calls.repeatedMoves += 1 }
          return model.loss(values)
        }
      },
      gradient: { p in
        var gradient = model.gradient(p.values)
        spoil(&gradient)
        return LossAndGradient(loss: model.loss(p.values), values: gradient)
      })
  }

  @Test(arguments: GradientCheck.Mode.allCases)
  func manyPointsInOneCallGiveTheSameReport(mode: GradientCheck.Mode) {
    for seed in 0..<30 {
      for model in Model.smooth(seed: seed, scale: 1) + [.reluNetwork(seed: seed, scale: 1)] {
        let check = GradientCheck(mode: mode, seed: UInt64(seed))
        #expect(batched(model, check) == model.check(check))
        #expect(
          batched(model, check) { $0[1] *= 1.001 } == model.check(check) { g, _ in g[1] *= 1.001 })
      }
    }
  }

  @Test func aRightGradientNeedsFewCalls() {
    let calls = Calls()
    let report = batched(.tanhNetwork(seed: 4, scale: 1), GradientCheck(), calls: calls)
    #expect(report.passed && calls.repeatedMoves == 0)
    #expect(calls.sizes.reduce(0, +) == report.lossEvaluations)
    #expect(calls.sizes.count <= 10)
    #expect(calls.sizes.contains(8 * report.entryCount), "one call for all first families")
  }

  @Test func noCallIsLargerThanPromised() {
    let n = 1500
    let a = Draw.numbers(n, seed: 5)
    let model = Model(
      name: "linear", parameters: [NamedTensor("x", values: Draw.numbers(n, seed: 6))],
      loss: { x in zip(a, x).reduce(0) { $0 + $1.0 * $1.1 } }, gradient: { _ in a })
    let calls = Calls()
    let report = batched(model, GradientCheck(mode: .exhaustive), calls: calls)
    #expect(report.passed && report.checkedCount == n)
    #expect(calls.sizes.allSatisfy { $0 <= 4096 })
    #expect(calls.sizes.count <= 4 + n * 10 / 4000 + 10)
  }

  @Test(arguments: [1, 2, 3, 8])
  func threadsChangeNoBitOfTheReport(threads: Int) {
    for seed in 0..<10 {
      let a = Draw.numbers(40, seed: seed)
      @Sendable func loss(_ p: ParameterTensors) -> Double {
        let product = zip(a, p.values).reduce(1) { $0 * (1 + 0.1 * $1.0 * $1.1) }
        return product * product
      }
      func gradient(_ p: ParameterTensors) -> LossAndGradient {
        let whole = loss(p)
        let values = zip(a, p.values).map { 0.2 * $0 / (1 + 0.1 * $0 * $1) * whole }
        return LossAndGradient(loss: whole, values: values)
      }
      let parameters = [NamedTensor("w", values: Draw.numbers(40, seed: seed + 100))]
      let plain = GradientCheck().run(parameters: parameters, loss: loss, gradient: gradient)
      let threaded = GradientCheck().run(
        parameters: parameters, threads: threads, loss: loss, gradient: gradient)
      #expect(plain == threaded && plain.passed)
    }
  }

  @Test func aLossThatDependsOnItsNeighboursInACallIsInvalid() {
    let report = GradientCheck().run(
      parameters: [NamedTensor("x", values: [0.5])],
      losses: { points in
        points.map { moves in
          let x = 0.5 + (moves.first?.delta ?? 0)
          return x * x + (points.count > 5 ? 1e-15 : 0)
        }
      },
      gradient: { _ in LossAndGradient(loss: 0.25, values: [1]) })
    guard case .invalid(let reason) = report.verdict else {
      Issue.record("not invalid: \(report)")
      return
    }
    #expect(reason.kind == .changedState)
    #expect(reason.message.contains("otherwise when asked for many points"))
  }

  @Test func anErrorOfABatchedClosureIsPassedOn() {
    struct Broken: Error {}
    #expect(throws: Broken.self) {
      try GradientCheck().run(
        parameters: [NamedTensor("x", values: [1])],
        losses: { (points: [[ParameterMove]]) throws(Broken) -> [Double] in
          if points.count > 50 { throw Broken() }
          return points.map { _ in 1 }
        },
        gradient: { (_: ParameterTensors) throws(Broken) -> LossAndGradient in
          LossAndGradient(loss: 1, values: [0])
        })
    }
  }
}
