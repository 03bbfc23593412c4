import Recurrent

/// A tensor of a pass under the name that a report gives it.
struct NamedNumbers<Scalar: NetworkScalar>: Equatable {
  let name: String
  let values: [Scalar]

  init(_ name: String, _ values: [Scalar]) {
    self.name = name
    self.values = values
  }
}

extension NetworkState {
  func tensors(_ name: String) -> [NamedNumbers<Scalar>] {
    [NamedNumbers("\(name), h", hidden.flatMap { $0 })]
      + (cell.isEmpty ? [] : [NamedNumbers("\(name), c", cell.flatMap { $0 })])
  }
}

extension Trace {
  /// Everything that a forward pass computes.
  var tensors: [NamedNumbers<Scalar>] {
    var result: [NamedNumbers<Scalar>] = []
    for layer in spec.hiddenSizes.indices {
      for direction in spec.directions {
        let place = "of layer \(layer + 1), \(direction)"
        result.append(.init("gates \(place)", gates(layer: layer, direction: direction)))
        result.append(.init("h \(place)", states(layer: layer, direction: direction)))
        if spec.cell.hasCellState {
          result.append(.init("c \(place)", cellStates(layer: layer, direction: direction)))
        }
        if spec.cell.name == "gru" {
          result.append(
            .init("r term \(place)", candidateTerms(layer: layer, direction: direction)))
        }
      }
    }
    result += [
      .init("layer inputs", layerInputs), .init("y", outputs), .init("p", probabilities),
      .init("position losses", positionLosses), .init("loss", [loss]),
    ]
    return result + finalState.tensors("final states")
  }
}

extension BackwardTrace {
  /// The gradients that every detail has. dL/dy of y = h is not one of them.
  var kept: [NamedNumbers<Scalar>] {
    [.init("parameter gradients", gradients.values)]
      + (spec.head.kind == .identity ? [] : [.init("dL/dy", outputGradients)])
      + initialStateGradient.tensors("initial state gradients")
  }

  /// Everything that a backward pass computes.
  var tensors: [NamedNumbers<Scalar>] {
    var result = kept
    result += [.init("dL/dx", inputGradients), .init("dL/dy", outputGradients)]
    if spec.head.kind == .identity { result.append(.init("dL/dy", outputGradients)) }
    for layer in spec.hiddenSizes.indices {
      for direction in spec.directions {
        let place = "of layer \(layer + 1), \(direction)"
        result.append(.init("dL/dh \(place)", stateGradients(layer: layer, direction: direction)))
        result.append(.init("delta \(place)", deltas(layer: layer, direction: direction)))
        if spec.cell.hasCellState {
          result.append(
            .init("dL/dc \(place)", cellStateGradients(layer: layer, direction: direction)))
        }
      }
    }
    return result
  }
}

/// The first tensor that differs in a bit; nil where all are alike.
func firstDifference<Scalar: NetworkScalar>(
  _ got: [NamedNumbers<Scalar>], _ wanted: [NamedNumbers<Scalar>]
) -> String? {
  guard got.count == wanted.count else { return "\(got.count) tensors for \(wanted.count)" }
  return zip(got, wanted).first { $0 != $1 }?.0.name
}

/// The worst deviation of a tensor from its counterpart, each relative to its own largest entry.
func deviation<Scalar: NetworkScalar>(
  _ got: [NamedNumbers<Scalar>], from wanted: [NamedNumbers<Scalar>]
) -> Double {
  guard got.map(\.name) == wanted.map(\.name) else { return .infinity }
  return zip(got, wanted).map { deviation($0.values, from: $1.values) }.max() ?? .infinity
}

extension Worst {
  /// Records whether two passes have the same bits.
  mutating func record<Scalar: NetworkScalar>(
    _ got: [NamedNumbers<Scalar>], equals wanted: [NamedNumbers<Scalar>],
    at place: @autoclosure () -> String
  ) {
    let difference = firstDifference(got, wanted)
    record(difference == nil ? 0 : 1, at: "\(difference ?? "") of \(place())")
  }
}
