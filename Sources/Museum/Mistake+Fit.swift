import Recurrent

extension Mistake {
  /// Whether a network of this spec has the line in which the mistake is made, and comes out wrong
  /// by it on a batch that is long enough.
  public func fits(_ spec: NetworkSpec) -> Bool {
    guard MuseumNetwork.holds(spec) else { return false }
    let layers = spec.hiddenSizes.count
    var isEmbedded = false
    if case .embedding = spec.input { isEmbedded = true }
    switch self {
    case .noLearningThroughTime, .nextStepDropped, .oneStepOnly, .onlyOneStepKept, .tanhTwice,
      .slopeOfPreactivation, .inverseSlope, .meanOverSteps, .wrongSign, .biasAddedTwice,
      .initialStateOneStepLate, .candidateSlopeForgotten, .stateAfterForStateBefore,
      .finalGradientAtEndOfBatch, .sumOverPositions, .clippedGradient, .decayInGradientOnly:
      return true
    case .gateSlopeForgotten, .biasOfAnotherGate, .gatesExchanged:
      return !spec.cell.gates.isEmpty
    case .cellGradientNotCarried, .outputGateOfAnotherPath, .cellAfterForCellBefore,
      .forgetGateNotCarried:
      return spec.cell == .lstm
    case .updateGateExchanged, .resetSlopeForgotten, .resetNotCarried:
      return spec.cell == .gru(.before) || spec.cell == .gru(.after)
    case .candidateBiasForgotten, .candidateBiasWithoutReset:
      return spec.cell == .gru(.after)
    // A matrix of one entry is its own transpose.
    case .carryTransposed, .recurrentTransposed:
      return spec.hiddenSizes.contains { $0 > 1 }
    case .embeddingOverwritten:
      return isEmbedded
    // The wrong input must have the size of the right one.
    case .wrongLayerInput:
      return layers >= 3 && spec.hiddenSizes[0] == spec.hiddenSizes[1]
    // The gradient must be wanted by something below.
    case .reverseNotAdded:
      return spec.isBidirectional && (layers > 1 || isEmbedded)
    case .reverseOrderKept:
      return spec.isBidirectional && (layers > 1 || spec.head.place == .eachStep)
    }
  }
}
