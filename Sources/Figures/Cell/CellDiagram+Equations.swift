import Drawing

extension CellDiagram.Kind {
  /// The equation as it is written, sigma for the logistic function.
  func text(_ equation: CellDiagram.Equation) -> Label {
    func layer(_ gate: String, _ function: String) -> Label {
      // The f leans over its neighbours.
      let gap = gate == "f" ? "\\;" : "\\,"
      let (input, state) = ("W_{x\(gate)}\(gap)x_t", "W_{h\(gate)}\(gap)h_{t-1}")
      return Label("$\(gate)_t = \(function)(\(input) + \(state) + b_\(gate))$")
    }
    switch equation {
    case .preActivation: return "$a_t = W_{xh}\\,x_t + W_{hh}\\,h_{t-1} + b_h$"
    case .inputGate: return layer("i", "\\sigma")
    case .forgetGate: return layer("f", "\\sigma")
    case .outputGate: return layer("o", "\\sigma")
    case .reset: return layer("r", "\\sigma")
    case .update: return layer("z", "\\sigma")
    case .candidate:
      switch self {
      case .gru(.before):
        return "$n_t = \\tanh(W_{xn}\\,x_t + b_n + W_{hn}\\,(r_t \\odot h_{t-1}))$"
      case .gru(.after):
        return "$n_t = \\tanh(W_{xn}\\,x_t + b_n + r_t \\odot (W_{hn}\\,h_{t-1} + b_{hn}))$"
      default: return layer("g", "\\tanh")
      }
    case .cellState: return "$c_t = \\!f_t \\odot c_{t-1} + i_t \\odot g_t$"
    case .hiddenState:
      switch self {
      case .rnn(.identity): return "$h_t = a_t$"
      case .rnn(let activation): return Label("$h_t = \(activation.symbol)(a_t)$")
      case .lstm: return "$h_t = o_t \\odot \\tanh(c_t)$"
      case .gru: return "$h_t = (1 - z_t) \\odot n_t + z_t \\odot h_{t-1}$"
      }
    }
  }

  func name(_ equation: CellDiagram.Equation) -> Label {
    switch equation {
    case .preActivation: "pre-activation"
    case .inputGate: "input gate"
    case .forgetGate: "forget gate"
    case .outputGate: "output gate"
    case .reset: "reset gate"
    case .update: "update gate"
    case .candidate: "candidate"
    case .cellState: "cell state"
    case .hiddenState: "hidden state"
    }
  }

  /// What the equation is for, in a line.
  func meaning(_ equation: CellDiagram.Equation) -> Label {
    switch equation {
    case .preActivation: "the input and the state before, weighted and added"
    case .inputGate: "how much of the candidate each unit of the cell takes in, 0 to 1"
    case .forgetGate: "how much of $c_{t-1}$ each unit of the cell keeps, 0 to 1"
    case .outputGate: "how much of $\\tanh(c_t)$ each unit shows, 0 to 1"
    case .reset: "how much of the old state the candidate gets to see, 0 to 1"
    case .update: "how much of the old state each unit keeps, 0 to 1"
    case .candidate:
      self == .lstm
        ? "what could be added to the cell state, −1 to 1"
        : "what the state could become, −1 to 1"
    case .cellState: "what is kept plus what is taken in"
    case .hiddenState:
      switch self {
      case .rnn: "the state that goes up and on to the next step"
      case .lstm: "the part of the cell state that is shown"
      case .gru: "a mean of the candidate and the old state, weighted by $z_t$"
      }
    }
  }

  /// How many lines of ``arithmetic(_:unit:values:)`` stand side by side; nil for an equation that
  /// has none.
  func arithmeticColumns(_ equation: CellDiagram.Equation) -> Int? {
    switch (self, equation) {
    case (.lstm, .cellState), (.lstm, .hiddenState): 2
    case (.gru, .hiddenState): 1
    default: nil
    }
  }

  /// For an equation that works entry by entry, its right side for one unit in numbers; nil where
  /// a number is missing or the equation is a product with a matrix.
  func arithmetic(
    _ equation: CellDiagram.Equation, unit: Int, values: [CellDiagram.Wire: [Double]]
  ) -> String? {
    func number(_ wire: CellDiagram.Wire) -> String? {
      guard let value = values[wire]?[unit], value.isFinite else { return nil }
      let text = NumberText.cell(value, 2)
      return value < 0 ? "(\(text))" : text
    }
    func line(_ parts: String?...) -> String? {
      let known = parts.compactMap(\.self)
      return known.count == parts.count ? known.joined() : nil
    }
    let dot = " · "
    switch (self, equation) {
    case (.lstm, .cellState):
      return line(
        number(.forgetGate), dot, number(.previousCell), " + ", number(.inputGate), dot,
        number(.candidate))
    case (.lstm, .hiddenState): return line(number(.outputGate), dot, number(.cellTanh))
    case (.gru, .hiddenState):
      return line(
        "(1 \u{2212} ", number(.update), ")", dot, number(.candidate), " + ", number(.update), dot,
        number(.previousHidden))
    default: return nil
    }
  }
}
