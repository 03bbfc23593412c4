import Recurrent

/// dL/dW_hh taken apart: the loss at step t reaches W_hh through its use at each step k <= t.
///
///     dL/dW_hh = sum_t sum_{k <= t} delta_k^(t) h_{k-1}',  delta_k^(t) = dL_t/da_k
///
/// Each row of terms is a backward pass of one step's loss alone; O(T^2 H^2) in all.
struct RecurrentTerms: Sendable {
  /// H
  let size: Int
  let steps: Int
  /// The H x H matrix of (t, k), row-major, for k <= t; empty above the diagonal. From t = k = 1.
  let matrices: [[[Double]]]

  init(_ forward: ForwardRun) {
    let network = forward.network
    let trace = forward.trace
    let size = network.spec.hiddenSizes[0]
    let outputSize = network.spec.outputSize
    let full = network.backward(trace).outputGradients
    self.size = size
    steps = forward.steps
    matrices = (1...forward.steps).map { t in
      var upstream = [Double](repeating: 0, count: full.count)
      if forward.outputSteps.contains(t) {
        let start = (t - forward.outputSteps.lowerBound) * outputSize
        for index in start..<start + outputSize { upstream[index] = full[index] }
      }
      let deltas = network.pullback(trace, outputGradients: upstream).deltas(layer: 0)
      return (1...forward.steps).map { k in
        guard k <= t else { return [] }
        let delta = deltas[(k - 1) * size..<k * size]
        let previous = forward.state(k - 1, layer: 0)
        return delta.flatMap { d in previous.map { d * $0 } }
      }
    }
  }

  /// The largest difference between the sum of all terms and the gradient.
  func difference(from gradients: Parameters<Double>) -> Double {
    let wanted = gradients["W_hh"]
    return sum.indices.reduce(0) { max($0, (sum[$1] - wanted[$1]).magnitude) }
  }

  private var sum: [Double] {
    var total = [Double](repeating: 0, count: size * size)
    for matrix in matrices.joined() where !matrix.isEmpty {
      for index in total.indices { total[index] += matrix[index] }
    }
    return total
  }

  /// `terms[t][k][row][column]`
  var value: Value {
    .list(
      matrices.map { row in
        .list(
          row.filter { !$0.isEmpty }.map { matrix in
            .list(
              (0..<size).map {
                .numbers(Array(matrix[$0 * size..<($0 + 1) * size]), from: 0)
              }, from: 0)
          }, from: 1)
      }, from: 1)
  }

  func table(sum gradients: Parameters<Double>) -> Table {
    let entries = (0..<size * size).map { "[\($0 / size), \($0 % size)]" }
    var rows: [Table.Row] = []
    for t in 1...steps {
      for k in 1...t where matrices[t - 1][k - 1].contains(where: { $0 != 0 }) {
        rows.append(Table.Row(["\(t)", "\(k)"] + matrices[t - 1][k - 1].map { fixed($0, 6) }))
      }
    }
    rows.append(Table.Row(["sum", ""] + sum.map { fixed($0, 6) }))
    rows.append(Table.Row(["BPTT", ""] + gradients["W_hh"].map { fixed($0, 6) }))
    return Table(
      caption: "Every (t, k) term of dL/dW_hh that is not zero, and their sum",
      columns: [.init("t"), .init("k")] + entries.map { .init("W_hh" + $0, math: "W_{hh}\($0)") },
      rows: rows)
  }
}
