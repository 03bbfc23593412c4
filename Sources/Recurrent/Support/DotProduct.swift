/// sum_i a_i b_i in sixteen sums side by side: a single one would wait for each addition, and would
/// round more. The same numbers give the same bits wherever they stand.
@inline(__always)
func dotProduct<Scalar: NetworkScalar>(
  _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>, count: Int
) -> Scalar {
  @inline(__always)
  func eight(_ pointer: UnsafePointer<Scalar>, at index: Int) -> SIMD8<Scalar> {
    UnsafeRawPointer(pointer + index).loadUnaligned(as: SIMD8<Scalar>.self)
  }
  var index = 0
  var total: Scalar = 0
  if count >= 8 {
    var sums = eight(a, at: 0) * eight(b, at: 0)
    index = 8
    if count >= 16 {
      var others = eight(a, at: 8) * eight(b, at: 8)
      index = 16
      while index + 16 <= count {
        sums += eight(a, at: index) * eight(b, at: index)
        others += eight(a, at: index + 8) * eight(b, at: index + 8)
        index += 16
      }
      sums += others
    }
    if index + 8 <= count {
      sums += eight(a, at: index) * eight(b, at: index)
      index += 8
    }
    total = sums.sum()
  }
  while index < count {
    total += a[index] * b[index]
    index += 1
  }
  return total
}
