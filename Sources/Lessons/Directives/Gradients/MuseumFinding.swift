import GradientCheck
import Museum
import NetworkCheck
import Recurrent

/// What the check finds in one backward pass of the museum, held against the engine's loss.
struct MuseumFinding: Sendable {
  private static let unknown = "no known pattern"

  let passed: Bool
  /// Whether some entry was found wrong. A tensor without influence fails the check as well, with
  /// a mistake and without one.
  let isCaught: Bool
  /// The tensors with wrong entries, which say where the mistake is.
  let wrongTensors: [String]
  /// The worst entry that is wrong, by name.
  let entry: String?
  /// The likely mistake, told from all tensors or, where they say nothing together, from one; nil
  /// where no pattern is known.
  let diagnosis: String?
  /// Tensors of which nothing could be tested.
  let untested: [String]

  /// - Parameter mistake: Nil for the right copy.
  init(_ mistake: Mistake?, on probe: Probe, seed: UInt64) {
    // The gradient of the initial states is asked for where the parameters' own is right.
    let parameters = Self.report(mistake, on: probe, withStates: false, seed: seed)
    let report =
      parameters.passed
      ? Self.report(mistake, on: probe, withStates: true, seed: seed) : parameters
    passed = report.passed
    isCaught = report.entries.contains(where: \.verdict.isFailure)
    wrongTensors = report.tensors.filter { $0.entries.contains(where: \.verdict.isFailure) }
      .map(\.name)
    entry = isCaught ? report.worst?.label : nil
    let whole = report.diagnosis.flatMap { $0 == Self.unknown ? nil : $0 }
    diagnosis =
      whole
      ?? report.tensors.lazy.compactMap { tensor in
        tensor.diagnosis.flatMap { $0 == Self.unknown ? nil : "\(tensor.name): \($0)" }
      }.first
    untested = report.tensors.filter(\.isVacuous).map(\.name)
  }

  /// The museum's gradient against the engine's loss.
  private static func report(
    _ mistake: Mistake?, on probe: Probe, withStates: Bool, seed: UInt64
  ) -> GradientCheck.Report {
    let exhibit = MuseumNetwork(probe.spec, mistake: mistake)
    var parameters = Parameters<Double>(probe.spec.layout)
    parameters.values = probe.parameters
    let network = Network(probe.spec, parameters: parameters)
    let subject = NetworkLoss(network, on: probe.batch, finalWeights: probe.finalWeights)
    let states = StateTensors(probe, isAsked: withStates)
    return GradientCheck(seed: seed).run(
      parameters: parameters.namedTensors + states.tensors,
      loss: { values in
        let (weights, initial) = states.split(values.values)
        return subject.loss(weights, from: initial)
      },
      gradient: { values in
        let (weights, initial) = states.split(values.values)
        let found = exhibit.lossAndGradient(
          weights, probe.batch, from: initial, finalWeights: probe.finalWeights)
        return LossAndGradient(
          loss: found.loss,
          values: found.gradient + states.flattened(found.initialStateGradient))
      })
  }
}

/// The initial states as further tensors of a check: their gradients are the end of the way back.
/// States of zeros are left out, as the weak probe asks for none.
private struct StateTensors {
  let tensors: [NamedTensor]
  private let initial: NetworkState<Double>
  private let count: Int

  init(_ probe: Probe, isAsked: Bool) {
    initial = probe.initial
    count = probe.parameters.count
    let rows = probe.batch.batch
    func named(_ letter: String, _ states: [[Double]]) -> [NamedTensor] {
      states.enumerated().map { place, values in
        NamedTensor(
          states.count == 1 ? "\(letter)_0" : "\(letter)_0.\(place + 1)", rows: rows,
          columns: values.count / rows, values: values)
      }
    }
    let isZero = (initial.hidden + initial.cell).joined().allSatisfy { $0 == 0 }
    tensors = isZero || !isAsked ? [] : named("h", initial.hidden) + named("c", initial.cell)
  }

  /// The parameters, and the states that stand behind them.
  func split(_ values: [Double]) -> (weights: [Double], initial: NetworkState<Double>) {
    guard !tensors.isEmpty else { return (values, initial) }
    var state = initial
    var place = count
    func take(_ size: Int) -> [Double] {
      defer { place += size }
      return Array(values[place..<place + size])
    }
    for index in state.hidden.indices { state.hidden[index] = take(state.hidden[index].count) }
    for index in state.cell.indices { state.cell[index] = take(state.cell[index].count) }
    return (Array(values[..<count]), state)
  }

  func flattened(_ state: NetworkState<Double>) -> [Double] {
    tensors.isEmpty ? [] : Array((state.hidden + state.cell).joined())
  }
}
