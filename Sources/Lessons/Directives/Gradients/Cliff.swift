import RealModule
import Recurrent
import Synchronization

/// A network of one unit, trained to be at a target after many steps, as a function of its two
/// parameters.
///
///     h_t = sigmoid(w h_{t-1} + b),   h_0 given,   L = (h_T - target)^2 / 2
///
/// It is a network of the library whose input is always 0; gradients are those of its backward
/// pass. Source: R. Pascanu, T. Mikolov and Y. Bengio (2013), figure 6, with x_t = w h_{t-1} + b,
/// x_0 = 1/2, so h_0 = sigmoid(1/2), and the loss twice this one.
struct Cliff: Sendable {
  struct Place: Sendable {
    var w: Double
    var b: Double

    func distance(to other: Place) -> Double {
      Double.hypot(w - other.w, b - other.b)
    }

    var text: String { "\(fixed(w, 3)), \(fixed(b, 3))" }
  }

  /// Gradient descent from a place.
  struct Descent: Sendable {
    enum Start: Sendable {
      case place(Place)
      case steepest
      /// Where an earlier one ended.
      case endOf(Int)
    }

    let name: String
    let start: Start
    let rate: Double
    let updates: Int
    let clip: Clip?

    /// Whether its rule is tried from random places as well.
    var isScattered: Bool { if case .endOf = start { false } else { true } }
  }

  struct Path: Sendable {
    /// From the first to the last.
    var places: [Place]
    /// At each place.
    var losses: [Double] = []
    /// |g| before clipping, at each place.
    var gradients: [Double] = []
    var clipped = 0

    /// The longest step.
    var jump: Double {
      zip(places, places.dropFirst()).map { $0.distance(to: $1) }.max() ?? 0
    }
  }

  let steps: Int
  let start: Double
  let target: Double

  var spec: NetworkSpec {
    NetworkSpec(
      inputSize: 1, hiddenSizes: [1], activation: .sigmoid, head: .init(.identity, at: .last),
      loss: .halfSquaredError)
  }

  var batch: SequenceBatch<Double> {
    SequenceBatch(
      steps: steps, batch: 1, inputSize: 1, inputs: [Double](repeating: 0, count: steps),
      targets: .values([target], size: 1))
  }

  var initialState: NetworkState<Double> { NetworkState(hidden: [[start]]) }

  func network(at place: Place) -> Network<Double> {
    var parameters = Parameters<Double>(spec.layout)
    parameters["W_hh"] = [place.w]
    parameters["b_h"] = [place.b]
    return Network(spec, parameters: parameters)
  }

  /// L and (dL/dw, dL/db) at each of some places.
  func slopes(at places: [Place]) -> [(loss: Double, gradient: Place)] {
    var network = network(at: Place(w: 0, b: 0))
    let (batch, initial) = (batch, initialState)
    var trace = Trace<Double>(spec)
    var backward = BackwardTrace<Double>(spec, keeping: .parameters)
    return places.map { place in
      network.parameters["W_hh"] = [place.w]
      network.parameters["b_h"] = [place.b]
      network.forward(batch, from: initial, into: &trace)
      network.backward(trace, into: &backward)
      return (
        trace.loss, Place(w: backward.gradients["W_hh"][0], b: backward.gradients["b_h"][0])
      )
    }
  }

  /// Ends early where numbers are no longer finite.
  func path(from place: Place, by descent: Descent) -> Path {
    var trainer = Trainer(
      network(at: place), optimizer: .sgd(rate: descent.rate), clip: descent.clip)
    let (batch, initial) = (batch, initialState)
    var path = Path(places: [place])
    for _ in 0..<descent.updates {
      guard let update = try? trainer.step(batch, from: initial) else { break }
      path.losses.append(update.loss)
      path.gradients.append(update.gradientNorm)
      if update.wasClipped { path.clipped += 1 }
      let parameters = trainer.network.parameters
      path.places.append(Place(w: parameters["W_hh"][0], b: parameters["b_h"][0]))
    }
    let last = slopes(at: [path.places.last!])[0]
    path.losses.append(last.loss)
    path.gradients.append(last.gradient.distance(to: Place(w: 0, b: 0)))
    return path
  }
}

