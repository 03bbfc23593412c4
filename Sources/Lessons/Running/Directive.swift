/// One kind of directive: `forward`, `gradcheck`, ...
///
/// A kind is one file: what it may hold is declared once, and parsing, error texts, suggestions
/// and `unrolled help directives` all come from that declaration. A new kind is a file beside the
/// others and a line in `allDirectives`.
protocol Directive: Sendable {
  static var declaration: DirectiveDeclaration { get }

  /// Settles everything that can be settled before anything runs: what the ids stand for, whether
  /// the shapes fit. Problems go to the plan, all of them; nil where the directive cannot run.
  init?(_ checked: CheckedDirective, in plan: inout LessonPlan)

  /// The names that prose, tables and claims can use behind the directive's id.
  var valueNames: [String] { get }

  /// Computes. The step has its place, kind and id already.
  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure)
}

extension Directive {
  var valueNames: [String] { [] }
}

/// Why a step could not run; its page says so, and later steps go on where they can.
struct StepFailure: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}

/// Every kind, in the order in which help lists them.
let allDirectives: [any Directive.Type] = [
  DataDirective.self, ModelDirective.self, ForwardDirective.self, BackwardDirective.self,
  GradCheckDirective.self, DifferencesDirective.self, RulesDirective.self, MuseumDirective.self,
  TrainDirective.self, CompareDirective.self, PredictDirective.self, FigureDirective.self,
  WiringsDirective.self, SizesDirective.self, ReturnsDirective.self, GenerateDirective.self,
  RolloutDirective.self,
  ActivationsDirective.self, CarryDirective.self, LandscapeDirective.self,
  WindowsDirective.self, TruncationDirective.self, ContrastDirective.self, FlowDirective.self,
  SweepDirective.self, FitDirective.self, PaddingDirective.self, ReadDirective.self,
  DescribeDirective.self, PixelsDirective.self, RememberDirective.self,
  SentencesDirective.self, TranslatorsDirective.self, TranslateDirective.self,
  TranslatorCheckDirective.self, TableDirective.self, ExpectDirective.self,
]

/// The text of `unrolled help directives`.
public func helpOnDirectives() -> String {
  directiveHelp(for: allDirectives.map { $0.declaration }, width: 78)
}
