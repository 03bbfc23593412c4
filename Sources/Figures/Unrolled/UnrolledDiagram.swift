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
/// Up to 8 steps are drawn; of more, the first three, dots, and the last three. What the dots hide
/// (steps, cuts, masked steps) is counted under them.
///
/// - Throws: ``validate()`` throws `.invalidData` for no steps, for layers, units or directions
///   that differ between steps, and for cuts and windows outside the steps.
public struct UnrolledDiagram: Figure, Hashable {
  /// What stands in an input or output box: a label (a character, a word), numbers, or both.
  /// Neither draws a plain box with its symbol.
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

    /// A box with its symbol alone.
    public static var plain: Content { Content() }

    var isPlain: Bool { label == nil && values.isEmpty }
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

  /// The states of the direction that reads from the last step to the first.
  public struct Reverse: Sendable, Hashable {
    /// One entry for each layer, layer 1 first.
    public var states: [[Double]]
    /// As ``Step/cells``.
    public var cells: [[Double]]
    public var gradient: Gradient?

    public init(states: [[Double]], cells: [[Double]] = [], gradient: Gradient? = nil) {
      self.states = states
      self.cells = cells
      self.gradient = gradient
    }
  }

  /// One time step.
  public struct Step: Sendable, Hashable {
    /// nil draws no input at this step.
    public var input: Content?
    /// The state of each layer, layer 1 first, H values each; an empty state is a plain box.
    public var states: [[Double]]
    /// nil draws no output at this step.
    public var output: Content?
    public var target: Label?
    public var loss: Double?
    public var gradient: Gradient?
    /// The cell state c_t of each layer (LSTM); an empty list draws none.
    public var cells: [[Double]]
    /// The other direction of a bidirectional network; given at every step or at none.
    public var reverse: Reverse?
    /// Beyond the sequence's end: hatched, without input, the state carried through.
    public var isMasked: Bool
    /// The output of the step before is this step's input.
    public var isFedBack: Bool

    public init(
      input: Content? = nil, states: [[Double]], output: Content? = nil, target: Label? = nil,
      loss: Double? = nil, gradient: Gradient? = nil, cells: [[Double]] = [],
      reverse: Reverse? = nil, isMasked: Bool = false, isFedBack: Bool = false
    ) {
      self.input = input
      self.states = states
      self.output = output
      self.target = target
      self.loss = loss
      self.gradient = gradient
      self.cells = cells
      self.reverse = reverse
      self.isMasked = isMasked
      self.isFedBack = isFedBack
    }
  }

  /// Steps that one backward pass covers, drawn as a bracket under them.
  public struct Window: Sendable, Hashable {
    /// Counted from 1.
    public var steps: ClosedRange<Int>
    /// nil writes the steps' numbers.
    public var label: Label?

    public init(_ steps: ClosedRange<Int>, label: Label? = nil) {
      self.steps = steps
      self.label = label
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
  /// Steps after which the gradient is cut (truncated backpropagation); the state passes.
  public var cuts: [Int]
  /// What each of several backward passes covers; they may overlap.
  public var windows: [Window]
  /// How much of the run is drawn; the rest is an outline in the same place.
  public var progress: Progress

  public init(
    title: Label, subtitle: Label? = nil, steps: [Step], initialStates: [[Double]]? = nil,
    totalLoss: Double? = nil, equation: Label? = nil, stateLimit: Double = 1, cuts: [Int] = [],
    windows: [Window] = [], progress: Progress = .complete
  ) {
    self.title = title
    self.subtitle = subtitle
    self.steps = steps
    self.initialStates = initialStates
    self.totalLoss = totalLoss
    self.equation = equation
    self.stateLimit = stateLimit
    self.cuts = cuts
    self.windows = windows
    self.progress = progress
  }

  /// How many layers every step has.
  var layers: Int { steps.first?.states.count ?? 0 }
  var isBidirectional: Bool { steps.first?.reverse != nil }

  func states(_ step: Int, _ direction: Direction) -> [[Double]] {
    direction == .forward ? steps[step].states : steps[step].reverse?.states ?? []
  }

  func cells(_ step: Int, _ direction: Direction) -> [[Double]] {
    direction == .forward ? steps[step].cells : steps[step].reverse?.cells ?? []
  }

  func gradient(_ step: Int, _ direction: Direction) -> Gradient? {
    direction == .forward ? steps[step].gradient : steps[step].reverse?.gradient
  }

  public func draw(on canvas: Canvas) -> [FigureRegion] {
    UnrolledPainter(self, canvas).draw()
  }
}

extension UnrolledDiagram {
  /// The way in which a row of states reads the sequence.
  package enum Direction: Int, Sendable, Hashable, CaseIterable {
    case forward, reverse
  }

  var directions: [Direction] { isBidirectional ? [.forward, .reverse] : [.forward] }
}
