extension UnrolledDiagram {
  /// How far a run has come. Steps and layers are counted from 1.
  public enum Progress: Sendable, Hashable {
    /// Outlines only.
    case start
    /// Every earlier step, and of this step the layers up to this one. In a bidirectional network,
    /// whose layers need whole sequences: every lower layer, and of this layer the forward
    /// direction up to this step.
    case forward(step: Int, layer: Int)
    /// Bidirectional: also the reverse direction of this layer, from the last step down to this.
    case reverse(step: Int, layer: Int)
    /// The whole forward pass and the losses.
    case loss
    /// Also the gradients from the last step down to this one; those of the reverse direction from
    /// the first step as far.
    case backward(step: Int)
    case complete
  }

  /// One picture of an animation.
  public struct Frame: Sendable, Hashable {
    public var figure: UnrolledDiagram
    /// How long it is shown.
    public var seconds: Double

    public init(_ figure: UnrolledDiagram, seconds: Double) {
      self.figure = figure
      self.seconds = seconds
    }
  }

  /// The run as an animation: forward through each drawn step, the losses, backward step by step,
  /// and the whole held. Every frame has this figure's layout.
  public func frames() -> [UnrolledDiagram] { timedFrames().map(\.figure) }

  /// ``frames()`` with the seconds that each is shown.
  public func timedFrames(secondsPerStep: Double = 0.5) -> [Frame] {
    guard !steps.isEmpty, layers > 0 else { return [] }
    var frames: [Frame] = []
    func add(_ progress: Progress, _ seconds: Double) {
      var figure = self
      figure.progress = progress
      frames.append(Frame(figure, seconds: seconds))
    }
    let drawn = UnrolledLayout.slots(steps.count).compactMap { slot -> Int? in
      if case .step(let step) = slot { step + 1 } else { nil }
    }
    add(.start, 1.5 * secondsPerStep)
    if isBidirectional {
      for layer in 1...layers {
        for step in drawn { add(.forward(step: step, layer: layer), secondsPerStep / 2) }
        for step in drawn.reversed() { add(.reverse(step: step, layer: layer), secondsPerStep / 2) }
      }
    } else {
      for step in drawn { add(.forward(step: step, layer: layers), secondsPerStep) }
    }
    let hasLoss = totalLoss != nil || steps.contains { $0.loss != nil }
    if hasLoss || isBidirectional { add(.loss, 2 * secondsPerStep) }
    if steps.contains(where: { $0.gradient != nil || $0.reverse?.gradient != nil }) {
      for step in drawn.reversed() { add(.backward(step: step), secondsPerStep) }
    }
    add(.complete, 5 * secondsPerStep)
    return frames
  }

  /// ``timedFrames(secondsPerStep:)`` as an animation.
  public func animation(secondsPerStep: Double = 0.5) -> FigureAnimation {
    FigureAnimation(
      frames: timedFrames(secondsPerStep: secondsPerStep).map { ($0.figure, $0.seconds) })
  }

  // MARK: - What is reached (steps and layers counted from 0)

  func isReached(state step: Int, _ layer: Int, _ direction: Direction) -> Bool {
    switch progress {
    case .start: false
    case .loss, .backward, .complete: true
    case .forward(let t, let l):
      if isBidirectional {
        layer < l - 1 || layer == l - 1 && direction == .forward && step < t
      } else {
        step < t - 1 || step == t - 1 && layer < l
      }
    case .reverse(let t, let l):
      layer < l - 1 || layer == l - 1 && (direction == .forward || step >= t - 1)
    }
  }

  /// A layer's states of both directions at a step.
  func isReached(joined step: Int, _ layer: Int) -> Bool {
    directions.allSatisfy { isReached(state: step, layer, $0) }
  }

  func isReached(input step: Int) -> Bool {
    directions.contains { isReached(state: step, 0, $0) }
  }

  func isReached(output step: Int) -> Bool {
    isBidirectional ? isLossReached : isReached(state: step, layers - 1, .forward)
  }

  var isLossReached: Bool {
    switch progress {
    case .loss, .backward, .complete: true
    default: false
    }
  }

  func isReached(gradient step: Int, _ direction: Direction) -> Bool {
    switch progress {
    case .complete: true
    case .backward(let t):
      direction == .forward ? step >= t - 1 : step <= steps.count - t
    default: false
    }
  }
}
