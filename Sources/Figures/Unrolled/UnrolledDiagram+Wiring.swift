import Drawing

extension UnrolledDiagram {
  /// Which steps have an input and which an output.
  ///
  /// Source: A. Karpathy, "The Unreasonable Effectiveness of Recurrent Neural Networks", 2015.
  public enum Wiring: Sendable, Hashable {
    /// One step with both.
    case oneToOne
    /// An input at the first step, an output at each.
    case oneToMany(steps: Int)
    /// An input at each step, an output at the last.
    case manyToOne(steps: Int)
    /// Both at each step.
    case manyToMany(steps: Int)
    /// Inputs first, then outputs: the first output stands at the step of the last input.
    case encoderDecoder(inputs: Int, outputs: Int)

    /// The number of time steps.
    public var steps: Int {
      switch self {
      case .oneToOne: 1
      case .oneToMany(let steps), .manyToOne(let steps), .manyToMany(let steps): steps
      case .encoderDecoder(let inputs, let outputs): inputs + outputs - 1
      }
    }

    /// - Parameter step: counted from 1.
    public func hasInput(_ step: Int) -> Bool {
      switch self {
      case .oneToOne, .manyToOne, .manyToMany: true
      case .oneToMany: step == 1
      case .encoderDecoder(let inputs, _): step <= inputs
      }
    }

    /// - Parameter step: counted from 1.
    public func hasOutput(_ step: Int) -> Bool {
      switch self {
      case .oneToOne, .oneToMany, .manyToMany: true
      case .manyToOne(let steps): step == steps
      case .encoderDecoder(let inputs, _): step >= inputs
      }
    }

    /// The words for it.
    public var name: String {
      switch self {
      case .oneToOne: "one to one"
      case .oneToMany: "one to many"
      case .manyToOne: "many to one"
      case .manyToMany: "many to many"
      case .encoderDecoder: "many to many, shifted"
      }
    }
  }

  /// A network without numbers: plain boxes with their symbols.
  ///
  /// ```swift
  /// let figure = UnrolledDiagram(
  ///   title: "One to many", wiring: .oneToMany(steps: 4), isFedBack: true)
  /// ```
  ///
  /// - Parameter isFedBack: at the steps that have no input of their own, the output of the step
  ///   before is the input.
  public init(
    title: Label, subtitle: Label? = nil, wiring: Wiring, layers: Int = 1,
    isBidirectional: Bool = false, isFedBack: Bool = false, equation: Label? = nil
  ) {
    let plain = [[Double]](repeating: [], count: layers)
    let steps = (0..<max(0, wiring.steps)).map { index in
      let hasInput = wiring.hasInput(index + 1)
      return Step(
        input: hasInput ? .plain : nil, states: plain,
        output: wiring.hasOutput(index + 1) ? .plain : nil,
        reverse: isBidirectional ? Reverse(states: plain) : nil,
        isFedBack: isFedBack && !hasInput && index > 0 && wiring.hasOutput(index))
    }
    self.init(title: title, subtitle: subtitle, steps: steps, equation: equation)
  }
}
