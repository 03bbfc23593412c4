extension Optimizer {
  /// Clips the gradients and moves the parameters against them: what every update ends with.
  ///
  /// - Throws: `Divergence` where a gradient is not finite; the parameters are not moved.
  @inline(__always)
  mutating func update(
    _ parameters: inout Parameters<Scalar>, along gradients: inout Parameters<Scalar>,
    clip: Clip?, loss: Scalar
  ) throws(Divergence) -> Trainer<Scalar>.Update {
    var update = Trainer<Scalar>.Update(loss: loss, gradientNorm: 0, wasClipped: false, cosine: 1)
    do {
      if let clip {
        let report = try gradients.clip(clip)
        update.gradientNorm = report.norm
        update.wasClipped = report.wasClipped
        update.cosine = report.cosine
      } else {
        update.gradientNorm = try gradients.finiteNorm()
      }
    } catch {
      let what =
        error.name == NonFiniteEntry.globalNorm
        ? "\(error.name) of the gradient" : "the gradient of \(error.name)"
      throw Divergence(what: what, value: error.value)
    }
    step(&parameters, along: gradients)
    return update
  }
}
