import Drawing
import Testing

@Suite struct LabelTests {
  static let style = TextStyle(13.5)

  func canvas() throws -> Canvas { try Canvas(size: Size(200, 100), theme: .light) }

  func problem(of label: Label) throws -> DrawingError? {
    let canvas = try canvas()
    _ = canvas.measure(label, Self.style)
    return canvas.problem
  }

  @Test func anUnknownCommandIsAnErrorThatNamesTheNearest() throws {
    let problem = try problem(of: "state $\\aplha_t$")
    #expect(
      problem == .unknownCommand("\\aplha", label: "state $\\aplha_t$", nearest: "\\alpha"))
    #expect(
      problem?.description
        == "unknown command '\\aplha' in the label 'state $\\aplha_t$'; did you mean '\\alpha'?")
  }

  @Test(arguments: ["$x", "$x}$", "$x_{1$", "$\\frac{1}$", "$x_1_2$", "$x^$", "$\\mathrm x$"])
  func brokenMathematicsIsAnError(source: String) throws {
    guard case .malformedLabel(let label, _)? = try problem(of: Label(source)) else {
      Issue.record("no error for \(source)")
      return
    }
    #expect(label == source)
  }

  @Test func deepNestingIsAnErrorAndNotACrash() throws {
    let source = "$" + String(repeating: "{", count: 100_000)
    guard case .malformedLabel(_, let reason)? = try problem(of: Label(source)) else {
      Issue.record("no error")
      return
    }
    #expect(reason == "more than 24 nested groups")
  }

  @Test(arguments: [
    "$h_t^{(l)} = \\tanh(W_{xh}x_t + W_{hh}h_{t-1} + b)$",
    "$\\frac{\\partial L}{\\partial W_{hh}} = \\sum_t \\delta_t h_{t-1}^\\top$",
    "$\\hat{y} \\bar{h} \\tilde{c} \\dot{x} \\sqrt{2}$", "$i \\odot g \\cdot 2 \\times 3$",
    "$a \\in b \\le c \\ge d \\ne e \\approx f \\to \\infty$", "$f'(x)$ and $\\mathrm{softmax}(z)$",
    "costs \\$5", "한글 라벨", "␣ ⏎ →",
  ])
  func everySupportedPartHasASize(source: String) throws {
    let canvas = try canvas()
    let metrics = canvas.measure(Label(source), Self.style)
    #expect(canvas.problem == nil)
    #expect(metrics.width > 10)
    #expect(metrics.ascent > 4)
  }

  @Test func scriptsAreStackedAndSmaller() throws {
    let canvas = try canvas()
    let plain = canvas.measure("$h$", Self.style)
    let sub = canvas.measure("$h_t$", Self.style)
    let both = canvas.measure("$h_t^{l}$", Self.style)
    #expect(sub.descent > plain.descent + 1)
    #expect(both.ascent > sub.ascent)
    // Stacked: no wider than the wider of the two alone.
    let sup = canvas.measure("$h^{l}$", Self.style)
    #expect(both.width <= max(sub.width, sup.width) + 1)
  }

  @Test func dollarSignsInPlainTextHaveNoMeaning() throws {
    let canvas = try canvas()
    let plain = canvas.measure(.plain("$x$"), Self.style)
    let escaped = canvas.measure("\\$x\\$", Self.style)
    #expect(canvas.problem == nil)
    #expect(plain == escaped)
  }

  @Test func aMissingGlyphIsAnErrorThatNamesThePackages() throws {
    let problem = try problem(of: "smile \u{1F600}")
    #expect(problem == .missingGlyph(characters: "\u{1F600}", label: "smile \u{1F600}"))
    let text = problem?.description ?? ""
    #expect(text.contains("U+1F600"))
    for package in ["fonts-inter", "fonts-stix", "fonts-nanum"] { #expect(text.contains(package)) }
  }

  @Test func aMissingFontIsAnErrorThatNamesItsPackage() {
    #expect(throws: DrawingError.missingFont(family: "Inter Regular", package: "fonts-inter")) {
      _ = try FontSet(folders: ["/nowhere"], asksSystem: false)
    }
  }

  @Test func charactersOfATextAreVisible() {
    #expect(Label.character(" ").source == "\u{2423}")
    #expect(Label.character("\n").source == "\u{23CE}")
    #expect(Label.character("\u{7}").source == "x7")
    #expect(Label.character("$").isPlain)
  }

  @Test func fittedTextIsNoWiderThanItsBoxAndNoSmallerThanTheMinimum() throws {
    let canvas = try canvas()
    let label: Label = "a rather long label with $h_t$"
    let style = TextStyle(15)
    let natural = canvas.measure(label, style).width
    let fitted = canvas.fitted(label, style, width: natural * 0.9)
    #expect(canvas.measure(label, fitted).width <= natural * 0.9)
    #expect(canvas.fitted(label, style, width: 10).size == 11)
    #expect(canvas.fitted(label, style, width: 1000) == style)
  }

  @Test func theFirstErrorStaysAndNoPictureIsMade() throws {
    let canvas = try canvas()
    canvas.text("$\\nonsense$", at: Point(10, 10), Self.style)
    canvas.text("\u{1F600}", at: Point(10, 10), Self.style)
    #expect(throws: DrawingError.unknownCommand("\\nonsense", label: "$\\nonsense$", nearest: nil))
    {
      _ = try canvas.png()
    }
  }
}
