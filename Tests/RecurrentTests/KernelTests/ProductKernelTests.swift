// The small and the packed matrix products: against plain sums, and against each other.

import Testing

@Suite struct ProductKernelTests {
  /// Around the edges of registers, of panels of 256 bytes, and of what one pass over a panel sums.
  static let rows = [1, 2, 3, 5, 6, 7, 13]
  static let columns = [1, 3, 4, 5, 7, 8, 12, 15, 16, 17, 31, 32, 33, 50, 63, 64, 65, 130]
  static let inner = [1, 2, 5, 64, 127, 128, 129, 300]

  @Test(arguments: columns)
  func everyProductIsItsSums(columns: Int) {
    check(.single, columns: columns)
    check(.double, columns: columns)
  }

  /// A sequence's numbers must not depend on the sequences beside it.
  @Test func aRowHasTheSameBitsWhateverRowsAreBesideIt() {
    checkRows(.single)
    checkRows(.double)
  }

  /// Numbers must not change where a network grows past the size of a small product.
  @Test func theSmallAndThePackedProductHaveTheSameBits() {
    checkForms(.single)
    checkForms(.double)
  }

  private func each<Scalar>(
    columns: [Int], _ body: (ProductCase<Scalar>) -> Void
  ) {
    for columns in columns {
      var numbers = KernelNumbers(state: UInt64(columns))
      for rows in Self.rows {
        for inner in Self.inner {
          for start in ProductCase<Scalar>.Start.allCases {
            body(
              ProductCase(
                rows: rows, columns: columns, inner: inner, start: start, numbers: &numbers))
          }
        }
      }
    }
  }

  private func check<Scalar>(_ kernels: ProductKernels<Scalar>, columns: Int) {
    each(columns: [columns]) { (product: ProductCase<Scalar>) in
      for (form, result) in [
        ("small", product.small(kernels)),
        ("small from B'", product.smallFromTransposed(kernels)),
        ("packed", product.packed(kernels)),
        ("packed from B'", product.packedFromTransposed(kernels)),
      ] {
        let error = product.error(of: result)
        #expect(error <= 1, "\(form) \(Scalar.self): \(description(of: product)): \(error)")
      }
    }
  }

  private func checkRows<Scalar>(_ kernels: ProductKernels<Scalar>) {
    each(columns: [5, 50, 65]) { (product: ProductCase<Scalar>) in
      let together = product.packed(kernels)
      for row in 0..<product.rows {
        let alone = product.packed(kernels, rows: row..<row + 1)
        let places = row * product.cStride..<(row + 1) * product.cStride
        #expect(alone[places] == together[places], "row \(row) of \(description(of: product))")
      }
    }
  }

  private func checkForms<Scalar>(_ kernels: ProductKernels<Scalar>) {
    each(columns: Self.columns) { (product: ProductCase<Scalar>) in
      #expect(product.small(kernels) == product.packed(kernels), "\(description(of: product))")
    }
  }

  private func description<Scalar>(of product: ProductCase<Scalar>) -> String {
    "\(product.rows) x \(product.columns) x \(product.inner) from \(product.start)"
  }
}
