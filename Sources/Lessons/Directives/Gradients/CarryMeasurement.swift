import RealModule
import Recurrent
import Synchronization

/// A recurrent layer: its function and its matrix.
struct CarryCase: Sendable {
  enum Matrix: String, Sendable, CaseIterable {
    case orthogonal, identity, normal
  }

  let name: String
  let activation: Activation
  let matrix: Matrix
  /// rho
  let radius: Double

  /// `tanh, rho = 1`; the matrix where it is not orthogonal.
  var title: String { "\(words), rho = \(significant(radius))" }

  var words: String {
    let f = activation == .identity ? "linear" : activation == .relu ? "ReLU" : activation.rawValue
    return matrix == .orthogonal ? f : "\(f), \(matrix.rawValue) W"
  }
}

/// How a case carries a gradient.
struct CarryResult: Sendable {
  let of: CarryCase
  /// |dL/dh_{T-k}| for k = 0 ... T, a list for each seed.
  let runs: [[Double]]
  /// |h_T| / sqrt(H): the median over the seeds.
  let state: Double
  /// The fewest steps back, over the seeds, after which the same pass in Float has nothing but
  /// zeros; 0 where it always has something.
  let lost: Int

  var median: [Double] { over { Lessons.median($0) } }
  var least: [Double] { over { $0.min() ?? .nan } }
  var most: [Double] { over { $0.max() ?? .nan } }

  private func over(_ seeds: ([Double]) -> Double) -> [Double] {
    runs[0].indices.map { k in seeds(runs.map { $0[k] }) }
  }
}

/// The norm of a gradient on its way back through a recurrent layer that small noise drives:
///
///     a_t = W_hh h_{t-1} + u_t,   u_t ~ N(0, input^2),   h_t = f(a_t),   h_0 = 0
///     dL/dh_T = a random unit vector,   dL/dh_{t-1} = W_hh' (f'(a_t) * dL/dh_t)
///
/// H hidden units, T steps; a network of the library computes both passes. The same seed gives all
/// cases the same u_t and the same vector.
struct CarryMeasurement: Sendable {
  static let mostWork = 1e9

  let steps: Int
  let hidden: Int
  let input: Double
  let seeds: Int
  let seed: UInt64

  /// Multiplications for one case: drawing W_hh, and two passes in two precisions.
  var work: Double {
    let (h, t) = (Double(hidden), Double(steps))
    return Double(seeds) * (4 * h * h * h + 8 * t * h * h)
  }

  func results(of cases: [CarryCase]) -> [CarryResult] {
    let found = Mutex([Run?](repeating: nil, count: cases.count * seeds))
    concurrently(cases.count * seeds) { index in
      let run = run(cases[index / seeds], number: index % seeds + 1)
      found.withLock { $0[index] = run }
    }
    let runs = found.withLock { $0.map { $0! } }
    return cases.enumerated().map { place, item in
      let own = runs[place * seeds..<(place + 1) * seeds]
      return CarryResult(
        of: item, runs: own.map(\.norms), state: median(own.map(\.state)),
        lost: own.map(\.lost).filter { $0 > 0 }.min() ?? 0)
    }
  }

  private struct Run: Sendable {
    let norms: [Double]
    let state: Double
    let lost: Int
  }

  private func run(_ item: CarryCase, number: Int) -> Run {
    let spec = NetworkSpec(
      inputSize: hidden, hiddenSizes: [hidden], activation: item.activation,
      head: .init(.identity, at: .last), loss: .halfSquaredError)
    var generator = SeededGenerator(seed: derivedSeed(seed, "noise \(number)"))
    let noise = (0..<steps * hidden).map { _ in generator.nextNormal() * input }
    let vector = (0..<hidden).map { _ in generator.nextNormal() }
    let length = euclideanNorm(vector)
    var parameters = Parameters<Double>(spec.layout)
    parameters["W_xh"] = identity
    parameters["W_hh"] = matrix(item, number: number)
    let network = Network(spec, parameters: parameters)
    let batch = SequenceBatch(steps: steps, batch: 1, inputSize: hidden, inputs: noise)
    let gradient = vector.map { $0 / length }

    let (norms, state) = pass(network, batch, gradient)
    let narrow = pass(network.inFloat, batch.inFloat, gradient.map { Float($0) }).norms
    return Run(
      norms: norms, state: state / Double(hidden).squareRoot(),
      lost: narrow.firstIndex { $0 == 0 } ?? 0)
  }

  /// |dL/dh_{T-k}| for k = 0 ... T, and |h_T|.
  private func pass<Scalar: NetworkScalar>(
    _ network: Network<Scalar>, _ batch: SequenceBatch<Scalar>, _ gradient: [Scalar]
  ) -> (norms: [Double], state: Double) {
    let trace = network.forward(batch)
    let backward = network.pullback(trace, outputGradients: gradient)
    let norms = backward.stateGradientNorms(layer: 0).reversed()
    let first = euclideanNorm(backward.initialStateGradient.hidden[0])
    return ((norms + [first]).map { Double($0) }, Double(euclideanNorm(trace.outputs)))
  }

  private var identity: [Double] {
    (0..<hidden * hidden).map { $0 / hidden == $0 % hidden ? 1 : 0 }
  }

  private func matrix(_ item: CarryCase, number: Int) -> [Double] {
    var generator = SeededGenerator(seed: derivedSeed(seed, "matrix \(number)"))
    let initializer: Initializer =
      switch item.matrix {
      case .orthogonal: .orthogonal(gain: item.radius)
      case .identity: .given(identity.map { $0 * item.radius })
      case .normal: .normal(deviation: item.radius / Double(hidden).squareRoot())
      }
    return initializer.values(rows: hidden, columns: hidden, using: &generator)
  }
}
