import Drawing

/// A recurrent network unrolled over time, with the numbers of a run in its boxes: time from left
/// to right, input below, output above, layers upward; the backward pass dashed, right to left.
///
/// ```swift
/// let figure = UnrolledDiagram(
///   title: "Three tanh steps",
///   steps: [
///     .init(input: .init(values: [1.0]), states: [[0.46, -0.20]]),
///     .init(input: .init(values: [0.5]), states: [[0.44, -0.06]]),
///     .init(input: .init(values: [-1.0]), states: [[-0.30, 0.40]],
///           output: .init(values: [-0.70]), target: "0.50", loss: 0.723),
///   ])
/// ```
///
/// Up to 8 steps are drawn; of more, the first three, dots, and the last three.
public struct UnrolledDiagram: Figure {
  /// What stands in an input or output box: a label (a character, a word), numbers, or both.
  public struct Content: Sendable, Hashable {
    public var label: Label?
    public var values: [Double]
    /// The probability of the label, for a predicted class.
    public var probability: Double?

    public init(label: Label? = nil, values: [Double] = [], probability: Double? = nil) {
      self.label = label
      self.values = values
      self.probability = probability
    }
  }

  /// The backward pass at one step, one entry for each layer, layer 1 first.
  public struct Gradient: Sendable, Hashable {
    /// |dL/dh_t|, the norm of the gradient that reaches the state.
    public var stateNorms: [Double]
    /// delta_t = dL/da_t, H values; an empty list leaves the row out.
    public var deltas: [[Double]]

    public init(stateNorms: [Double], deltas: [[Double]] = []) {
      self.stateNorms = stateNorms
      self.deltas = deltas
    }
  }

  public struct Step: Sendable, Hashable {
    /// nil draws no input at this step.
    public var input: Content?
    /// The state of each layer, layer 1 first, H values each.
    public var states: [[Double]]
    /// nil draws no output at this step.
    public var output: Content?
    public var target: Label?
    public var loss: Double?
    public var gradient: Gradient?

    public init(
      input: Content? = nil, states: [[Double]], output: Content? = nil, target: Label? = nil,
      loss: Double? = nil, gradient: Gradient? = nil
    ) {
      self.input = input
      self.states = states
      self.output = output
      self.target = target
      self.loss = loss
      self.gradient = gradient
    }
  }

  public var title: Label
  public var subtitle: Label?
  public var steps: [Step]
  /// The state before the first step, for each layer; nil and zeros are written `h_0 = 0`.
  public var initialStates: [[Double]]?
  /// Written at the upper right.
  public var totalLoss: Double?
  /// A line at the foot of the page, usually the step's equation.
  public var equation: Label?
  /// The state's colours run from -stateLimit to stateLimit.
  public var stateLimit: Double

  public init(
    title: Label, subtitle: Label? = nil, steps: [Step], initialStates: [[Double]]? = nil,
    totalLoss: Double? = nil, equation: Label? = nil, stateLimit: Double = 1
  ) {
    self.title = title
    self.subtitle = subtitle
    self.steps = steps
    self.initialStates = initialStates
    self.totalLoss = totalLoss
    self.equation = equation
    self.stateLimit = stateLimit
  }

  /// How many layers every step has.
  var layers: Int { steps.first?.states.count ?? 0 }

  public func validate() throws(FigureError) {
    func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws(FigureError) {
      if !condition { throw .invalidData(figure: "UnrolledDiagram", reason: reason()) }
    }
    try require(!steps.isEmpty, "no steps were given; at least 1 is needed")
    try require(layers >= 1, "step 1 has no states; at least 1 layer is needed")
    try require(layers <= 8, "\(layers) layers were given; at most 8 are drawn")
    try require(
      stateLimit > 0 && stateLimit.isFinite, "stateLimit is \(stateLimit); it must be above 0")
    for (index, step) in steps.enumerated() {
      try require(
        step.states.count == layers,
        "step \(index + 1) has states of \(step.states.count) layers, step 1 has \(layers)")
      for (layer, state) in step.states.enumerated() {
        try require(
          !state.isEmpty && state.count == steps[0].states[layer].count,
          "step \(index + 1), layer \(layer + 1) has \(state.count) units, "
            + "step 1 has \(steps[0].states[layer].count)")
      }
      guard let gradient = step.gradient else { continue }
      try require(
        gradient.stateNorms.count == layers,
        "step \(index + 1) has \(gradient.stateNorms.count) gradient norms for \(layers) layers")
      try require(
        gradient.deltas.isEmpty || gradient.deltas.map(\.count) == step.states.map(\.count),
        "step \(index + 1) has deltas of \(gradient.deltas.map(\.count)) units, "
          + "states of \(step.states.map(\.count))")
    }
    if let initialStates {
      try require(
        initialStates.map(\.count) == steps[0].states.map(\.count),
        "initialStates has \(initialStates.map(\.count)) units, "
          + "the states have \(steps[0].states.map(\.count))")
    }
  }

  public func draw(on canvas: Canvas) -> [FigureRegion] {
    UnrolledPainter(self, canvas).draw()
  }
}
