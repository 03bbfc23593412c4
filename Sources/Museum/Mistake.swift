/// A mistake that was made in somebody's published backpropagation through time.
///
/// Each stands in this module as one line beside the right one, marked with its number:
/// `// mistake 7`. The raw values are the numbers of the project's list of planted bugs; those
/// from 101 up were added for the museum.
public enum Mistake: Int, CaseIterable, Sendable, Codable {
  case noLearningThroughTime = 1
  case nextStepDropped = 2
  case oneStepOnly = 3
  case onlyOneStepKept = 4
  case gateSlopeForgotten = 5
  case tanhTwice = 6
  case slopeOfPreactivation = 7
  case inverseSlope = 8
  case cellGradientNotCarried = 9
  case biasOfAnotherGate = 10
  case outputGateOfAnotherPath = 11
  case wrongLayerInput = 15
  case reverseNotAdded = 17

  case updateGateExchanged = 101
  case resetSlopeForgotten = 102
  case candidateBiasForgotten = 103
  case candidateBiasWithoutReset = 104
  case carryTransposed = 105
  case meanOverSteps = 106
  case wrongSign = 107
  case biasAddedTwice = 108
  case embeddingOverwritten = 109
  case initialStateOneStepLate = 110
  case candidateSlopeForgotten = 111
  case stateAfterForStateBefore = 112
  case cellAfterForCellBefore = 113
  case finalGradientAtEndOfBatch = 114
  case forgetGateNotCarried = 115
  case resetNotCarried = 116
  case sumOverPositions = 117
  case clippedGradient = 118
  case decayInGradientOnly = 119
  case gatesExchanged = 120
  case recurrentTransposed = 121
  case reverseOrderKept = 122

  /// The name in lesson files: `no_learning_through_time`.
  public var name: String {
    "\(self)".reduce(into: "") { result, letter in
      result += letter.isUppercase ? "_" + letter.lowercased() : String(letter)
    }
  }

  /// The mistake of that name; nil where there is none.
  public init?(name: String) {
    guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = found
  }
}
