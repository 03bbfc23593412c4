import GradientCheck
import XCTest

/// The five lines of the documentation, with XCTest.
final class XCTestTests: XCTestCase {
  func testTheGradientOfAProduct() {
    let report = GradientCheck(seed: 7).run(
      parameters: [NamedTensor("W", rows: 3, columns: 3, values: product.weights)],
      loss: { p in product.loss(p["W"]) },
      gradient: { p in
        LossAndGradient(loss: product.loss(p["W"]), ["W": product.gradient(p["W"])])
      })
    XCTAssert(report.passed, "\(report)")
  }

  func testATransposedGradientIsNamed() {
    let report = GradientCheck(seed: 7).run(
      parameters: [NamedTensor("W", rows: 3, columns: 3, values: product.weights)],
      loss: { p in product.loss(p["W"]) },
      gradient: { p in
        LossAndGradient(
          loss: product.loss(p["W"]), ["W": product.transposed(product.gradient(p["W"]))])
      })
    XCTAssertEqual(report.diagnosis, "it is the transpose of the right gradient", "\(report)")
  }
}