/// A grid over the two parameters, and descents between its places.
struct CliffSurvey: Sendable {
  let cliff: Cliff
  let w: [Double]
  let b: [Double]
  /// A row for each b with a loss for each w.
  let losses: [[Double]]
  /// |g| of every place.
  let gradients: [Double]
  let steepest: (place: Cliff.Place, gradient: Double)
  private(set) var descents: [Cliff.Descent] = []
  private(set) var paths: [Cliff.Path] = []
  /// How many of the random starts each descent's rule brought down.
  private(set) var arrived: [Int] = []

  init(
    _ cliff: Cliff, w: ClosedRange<Double>, b: ClosedRange<Double>, places: Int
  ) {
    func spread(_ range: ClosedRange<Double>) -> [Double] {
      (0..<places).map {
        let share = Double($0) / Double(places - 1)
        return range.lowerBound * (1 - share) + range.upperBound * share
      }
    }
    self.cliff = cliff
    let (columns, rows) = (spread(w), spread(b))
    self.w = columns
    self.b = rows
    let found = Mutex([[(loss: Double, gradient: Cliff.Place)]](repeating: [], count: places))
    concurrently(places) { row in
      let slopes = cliff.slopes(at: columns.map { Cliff.Place(w: $0, b: rows[row]) })
      found.withLock { $0[row] = slopes }
    }
    let slopes = found.withLock { $0 }
    let origin = Cliff.Place(w: 0, b: 0)
    losses = slopes.map { $0.map(\.loss) }
    let norms = slopes.flatMap { $0.map { $0.gradient.distance(to: origin) } }
    gradients = norms
    let top = norms.indices.max { norms[$0] < norms[$1] }!
    steepest = (Cliff.Place(w: columns[top % places], b: rows[top / places]), norms[top])
  }

  var medianGradient: Double { median(gradients) }

  /// The largest difference between the backward pass and dual numbers at the steepest place,
  /// relative to the gradient.
  var exactDifference: Double {
    let network = cliff.network(at: steepest.place)
    let exact = TextbookNetwork<DualNumber>.gradient(
      cliff.spec, at: network.parameters.values, of: cliff.batch, from: cliff.initialState)
    let gradient = network.backward(network.forward(cliff.batch, from: cliff.initialState))
      .gradients.values
    let largest = exact.reduce(0) { max($0, $1.magnitude) }
    return zip(gradient, exact).reduce(0) { max($0, ($1.0 - $1.1).magnitude) } / largest
  }

  mutating func walk(_ descents: [Cliff.Descent]) {
    self.descents = descents
    for descent in descents {
      let start =
        switch descent.start {
        case .place(let place): place
        case .steepest: steepest.place
        case .endOf(let index): paths[index].places.last!
        }
      paths.append(cliff.path(from: start, by: descent))
    }
  }

  mutating func scatter(
    _ descents: [Cliff.Descent], _ rule: (starts: Int, lossBelow: Double), seed: UInt64
  ) {
    var generator = SeededGenerator(seed: seed)
    let starts = (0..<rule.starts).map { _ in
      Cliff.Place(
        w: w[0] + generator.nextUnit() * (w.last! - w[0]),
        b: b[0] + generator.nextUnit() * (b.last! - b[0]))
    }
    let counts = Mutex([Int](repeating: 0, count: descents.count))
    let cliff = cliff
    concurrently(descents.count * starts.count) { index in
      guard descents[index / starts.count].isScattered else { return }
      let path = cliff.path(
        from: starts[index % starts.count], by: descents[index / starts.count])
      guard path.losses.last! < rule.lossBelow else { return }
      counts.withLock { $0[index / starts.count] += 1 }
    }
    arrived = counts.withLock { $0 }
  }
}
