extension GradientCheck {
  /// Checks a gradient against its loss.
  ///
  /// The closures must be pure: the same parameters give the same loss and gradient, to the bit.
  /// Dropout masks and other draws must be fixed. A closure that breaks this gives a report whose
  /// verdict is `.invalid` with the reason. An error thrown by a closure is passed on.
  ///
  /// Complexity: about 110 evaluations of the loss, then 8 or 10 for every entry or direction that is
  /// looked at (16 to 20 where the gradient is wrong or exactly zero, up to 80 near a kink), about 200
  /// for each large tensor that is wrong, to find the entry, and two gradients.
  public func run<Failure: Error>(
    parameters: [NamedTensor],
    loss: (ParameterTensors) throws(Failure) -> Double,
    gradient: (ParameterTensors) throws(Failure) -> LossAndGradient
  ) throws(Failure) -> Report {
    var walker = Walker(ParameterTensors(parameters))
    return try run(
      parameters: parameters,
      losses: { (points: [[ParameterMove]]) throws(Failure) -> [Double] in
        try walker.losses(points, loss)
      },
      gradient: gradient)
  }

  /// Checks a gradient against its loss, the loss evaluated on several threads at once.
  ///
  /// The report is the same, to the bit, for every number of threads.
  ///
  /// - Parameters:
  ///   - threads: at least 1; more than there are cores gains nothing.
  ///   - loss: called from several threads at once.
  public func run(
    parameters: [NamedTensor], threads: Int,
    loss: @Sendable @escaping (ParameterTensors) -> Double,
    gradient: (ParameterTensors) -> LossAndGradient
  ) -> Report {
    let threaded = ThreadedLoss(ParameterTensors(parameters), threads: threads, loss: loss)
    return run(parameters: parameters, losses: threaded.losses, gradient: gradient)
  }

  /// Checks a gradient against a loss that answers for many points in one call.
  ///
  /// Every value of the loss that the check looks at comes from this closure, that at the
  /// parameters themselves (an empty list) included. A point's loss must be the same to the bit
  /// whichever points it is asked for with. A call holds up to 4096 points, and rarely more than a
  /// million moves.
  ///
  /// - Parameter losses: one loss for each list of moves, in the same order.
  public func run<Failure: Error>(
    parameters: [NamedTensor],
    losses: ([[ParameterMove]]) throws(Failure) -> [Double],
    gradient: (ParameterTensors) throws(Failure) -> LossAndGradient
  ) throws(Failure) -> Report {
    try withoutActuallyEscaping(losses) { (losses) throws(Failure) -> Report in
      var session = Session(check: self, parameters: ParameterTensors(parameters), losses: losses)
      return try session.run(gradient: gradient)
    }
  }
}
