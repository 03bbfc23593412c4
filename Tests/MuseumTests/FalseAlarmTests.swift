import GradientCheck
import Museum
import Recurrent
import Testing

/// A right gradient is never called wrong.
@Suite struct FalseAlarmTests {
  @Test func noEntryOfARightModelIsCalledWrong() {
    let count: UInt64 = 200
    var entries = 0
    var verdicts: [String: Int] = [:]
    for seed in 1...count {
      let random = RandomModel(seed: seed)
      let report = CheckedModel(random).checkEngine(GradientCheck(seed: seed))
      entries += report.entries.count
      #expect(!report.hasWrongEntry, "\(random): \(report)")
      if case .invalid(let reason) = report.verdict { Issue.record("\(random): \(reason)") }
      // A tensor that nothing can be said of is no pass, and no false alarm either.
      let silent = report.tensors.filter { $0.verdict == .fail }
      for tensor in silent {
        #expect(tensor.isVacuous, "\(tensor.name), \(random)")
        #expect(isWithoutGradient(tensor.name, random), "\(tensor.name), \(random)")
      }
      let verdict = silent.isEmpty ? "\(report.verdict)" : reason(for: silent[0], random)
      verdicts[verdict, default: 0] += 1
    }
    print("\(count) right models, \(entries) entries, none called wrong")
    for (verdict, count) in verdicts.sorted(by: { $0.value > $1.value }) {
      print("  \(count): \(verdict)")
    }
    #expect(entries > 10_000)
    #expect(verdicts["pass"] ?? 0 > count / 2)
  }

  private func reason(for tensor: GradientCheck.TensorReport, _ random: RandomModel) -> String {
    if tensor.kind == "W_hh"
      && random.initial == .zero(for: random.spec, batch: random.batch.batch)
    {
      return "W_hh without influence: only steps from zero states count"
    }
    if random.spec.cell == .elman(.relu) { return "ReLU units that are all off" }
    return "\(tensor.kind) without influence, otherwise"
  }

  /// Whether forward derivatives, which know no backward pass, are exactly zero all over the tensor.
  private func isWithoutGradient(_ name: String, _ random: RandomModel) -> Bool {
    if let block = random.spec.layout[name] {
      return TextbookNetwork.gradient(
        random.spec, at: random.parameters.values, of: random.batch, from: random.initial,
        entries: Array(block.range)
      ).allSatisfy { $0 == 0 }
    }
    let states = TextbookNetwork.initialStateGradient(
      random.spec, at: random.parameters.values, of: random.batch, from: random.initial)
    let place = Int(name.split(separator: ".")[1])!
    return (name.hasPrefix("h_0") ? states.hidden : states.cell)[place].allSatisfy { $0 == 0 }
  }

  @Test func aModelIsDrawnAgainFromItsSeed() {
    for seed: UInt64 in 1...20 {
      let (one, other) = (RandomModel(seed: seed), RandomModel(seed: seed))
      #expect(one.spec == other.spec && one.parameters == other.parameters)
      #expect(one.batch == other.batch && one.initial == other.initial)
    }
  }

  @Test func modelsCoverWhatTheyPromise() {
    let models = (1...400).map { RandomModel(seed: UInt64($0)) }
    for cell in Set(RandomModel.allCells) {
      for isBidirectional in [false, true] {
        #expect(
          models.contains { $0.spec.cell == cell && $0.spec.isBidirectional == isBidirectional },
          "\(cell)")
      }
    }
    for layers in 1...3 { #expect(models.contains { $0.spec.hiddenSizes.count == layers }) }
    for loss in Loss.allCases { #expect(models.contains { $0.spec.loss == loss }) }
    for model in models {
      let sizes = [
        model.spec.inputSize, model.spec.hiddenSizes.last!, model.batch.batch, model.batch.steps,
      ]
      #expect(Set(sizes).count == 4, "\(model)")
    }
    #expect(models.contains { $0.deviation < 0.02 } && models.contains { $0.deviation > 3 })
  }
}
