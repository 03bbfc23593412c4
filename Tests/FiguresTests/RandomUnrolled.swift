import Figures

/// Unrolled diagrams of every kind from a seed: layers, steps, units, directions, masks, cuts,
/// windows, with and without a backward pass, and labels in Korean.
struct RandomUnrolled {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func number(_ range: ClosedRange<Int>) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return range.lowerBound + Int(state >> 33) % range.count
  }

  mutating func isTrue(_ percent: Int) -> Bool { number(1...100) <= percent }

  mutating func values(_ count: Int) -> [Double] {
    (0..<count).map { _ in
      switch number(0...40) {
      case 0: .nan
      case 1: -.infinity
      case 2: 12_345.678
      case 3: -1e300
      case 4: -3e-9
      default: Double(number(-1000...1000)) / 1000
      }
    }
  }

  private mutating func gradient(_ layers: Int, _ units: Int, hasDeltas: Bool)
    -> UnrolledDiagram.Gradient
  {
    .init(
      stateNorms: values(layers).map(abs),
      deltas: hasDeltas ? (0..<layers).map { _ in values(units) } : [])
  }

  mutating func diagram() -> UnrolledDiagram {
    let layers = number(1...3)
    let count = number(1...30)
    let units = isTrue(15) ? 0 : number(1...12)
    let (isBidirectional, hasCells) = (isTrue(40), isTrue(25))
    let (hasGradient, hasDeltas) = (isTrue(50) && units > 0, isTrue(60))
    let length = isTrue(30) ? number(1...count) : count
    let wiring = number(0...3)
    let inputs = number(1...6)
    let (isText, isLong) = (isTrue(30), isTrue(20))
    let label: Label = isLong ? "아주 긴 한국어 낱말과 long words in one label" : "가"
    let hasTarget = isTrue(50)
    let isFedBack = isTrue(30)
    var steps: [UnrolledDiagram.Step] = []
    for t in 0..<count {
      let hasInput = wiring != 1 || t == 0
      let hasOutput = (wiring != 2 || t == count - 1) && t < length
      let content = UnrolledDiagram.Content(
        label: isText ? label : nil, values: isText && isTrue(50) ? [] : values(inputs))
      steps.append(
        .init(
          input: hasInput ? content : nil, states: (0..<layers).map { _ in values(units) },
          output: hasOutput
            ? .init(label: isText ? label : nil, values: isText ? [] : values(2)) : nil,
          target: hasOutput && hasTarget ? label : nil,
          loss: hasOutput && hasTarget ? values(1)[0] : nil,
          gradient: hasGradient ? gradient(layers, units, hasDeltas: hasDeltas) : nil,
          cells: hasCells ? (0..<layers).map { _ in values(units) } : [],
          reverse: isBidirectional
            ? .init(
              states: (0..<layers).map { _ in values(units) },
              cells: hasCells ? (0..<layers).map { _ in values(units) } : [],
              gradient: hasGradient ? gradient(layers, units, hasDeltas: hasDeltas) : nil) : nil,
          isMasked: t >= length, isFedBack: isFedBack && t > 0 && steps[t - 1].output != nil))
    }
    var figure = UnrolledDiagram(
      title: label, subtitle: isTrue(50) ? label : nil, steps: steps,
      initialStates: isTrue(40) ? (0..<layers).map { _ in values(units) } : nil,
      totalLoss: isTrue(50) ? 0.723 : nil,
      equation: isTrue(50) ? "$h_t = \\tanh(W_{xh}x_t + W_{hh}h_{t-1} + b_h)$" : nil)
    if count > 1, isTrue(50) { figure.cuts = (0...2).map { _ in number(1...count - 1) } }
    if isTrue(30) {
      figure.windows = (0...number(0...8)).map { _ in
        let first = number(1...count)
        return .init(first...number(first...count), label: isLong ? label : nil)
      }
    }
    return figure
  }
}
