/// The room of one thread, used for one pass after another.
final class ProbeWorker {
  private let bases: [ProbeBase]
  private let isTangent: Bool
  private var moves: ProbeMoves
  /// For copies side by side, and for one that is alone; made when there is one.
  private lazy var tile = Workspace(bases, copies: probePanel)
  private lazy var alone = Workspace(bases, copies: 1)
  private lazy var movedParameters = AlignedBuffer<Double>(capacity: bases[0].call.parameterCount)

  private struct Workspace {
    /// For each part of the batch.
    let plans: [ProbePlan]
    let numbers: AlignedBuffer<Double>
    /// Over all parts, for each copy.
    let sums: AlignedBuffer<Double>

    init(_ bases: [ProbeBase], copies: Int) {
      plans = bases.map { ProbePlan($0.call, copies: copies, keeps: false) }
      numbers = AlignedBuffer(capacity: plans.map(\.count).max()!)
      sums = AlignedBuffer(capacity: copies)
    }
  }

  init(_ bases: [ProbeBase], isTangent: Bool) {
    self.bases = bases
    self.isTangent = isTangent
    moves = ProbeMoves(bases[0].call.spec)
  }

  /// Copies side by side.
  ///
  /// - Returns: A loss or a derivative for each; valid until the next call.
  func run(
    level: Int, moves fill: (inout ProbeMoves, ProbeCall) -> Void
  ) -> UnsafePointer<Double> {
    moves.removeAll()
    fill(&moves, bases[0].call)
    return run(in: tile, parameters: bases[0].call.parameters, level: level)
  }

  /// The loss of a copy with parameters of its own.
  func runAlone(level: Int, moves list: [(index: Int, delta: Double)]) -> Double {
    let call = bases[0].call
    movedParameters.base.update(from: call.parameters.base, count: call.parameterCount)
    for move in list { movedParameters.base[move.index] += move.delta }
    moves.removeAll()
    return run(in: alone, parameters: movedParameters, level: level)[0]
  }

  private func run(
    in room: Workspace, parameters: AlignedBuffer<Double>, level: Int
  ) -> UnsafePointer<Double> {
    for (part, base) in bases.enumerated() {
      let plan = room.plans[part]
      let found = ProbePass(
        call: base.call, plan: plan, room: room.numbers.base,
        parameters: UnsafePointer(parameters.base), base: base, level: level,
        isTangent: isTangent
      ).run(moves)
      for copy in 0..<plan.copies {
        room.sums.base[copy] = part == 0 ? found[copy] : room.sums.base[copy] + found[copy]
      }
    }
    return UnsafePointer(room.sums.base)
  }
}
