import Recurrent
import Testing

/// PyTorch's tensors, `weight_ih_l0`, and our blocks, `W_xh`, in both directions.
///
/// PyTorch has two biases, bias_ih and bias_hh. Where only their sum matters, b_h is the sum; the
/// candidate of a GRU that resets after the product has its bias_hh inside the reset: b_hn.
struct TorchParameters {
  let spec: NetworkSpec
  let tensors: [String: OracleTensor]

  /// Our parameters, in the order of the layout.
  func values() throws -> [Double] {
    var result = Parameters<Double>(spec.layout)
    for (name, block) in [
      ("embedding", "embedding"), ("head.weight", "W_hy"), ("head.bias", "b_y"),
    ] where spec.layout[block] != nil {
      result[block] = try #require(tensors[name]).data
    }
    for place in places {
      let weights = try #require(tensors["weight_ih\(place.suffix)"])
      #expect(weights.shape == spec.layout[place.name("W_xh")]?.shape)
      result[place.name("W_xh")] = weights.data
      result[place.name("W_hh")] = try #require(tensors["weight_hh\(place.suffix)"]).data
      var bias = try #require(tensors["bias_ih\(place.suffix)"]).data
      if let second = tensors["bias_hh\(place.suffix)"]?.data {
        let inside = spec.cell == .gru(.after) ? 2 * place.hidden : second.count
        for index in 0..<inside { bias[index] += second[index] }
        if inside < second.count { result[place.name("b_hn")] = Array(second[inside...]) }
      }
      result[place.name("b_h")] = bias
    }
    return result.values
  }

  /// PyTorch's gradients by our gradient, for every tensor of the parameters.
  func gradients(from ours: [Double]) -> [String: [Double]] {
    var gradient = Parameters<Double>(spec.layout)
    gradient.values = ours
    var result: [String: [Double]] = [:]
    for (name, block) in [
      ("embedding", "embedding"), ("head.weight", "W_hy"), ("head.bias", "b_y"),
    ] where spec.layout[block] != nil {
      result[name] = gradient[block]
    }
    for place in places {
      let bias = gradient[place.name("b_h")]
      result["weight_ih\(place.suffix)"] = gradient[place.name("W_xh")]
      result["weight_hh\(place.suffix)"] = gradient[place.name("W_hh")]
      result["bias_ih\(place.suffix)"] = bias
      result["bias_hh\(place.suffix)"] =
        spec.cell == .gru(.after)
        ? bias.prefix(2 * place.hidden) + gradient[place.name("b_hn")] : bias
    }
    return result.filter { tensors[$0.key] != nil }
  }

  private struct Place {
    let suffix: String
    let hidden: Int
    let name: (String) -> String
  }

  private var places: [Place] {
    spec.hiddenSizes.indices.flatMap { layer in
      spec.directions.map { direction in
        Place(
          suffix: "_l\(layer)" + (direction == .reverse ? "_reverse" : ""),
          hidden: spec.hiddenSizes[layer],
          name: { spec.blockName($0, layer: layer, direction: direction) })
      }
    }
  }
}
