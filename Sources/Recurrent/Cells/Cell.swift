/// What turns x_t and the state of step t - 1 into the state of step t. The equations stand in
/// `ElmanCell.swift`, `LSTMCell.swift` and `GRUCell.swift`.
public enum Cell: Sendable, Hashable, Codable {
  /// h_t = f(W_xh x_t + W_hh h_{t-1} + b_h)
  case elman(Activation)
  /// Gates i f g o in the rows of W_xh, W_hh and b_h; a cell state c_t beside h_t.
  case lstm
  /// Gates r z n in the rows of W_xh, W_hh and b_h.
  case gru(Reset)

  /// Where the reset gate of a GRU acts. The two forms give different numbers.
  public enum Reset: String, Sendable, Hashable, Codable, CaseIterable {
    /// n = tanh(W x + b + U (r * h)): Cho et al. (2014), Keras with `reset_after=False`.
    case before
    /// n = tanh(W x + b + r * (U h + b_hn)): PyTorch, cuDNN, Keras by default.
    case after
  }

  /// The name in parameter blocks and reports: `rnn`, `lstm`, `gru`.
  public var name: String {
    switch self {
    case .elman: "rnn"
    case .lstm: "lstm"
    case .gru: "gru"
    }
  }

  /// The gates in the order of their rows; empty for a cell without gates.
  public var gates: [String] {
    switch self {
    case .elman: []
    case .lstm: ["input gate", "forget gate", "candidate", "output gate"]
    case .gru: ["reset gate", "update gate", "candidate"]
    }
  }

  /// G: W_xh, W_hh and b_h have G x H rows.
  public var bands: Int {
    // Read many times in a pass, so not the count of `gates`, which makes an array.
    switch self {
    case .elman: 1
    case .lstm: 4
    case .gru: 3
    }
  }

  /// Whether c_t is carried beside h_t.
  public var hasCellState: Bool { self == .lstm }
}
