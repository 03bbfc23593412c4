/// The pass of the network itself, every step of it kept: what copies take wherever nothing is moved
/// below, and where the derivatives are taken.
final class ProbeBase: @unchecked Sendable {
  let call: ProbeCall
  let plan: ProbePlan
  let room: AlignedBuffer<Double>
  /// This part's share of the loss.
  let loss: Double
  private(set) var slopes: ProbeSlopes?

  init(_ call: ProbeCall, forTangents: Bool) {
    let plan = ProbePlan(call, copies: 1, keeps: true)
    self.call = call
    self.plan = plan
    room = AlignedBuffer(capacity: plan.count)
    let pass = ProbePass(
      call: call, plan: plan, room: room.base, parameters: UnsafePointer(call.parameters.base),
      base: nil, level: 0, isTangent: false, keepsGates: forTangents)
    loss = pass.run(ProbeMoves(call.spec))[0]
    if forTangents { slopes = ProbeSlopes(of: self) }
  }
}
