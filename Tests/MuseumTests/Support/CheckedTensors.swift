import GradientCheck
import Museum
import Recurrent

/// A network with everything that its loss depends on and a gradient is asked for: the parameters,
/// then h_0 and c_0 of each layer and direction, as tensors of their own.
struct CheckedModel {
  let spec: NetworkSpec
  let parameters: [Double]
  let batch: SequenceBatch<Double>
  let initial: NetworkState<Double>
  var finalWeights: NetworkState<Double>?
  /// Whether h_0 and c_0 are checked beside the parameters.
  var hasStateTensors = true

  init(_ probe: Probe) {
    spec = probe.spec
    parameters = probe.parameters
    batch = probe.batch
    initial = probe.initial
    finalWeights = probe.finalWeights
    // The weak probe asks of nothing but the parameters.
    hasStateTensors = probe.finalWeights != nil
  }

  init(_ model: RandomModel) {
    spec = model.spec
    parameters = model.parameters.values
    batch = model.batch
    initial = model.initial
  }

  var tensors: [NamedTensor] {
    let blocks = spec.layout.blocks.map { block in
      NamedTensor(
        block.name, shape: block.shape, values: Array(parameters[block.range]),
        bands: block.bands.map { NamedTensor.Band($0.label, rows: $0.rows) })
    }
    guard hasStateTensors else { return blocks }
    func states(_ name: String, _ values: [[Double]]) -> [NamedTensor] {
      values.enumerated().map { place, values in
        NamedTensor(
          "\(name).\(place)", rows: batch.batch, columns: values.count / batch.batch,
          values: values)
      }
    }
    return blocks + states("h_0", initial.hidden) + states("c_0", initial.cell)
  }

  /// The flat values of `tensors`, taken apart.
  func split(_ values: [Double]) -> (parameters: [Double], initial: NetworkState<Double>) {
    guard hasStateTensors else { return (values, initial) }
    var rest = values.dropFirst(parameters.count)
    func take(_ state: [[Double]]) -> [[Double]] {
      state.map { values in
        defer { rest = rest.dropFirst(values.count) }
        return Array(rest.prefix(values.count))
      }
    }
    return (
      Array(values.prefix(parameters.count)),
      NetworkState(hidden: take(initial.hidden), cell: take(initial.cell))
    )
  }

  private func flat(_ gradient: [Double], _ initial: NetworkState<Double>) -> [Double] {
    gradient + (hasStateTensors ? (initial.hidden + initial.cell).flatMap { $0 } : [])
  }

  /// Checks the museum's gradient against the engine's loss.
  func check(_ mistake: Mistake?, _ check: GradientCheck = GradientCheck()) -> GradientCheck.Report
  {
    let museum = MuseumNetwork(spec, mistake: mistake)
    return run(check) { parameters, initial in
      let (loss, gradient, initial) = museum.lossAndGradient(
        parameters, batch, from: initial, finalWeights: finalWeights)
      return LossAndGradient(loss: loss, values: flat(gradient, initial))
    }
  }

  /// Checks the engine's gradient against the engine's loss.
  func checkEngine(_ check: GradientCheck = GradientCheck()) -> GradientCheck.Report {
    run(check) { parameters, initial in
      let (loss, gradient, initial) = engine(parameters, initial)
      return LossAndGradient(loss: loss, values: flat(gradient, initial))
    }
  }

  private func run(
    _ check: GradientCheck,
    gradient: ([Double], NetworkState<Double>) -> LossAndGradient
  ) -> GradientCheck.Report {
    var network = Network<Double>(spec, parameters: Parameters(spec.layout))
    var trace = Trace<Double>(spec)
    return check.run(
      parameters: tensors,
      loss: { tensors in
        let (parameters, initial) = split(tensors.values)
        network.parameters.values = parameters
        network.forward(batch, from: initial, into: &trace)
        return trace.loss + weighted(trace)
      },
      gradient: { tensors in
        let (parameters, initial) = split(tensors.values)
        return gradient(parameters, initial)
      })
  }

  /// Loss and gradients by the engine.
  func engine(
    _ parameters: [Double], _ initial: NetworkState<Double>
  ) -> (loss: Double, gradient: [Double], initial: NetworkState<Double>) {
    var network = Network<Double>(spec, parameters: Parameters(spec.layout))
    network.parameters.values = parameters
    let trace = network.forward(batch, from: initial)
    var backward = network.backward(trace)
    if let finalWeights {
      backward = network.pullback(
        trace, outputGradients: backward.outputGradients, finalStateGradients: finalWeights)
    }
    return (
      trace.loss + weighted(trace), backward.gradients.values, backward.initialStateGradient
    )
  }

  /// sum(w_h h_T) + sum(w_c c_T)
  private func weighted(_ trace: Trace<Double>) -> Double {
    guard let finalWeights else { return 0 }
    let final = trace.finalState
    return zip(final.hidden + final.cell, finalWeights.hidden + finalWeights.cell)
      .reduce(0) { total, pair in
        zip(pair.0, pair.1).reduce(total) { $0 + $1.0 * $1.1 }
      }
  }
}
