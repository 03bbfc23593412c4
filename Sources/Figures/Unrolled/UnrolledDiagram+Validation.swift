extension UnrolledDiagram {
  private func require(
    _ condition: Bool, _ reason: @autoclosure () -> String
  ) throws(FigureError) {
    if !condition { throw .invalidData(figure: "UnrolledDiagram", reason: reason()) }
  }

  public func validate() throws(FigureError) {
    try require(!steps.isEmpty, "no steps were given; at least 1 is needed")
    try require(layers >= 1, "step 1 has no states; at least 1 layer is needed")
    try require(layers <= 8, "\(layers) layers were given; at most 8 are drawn")
    try require(
      stateLimit > 0 && stateLimit.isFinite, "stateLimit is \(stateLimit); it must be above 0")
    for index in steps.indices { try validate(step: index) }
    if let initialStates {
      try require(
        initialStates.map(\.count) == steps[0].states.map(\.count),
        "initialStates has \(initialStates.map(\.count)) units, "
          + "the states have \(steps[0].states.map(\.count))")
    }
    for cut in cuts {
      try require(
        cut >= 1 && cut < steps.count,
        "a cut after step \(cut) was given; cuts lie after steps 1 to \(steps.count - 1)")
    }
    for window in windows {
      try require(
        window.steps.lowerBound >= 1 && window.steps.upperBound <= steps.count,
        "a window of steps \(window.steps.lowerBound) to \(window.steps.upperBound) was given; "
          + "the steps are 1 to \(steps.count)")
    }
  }

  private func validate(step index: Int) throws(FigureError) {
    let (step, name) = (steps[index], "step \(index + 1)")
    try require(
      step.states.count == layers,
      "\(name) has states of \(step.states.count) layers, step 1 has \(layers)")
    try require(
      (step.reverse != nil) == isBidirectional,
      isBidirectional
        ? "\(name) has no reverse direction, step 1 has one"
        : "\(name) has a reverse direction, step 1 has none")
    try require(
      !step.isFedBack || index > 0 && steps[index - 1].output != nil,
      index == 0
        ? "step 1 is fed back; no step comes before it"
        : "\(name) is fed back; step \(index) has no output")
    for direction in directions {
      let prefix = direction == .forward ? name : "\(name), reverse"
      let (states, first) = (states(index, direction), steps[0].states)
      try require(
        states.count == layers,
        "\(prefix) has states of \(states.count) layers, "
          + "step 1 has \(layers)")
      for (layer, state) in states.enumerated() {
        try require(
          state.count == first[layer].count,
          "\(prefix), layer \(layer + 1) has \(state.count) units, "
            + "step 1 has \(first[layer].count)")
      }
      let cells = cells(index, direction)
      try require(
        cells.isEmpty && steps[0].cells.isEmpty || cells.map(\.count) == first.map(\.count),
        "\(prefix) has cell states of \(cells.map(\.count)) units, "
          + "states of \(first.map(\.count))")
      guard let gradient = gradient(index, direction) else { continue }
      try require(
        gradient.stateNorms.count == layers,
        "\(prefix) has \(gradient.stateNorms.count) gradient norms for \(layers) layers")
      try require(
        gradient.deltas.isEmpty || gradient.deltas.map(\.count) == states.map(\.count),
        "\(prefix) has deltas of \(gradient.deltas.map(\.count)) units, "
          + "states of \(states.map(\.count))")
    }
  }
}
