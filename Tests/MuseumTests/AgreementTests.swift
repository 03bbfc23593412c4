import Museum
import Recurrent
import Testing

/// Without a mistake, the museum's loops and the engine are two independent ways to the same
/// numbers.
@Suite struct AgreementTests {
  static let models: [CheckedModel] = (1...400).map { (seed: UInt64) in
    let random = RandomModel(
      seed: seed, cells: Exhibit.cells, losses: [.softmaxCrossEntropy, .halfSquaredError],
      isAlwaysDense: true, deviations: 0.2...1.5)
    var model = CheckedModel(random)
    if seed % 2 == 0 {
      // Weights on the final states: any numbers will do.
      var weights = model.initial
      for place in weights.hidden.indices {
        for k in weights.hidden[place].indices {
          weights.hidden[place][k] = Double((k + place) % 5) - 1.5
        }
      }
      for place in weights.cell.indices {
        for k in weights.cell[place].indices {
          weights.cell[place][k] = Double((k + place) % 3) - 0.75
        }
      }
      model.finalWeights = weights
    }
    return model
  }

  @Test func theCopyWithoutAMistakeHasTheEnginesLossAndGradient() {
    var worst = (loss: 0.0, gradient: 0.0)
    for (number, model) in Self.models.enumerated() {
      let wanted = model.engine(model.parameters, model.initial)
      let got = MuseumNetwork(model.spec).lossAndGradient(
        model.parameters, model.batch, from: model.initial, finalWeights: model.finalWeights)
      let lossError = abs(got.loss - wanted.loss) / max(abs(wanted.loss), 1)
      #expect(lossError <= 1e-12, "model \(number + 1)")
      worst.loss = max(worst.loss, lossError)
      let largest = wanted.gradient.map(\.magnitude).max()!
      for block in model.spec.layout.blocks {
        let error = deviation(
          got.gradient[block.range], from: wanted.gradient[block.range], largestOfAll: largest)
        #expect(error <= 1e-12, "\(block.name) of model \(number + 1)")
        worst.gradient = max(worst.gradient, error)
      }
      let states = zip(
        got.initialStateGradient.hidden + got.initialStateGradient.cell,
        wanted.initial.hidden + wanted.initial.cell)
      for (got, wanted) in states {
        let error = deviation(got[...], from: wanted[...], largestOfAll: largest)
        #expect(error <= 1e-12, "initial state of model \(number + 1)")
        worst.gradient = max(worst.gradient, error)
      }
    }
    print(
      "museum and engine over \(Self.models.count) models: loss within \(worst.loss), gradient "
        + "within \(worst.gradient) of the largest of its tensor")
  }

  @Test func theLossAloneIsThatOfTheGradient() {
    for model in Self.models.prefix(50) {
      let museum = MuseumNetwork(model.spec)
      let alone = museum.loss(
        model.parameters, model.batch, from: model.initial, finalWeights: model.finalWeights)
      let both = museum.lossAndGradient(
        model.parameters, model.batch, from: model.initial, finalWeights: model.finalWeights)
      #expect(alone == both.loss)
    }
  }

  @Test func everyKindOfBlockHasAGradientThatIsNotZero() {
    var largest: [String: Double] = [:]
    for model in Self.models {
      let gradient = MuseumNetwork(model.spec).lossAndGradient(
        model.parameters, model.batch, from: model.initial
      ).gradient
      for block in model.spec.layout.blocks {
        // By cell, with the number of the layer left out.
        let kind = block.name.split(separator: ".").filter { Int($0) == nil }
        let name = "\(model.spec.cell.label) " + kind.suffix(2).joined(separator: ".")
        let magnitude = gradient[block.range].map(\.magnitude).max()!
        largest[name] = max(largest[name] ?? 0, magnitude)
      }
    }
    for (name, magnitude) in largest { #expect(magnitude > 1e-3, "\(name)") }
    // embedding, W_hy, b_y and W_xh, W_hh, b_h both ways for each cell, b_hn for one: one name for
    // a network of a single layer, one for a stack.
    print("kinds of blocks with a gradient: \(largest.count)")
    #expect(largest.count >= 50)
  }

  /// The largest |got - wanted|, relative to the largest |wanted| of the tensor, or to a thousandth
  /// of the whole gradient's where that is more: a bias is a sum that may all but cancel.
  private func deviation(
    _ got: ArraySlice<Double>, from wanted: ArraySlice<Double>, largestOfAll: Double
  ) -> Double {
    guard got.count == wanted.count else { return .infinity }
    let largest = max(wanted.map(\.magnitude).max() ?? 0, 1e-3 * largestOfAll)
    let difference = zip(got, wanted).map { abs($0 - $1) }.max() ?? 0
    return difference == 0 ? 0 : difference / largest
  }
}
