// The few operations on arrays that the copies need, as loops.

/// W x
func product(_ matrix: [[Double]], _ x: [Double]) -> [Double] {
  matrix.map { dot($0, x) }
}

/// W' d
func transposedProduct(_ matrix: [[Double]], _ d: [Double]) -> [Double] {
  var result = [Double](repeating: 0, count: matrix[0].count)
  for (row, factor) in zip(matrix, d) {
    for k in row.indices { result[k] += row[k] * factor }
  }
  return result
}

/// sum of a_k b_k
func dot(_ a: [Double], _ b: [Double]) -> Double {
  var sum = 0.0
  for k in a.indices { sum += a[k] * b[k] }
  return sum
}

/// a + b, entry by entry
func sum(_ a: [Double], _ b: [Double]) -> [Double] {
  a.indices.map { a[$0] + b[$0] }
}

/// target += a
func add(_ a: [Double], to target: inout [Double]) {
  for k in a.indices { target[k] += a[k] }
}

func add(_ a: [[Double]], to target: inout [[Double]]) {
  for k in a.indices { add(a[k], to: &target[k]) }
}

/// target += d x'
func addOuter(_ d: [Double], _ x: [Double], to target: inout [[Double]]) {
  for j in d.indices {
    for k in x.indices { target[j][k] += d[j] * x[k] }
  }
}

func zeros(_ count: Int) -> [Double] { [Double](repeating: 0, count: count) }
