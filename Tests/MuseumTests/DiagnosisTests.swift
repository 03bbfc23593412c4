import GradientCheck
import Museum
import Testing

/// A failing check says where the mistake is and, where it leaves a signature, what it is.
@Suite struct DiagnosisTests {
  /// The words that the sentence on a tensor must have, on every seed.
  struct Expectation {
    let mistake: Mistake
    /// The names of tensors, those of layers without their layer.
    let tensors: Set<String>
    let words: String
    /// Nil where the sentence is the same for all cells.
    var cell: String?
  }

  static let expectations: [Expectation] = [
    Expectation(
      mistake: .meanOverSteps, tensors: ["W_xh", "W_hh", "b_h", "b_hn"], words: "a mean over 5"),
    Expectation(
      mistake: .wrongSign, tensors: ["W_hy", "b_y"], words: "the sign is wrong in every entry"),
    Expectation(mistake: .biasAddedTwice, tensors: ["b_h"], words: "twice the estimate"),
    // 5 + 2 + 4 valid positions.
    Expectation(mistake: .sumOverPositions, tensors: ["W_hy", "b_y"], words: "the mean of 11"),
    Expectation(
      mistake: .decayInGradientOnly, tensors: ["W_xh", "W_hh", "W_hy", "b_y", "embedding"],
      words: "the derivative of a term 0.01/2 |theta|^2 that the loss lacks"),
    Expectation(
      mistake: .recurrentTransposed, tensors: ["W_hh"], words: "transpose", cell: "tanh"),
    Expectation(
      mistake: .biasOfAnotherGate, tensors: ["b_h"],
      words: "the rows of input gate hold the gradient of forget gate", cell: "LSTM"),
    Expectation(
      mistake: .biasOfAnotherGate, tensors: ["b_h"],
      words: "the rows of reset gate hold the gradient of update gate",
      cell: "GRU, reset before"),
    Expectation(
      mistake: .gatesExchanged, tensors: ["W_xh", "W_hh", "b_h"], words: "exchanged"),
  ]

  @Test func aSignatureIsToldInWords() {
    var sentences = 0
    for expectation in Self.expectations {
      let groups = StrongReports.all.filter {
        $0.exhibit.mistake == expectation.mistake
          && (expectation.cell ?? $0.exhibit.cell.label) == $0.exhibit.cell.label
      }
      #expect(!groups.isEmpty, "\(expectation.mistake)")
      for group in groups {
        for report in group.reports {
          for tensor in report.tensors where expectation.tensors.contains(tensor.kind) {
            #expect(
              tensor.diagnosis?.contains(expectation.words) == true,
              "\(group.exhibit), \(tensor.name): \(tensor.diagnosis ?? "nothing")")
            sentences += 1
          }
        }
      }
    }
    print("signatures told in words: \(sentences) sentences")
    #expect(sentences >= 400)
  }

  /// The tensors that fail, and no others, of those that a network has: where to look.
  static let places: [(mistakes: [Mistake], failing: Set<String>)] = [
    ([.oneStepOnly, .stateAfterForStateBefore, .recurrentTransposed], ["W_hh"]),
    ([.biasOfAnotherGate, .biasAddedTwice], ["b_h"]),
    ([.candidateBiasWithoutReset], ["b_hn"]),
    ([.initialStateOneStepLate], ["h_0"]),
    ([.embeddingOverwritten, .reverseNotAdded], ["embedding"]),
    ([.wrongLayerInput], ["W_xh"]),
    ([.gatesExchanged], ["W_xh", "W_hh", "b_h"]),
    ([.onlyOneStepKept, .meanOverSteps], ["W_xh", "W_hh", "b_h", "b_hn"]),
    (
      [
        .noLearningThroughTime, .nextStepDropped, .cellGradientNotCarried, .carryTransposed,
        .forgetGateNotCarried, .resetNotCarried, .finalGradientAtEndOfBatch,
      ], ["embedding", "W_xh", "W_hh", "b_h", "b_hn", "h_0", "c_0"]
    ),
  ]

  @Test func theTensorsThatFailSayWhereTheMistakeIs() {
    for (mistakes, failing) in Self.places {
      for group in StrongReports.all where mistakes.contains(group.exhibit.mistake) {
        for report in group.reports {
          let there = Set(report.tensors.map(\.kind))
          let failed = Set(report.tensors.filter { $0.verdict == .fail }.map(\.kind))
          #expect(failed == failing.intersection(there), "\(group.exhibit): \(report)")
        }
      }
    }
  }

  /// In a single step a gate's mistake has not spread yet, and the check names the gate.
  @Test func aSingleStepNamesTheGate() {
    let gates: [(mistake: Mistake, cell: Int, gate: String)] = [
      (.gateSlopeForgotten, 1, "forget gate"), (.cellAfterForCellBefore, 1, "forget gate"),
      (.outputGateOfAnotherPath, 1, "output gate"), (.candidateSlopeForgotten, 1, "candidate"),
      (.gateSlopeForgotten, 2, "update gate"), (.gateSlopeForgotten, 3, "update gate"),
      (.resetSlopeForgotten, 2, "reset gate"), (.resetSlopeForgotten, 3, "reset gate"),
      (.candidateBiasForgotten, 3, "reset gate"),
    ]
    for (mistake, cell, gate) in gates {
      let exhibit = Exhibit(mistake: mistake, cell: Exhibit.cells[cell])
      for seed in StrongReports.seeds {
        let probe = Probe.oneStep(exhibit.cell, for: mistake, seed: seed)
        let report = CheckedModel(probe).check(mistake)
        for tensor in report.tensors where ["W_xh", "W_hh", "b_h"].contains(tensor.kind) {
          let wrong = Set(tensor.entries.filter(\.verdict.isFailure).map(\.band))
          #expect(wrong == [gate], "\(exhibit), seed \(seed), \(tensor.name)")
          #expect(
            tensor.diagnosis?.hasPrefix("every wrong entry lies in the \(gate)") == true,
            "\(exhibit), seed \(seed), \(tensor.name)")
        }
      }
    }
  }
}

extension GradientCheck.TensorReport {
  /// The name without layer, direction and number: `W_xh` of `lstm.2.reverse.W_xh`, `h_0` of
  /// `h_0.1`.
  var kind: String {
    name.split(separator: ".").map(String.init).last { Int($0) == nil } ?? name
  }
}
