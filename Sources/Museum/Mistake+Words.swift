extension Mistake {
  /// What is wrong, in one plain sentence.
  public var title: String { words.title }

  /// The line as it should be, in symbols.
  public var right: String { words.right }

  /// The line as it is with the mistake, in symbols.
  public var wrong: String { words.wrong }

  private var words: (title: String, right: String, wrong: String) {
    switch self {
    case .noLearningThroughTime:
      (
        "Nothing goes back from a step to the one before: the network never learns through time.",
        "dL/dh_{t-1} = W_hh' delta_t", "dL/dh_{t-1} = 0"
      )
    case .nextStepDropped:
      (
        "A step hears of the loss from above only, not from the step after it.",
        "dh_t = (from above) + (from step t + 1)", "dh_t = (from above)"
      )
    case .oneStepOnly:
      (
        "The recurrent weights learn from the last step alone.",
        "dL/dW_hh = sum over t of delta_t h_{t-1}'", "dL/dW_hh = delta_T h_{T-1}'"
      )
    case .onlyOneStepKept:
      (
        "Each step's gradient overwrites that of the step before it, where they should be added.",
        "dW += delta_t x_t'", "dW = delta_t x_t'"
      )
    case .gateSlopeForgotten:
      (
        "The slope of a gate's sigmoid is s itself, where it is s (1 - s).",
        "delta_f = df * f (1 - f)", "delta_f = df * f"
      )
    case .tanhTwice:
      (
        "The slope of tanh is taken where tanh was applied already.",
        "1 - tanh(a)^2", "1 - tanh(tanh(a))^2"
      )
    case .slopeOfPreactivation:
      (
        "The slope of tanh is written with its argument, where its value belongs.",
        "1 - tanh(a)^2", "1 - a^2"
      )
    case .inverseSlope:
      (
        "The gradient is divided by the slope of tanh, where it is multiplied.",
        "dh (1 - h^2)", "dh / (1 - h^2)"
      )
    case .cellGradientNotCarried:
      (
        "The cell state's gradient begins at zero in each step, so that the long memory learns "
          + "nothing.",
        "dc_t = dc_{t+1} f_{t+1} + dh_t o (1 - tanh(c)^2)", "dc_t = dh_t o (1 - tanh(c)^2)"
      )
    case .biasOfAnotherGate:
      (
        "Copied and not changed: the first gate's bias gets the second gate's gradient.",
        "db_i = delta_i", "db_i = delta_f"
      )
    case .outputGateOfAnotherPath:
      (
        "The output gate learns from the cell state's gradient, where the hidden state's belongs.",
        "do = dh tanh(c)", "do = dc tanh(c)"
      )
    case .wrongLayerInput:
      (
        "The middle layer's input weights are paired with what the layer says, not with what it "
          + "reads.",
        "dL/dW_xh = delta_t x_t'", "dL/dW_xh = delta_t h_t'"
      )
    case .reverseNotAdded:
      (
        "What the reverse direction says of the layer's inputs is not added.",
        "dx = dx forward + dx reverse", "dx = dx forward"
      )
    case .updateGateExchanged:
      (
        "z and 1 - z have changed places on the way back.",
        "dn = dh (1 - z), dh_{t-1} = dh z", "dn = dh z, dh_{t-1} = dh (1 - z)"
      )
    case .resetSlopeForgotten:
      (
        "The reset gate's gradient lacks the slope of its sigmoid.",
        "delta_r = dr r (1 - r)", "delta_r = dr"
      )
    case .candidateBiasForgotten:
      (
        "The reset gate multiplies W_hn h + b_hn, but its gradient forgets b_hn.",
        "dr = delta_n (W_hn h + b_hn)", "dr = delta_n (W_hn h)"
      )
    case .candidateBiasWithoutReset:
      (
        "The candidate's recurrent bias stands behind the reset gate, but its gradient does not.",
        "db_hn = delta_n r", "db_hn = delta_n"
      )
    case .carryTransposed:
      (
        "The gradient goes back through W_hh, where it must go through its transpose.",
        "dL/dh_{t-1} = W_hh' delta_t", "dL/dh_{t-1} = W_hh delta_t"
      )
    case .meanOverSteps:
      (
        "The gradient of the weights is the mean over the steps, where it is the sum.",
        "dL/dW = sum over t of dW_t", "dL/dW = (1/T) sum over t of dW_t"
      )
    case .wrongSign:
      (
        "The error is target minus output: every step of training goes uphill.",
        "dL/dy = y - target", "dL/dy = target - y"
      )
    case .biasAddedTwice:
      (
        "The bias's gradient is added twice.",
        "db += delta_t", "db += 2 delta_t"
      )
    case .embeddingOverwritten:
      (
        "A token that comes twice keeps only one of its gradients.",
        "dE[token] += dx_t", "dE[token] = dx_t"
      )
    case .initialStateOneStepLate:
      (
        "The initial state gets the gradient of the state one step later.",
        "dL/dh_0 = W_hh' delta_1", "dL/dh_0 = dL/dh_1"
      )
    case .candidateSlopeForgotten:
      (
        "The slope of tanh is left out.",
        "delta = dh (1 - h^2)", "delta = dh"
      )
    case .stateAfterForStateBefore:
      (
        "The recurrent weights are paired with the state after the step, not with the one before.",
        "dL/dW_hh = sum delta_t h_{t-1}'", "dL/dW_hh = sum delta_t h_t'"
      )
    case .cellAfterForCellBefore:
      (
        "The forget gate is paired with the cell state after the step, not with the one before.",
        "df = dc c_{t-1}", "df = dc c_t"
      )
    case .finalGradientAtEndOfBatch:
      (
        "The final state's gradient enters at the batch's last step, so that a shorter sequence "
          + "never hears of it.",
        "dh_len += dL/dh_final", "dh_T += dL/dh_final"
      )
    case .forgetGateNotCarried:
      (
        "The cell state's gradient goes back past the forget gate, not through it.",
        "dc_{t-1} = dc_t f_t", "dc_{t-1} = dc_t"
      )
    case .resetNotCarried:
      (
        "The reset gate is left out on the way back to the state before.",
        "dh_{t-1} += W_hn' delta_n * r", "dh_{t-1} += W_hn' delta_n"
      )
    case .sumOverPositions:
      (
        "The loss is a mean over all outputs, but its gradient is that of their sum.",
        "dL/dy = (y - target) / N", "dL/dy = y - target"
      )
    case .clippedGradient:
      (
        "The gradient is clipped before it is handed on, and so is no longer the loss's.",
        "g", "max(-0.1, min(0.1, g))"
      )
    case .decayInGradientOnly:
      (
        "The gradient has weight decay in it that the loss knows nothing of.",
        "g", "g + 0.01 theta"
      )
    case .gatesExchanged:
      (
        "The gradients of two gates are written to each other's rows.",
        "rows i f g o, r z n", "rows i g f o, z r n"
      )
    case .recurrentTransposed:
      (
        "The recurrent weights' gradient has rows and columns exchanged.",
        "dL/dW_hh = delta_t h_{t-1}'", "dL/dW_hh = h_{t-1} delta_t'"
      )
    case .reverseOrderKept:
      (
        "The reverse direction gets the gradient of its outputs in the forward order.",
        "dh reverse at step t = dL/d(its output at t)",
        "dh reverse at step t = dL/d(its output at T + 1 - t)"
      )
    }
  }
}
