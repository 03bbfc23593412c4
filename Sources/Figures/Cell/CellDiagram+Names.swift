import Drawing

// What a cell is, which wires and equations it has, and how they are written.

extension CellDiagram {
  /// The function of a simple recurrent cell.
  public enum Activation: String, Sendable, Hashable, CaseIterable {
    case tanh, relu, sigmoid, identity
  }

  /// Where the reset gate of a GRU multiplies.
  public enum Reset: String, Sendable, Hashable, CaseIterable {
    /// The state, before its product with W_hn.
    case before
    /// W_hn h_{t-1} + b_hn, after the product.
    case after
  }

  public enum Kind: Sendable, Hashable {
    case rnn(Activation)
    case lstm
    case gru(reset: Reset)
  }

  /// A wire that has a name and can show its numbers.
  public enum Wire: String, Sendable, Hashable, CaseIterable {
    /// x_t
    case input
    /// h_{t-1}
    case previousHidden
    /// c_{t-1}
    case previousCell
    /// a_t of the simple recurrent cell, before its function.
    case preActivation
    /// i_t
    case inputGate
    /// f_t
    case forgetGate
    /// r_t
    case reset
    /// z_t
    case update
    /// g_t of an LSTM, n_t of a GRU.
    case candidate
    /// o_t
    case outputGate
    /// c_t
    case cellState
    /// tanh(c_t)
    case cellTanh
    /// h_t
    case hiddenState
  }

  /// An equation of a cell, named by its left side.
  public enum Equation: String, Sendable, Hashable, CaseIterable {
    case preActivation, inputGate, forgetGate, reset, update, candidate, outputGate, cellState
    case hiddenState
  }
}

extension CellDiagram.Kind {
  /// In the order of the equations.
  public var wires: [CellDiagram.Wire] {
    switch self {
    case .rnn: [.input, .previousHidden, .preActivation, .hiddenState]
    case .lstm:
      [
        .input, .previousHidden, .previousCell, .inputGate, .forgetGate, .candidate, .outputGate,
        .cellState, .cellTanh, .hiddenState,
      ]
    case .gru: [.input, .previousHidden, .reset, .update, .candidate, .hiddenState]
    }
  }

  /// In the order in which they are computed.
  public var equations: [CellDiagram.Equation] {
    switch self {
    case .rnn: [.preActivation, .hiddenState]
    case .lstm: [.inputGate, .forgetGate, .candidate, .outputGate, .cellState, .hiddenState]
    case .gru: [.reset, .update, .candidate, .hiddenState]
    }
  }

  /// For messages: "an LSTM".
  var name: String {
    switch self {
    case .rnn(let activation): "an RNN (\(activation.rawValue))"
    case .lstm: "an LSTM"
    case .gru(let reset): "a GRU (reset \(reset.rawValue))"
    }
  }

  /// In the corner of the cell.
  var caption: Label {
    switch self {
    case .rnn: "RNN"
    case .lstm: "LSTM"
    case .gru(.before): "GRU, reset before the product"
    case .gru(.after): "GRU, reset after the product"
    }
  }

  func symbol(_ wire: CellDiagram.Wire) -> Label {
    switch wire {
    case .input: "$x_t$"
    case .previousHidden: "$h_{t-1}$"
    case .previousCell: "$c_{t-1}$"
    case .preActivation: "$a_t$"
    case .inputGate: "$i_t$"
    case .forgetGate: "$f_t$"
    case .reset: "$r_t$"
    case .update: "$z_t$"
    case .candidate: self == .lstm ? "$g_t$" : "$n_t$"
    case .outputGate: "$o_t$"
    case .cellState: "$c_t$"
    case .cellTanh: "$\\tanh(c_t)$"
    case .hiddenState: "$h_t$"
    }
  }
}

extension CellDiagram.Wire {
  /// The meaning of its colour; nil for gates, candidates and sums.
  var role: Theme.Role? {
    switch self {
    case .input: .input
    case .previousHidden, .hiddenState: .hiddenState
    case .previousCell, .cellState, .cellTanh: .cellState
    default: nil
    }
  }

  /// Whether its values lie between 0 and 1.
  var isGate: Bool {
    switch self {
    case .inputGate, .forgetGate, .outputGate, .reset, .update: true
    default: false
    }
  }
}

extension CellDiagram.Activation {
  /// As it stands in an equation and in a box.
  var symbol: String {
    switch self {
    case .tanh: "\\tanh"
    case .relu: "\\operatorname{ReLU}"
    case .sigmoid: "\\sigma"
    case .identity: "\\operatorname{id}"
    }
  }
}
