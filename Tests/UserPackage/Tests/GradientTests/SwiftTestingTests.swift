import GradientCheck
import Testing

/// The same with Swift Testing.
@Test func theGradientOfAProduct() {
  let report = GradientCheck(seed: 7).run(
    parameters: [NamedTensor("W", rows: 3, columns: 3, values: product.weights)],
    loss: { p in product.loss(p["W"]) },
    gradient: { p in LossAndGradient(loss: product.loss(p["W"]), ["W": product.gradient(p["W"])]) })
  #expect(report.passed, "\(report)")
}
