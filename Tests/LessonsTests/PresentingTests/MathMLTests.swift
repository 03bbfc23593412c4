import Lessons
import Testing

@Suite struct MathMLTests {
  private func body(_ tex: String, display: Bool = false) throws -> String {
    let text = try MathML.convert(tex, display: display)
    let start = try #require(text.firstIndex(of: ">"))
    return String(text[text.index(after: start)...].dropLast("</math>".count))
  }

  private func problem(_ tex: String) -> String {
    do {
      _ = try MathML.convert(tex, display: false)
      return "converted"
    } catch {
      return "\(error.offset) \(error.message)"
    }
  }

  @Test(arguments: [
    (
      "h_t^{(l)}",
      "<msubsup><mi>h</mi><mi>t</mi><mrow><mo stretchy=\"false\">(</mo><mi>l</mi>"
        + "<mo stretchy=\"false\">)</mo></mrow></msubsup>"
    ),
    ("f'", "<msup><mi>f</mi><mo>\u{2032}</mo></msup>"),
    ("0.25 x", "<mn>0.25</mn><mi>x</mi>"),
    ("a - b", "<mi>a</mi><mo>\u{2212}</mo><mi>b</mi>"),
    ("\\sigma \\odot h", "<mi>σ</mi><mo>⊙</mo><mi>h</mi>"),
    ("\\hat y", "<mover accent=\"true\"><mi>y</mi><mo stretchy=\"false\">^</mo></mover>"),
    ("\\sqrt{2}", "<msqrt><mn>2</mn></msqrt>"),
    ("\\tanh x", "<mi>tanh</mi><mspace width=\"0.167em\"></mspace><mi>x</mi>"),
    (
      "\\tanh(x)",
      "<mi>tanh</mi><mo stretchy=\"false\">(</mo><mi>x</mi><mo stretchy=\"false\">)</mo>"
    ),
    ("W_{\\mathrm{xh}}", "<msub><mi>W</mi><mi>xh</mi></msub>"),
    ("\\mathbf{W}", "<mi>𝐖</mi>"),
    ("\\mathbb{R}", "<mi>ℝ</mi>"),
    ("a \\le b", "<mi>a</mi><mo>≤</mo><mi>b</mi>"),
    ("\\text{if } x", "<mtext>if\u{00A0}</mtext><mi>x</mi>"),
  ])
  func formulasBecomeMathML(tex: String, expected: String) throws {
    #expect(try body(tex) == expected)
  }

  @Test func fractionsSumsAndFencesNest() throws {
    #expect(
      try body("\\frac{\\partial L}{\\partial W}")
        == "<mfrac><mrow><mi mathvariant=\"normal\">∂</mi><mi>L</mi></mrow>"
        + "<mrow><mi mathvariant=\"normal\">∂</mi><mi>W</mi></mrow></mfrac>")
    #expect(
      try body("\\sum_{t=1}^T")
        == "<munderover><mo largeop=\"true\" movablelimits=\"true\">∑</mo>"
        + "<mrow><mi>t</mi><mo lspace=\"0\" rspace=\"0\">=</mo><mn>1</mn></mrow><mi>T</mi>"
        + "</munderover>")
    #expect(
      try body("\\left\\| a \\right.")
        == "<mrow><mo fence=\"true\" stretchy=\"true\">‖</mo><mi>a</mi></mrow>")
  }

  @Test(arguments: [
    "-1", "(-1, 2)", "(1, -2)", "a = -b", "a \\cdot -b", "a \\qquad -b = -c", "\\left[ -a \\right]",
    "\\frac{-a}{b}", "\\sum_t -a", "a < \\pm b",
  ])
  func aMinusThatIsASignStandsClose(tex: String) throws {
    let found = try body(tex).matches(of: /<mo form="prefix" lspace="0" rspace="0">[−±]<\/mo>/)
    #expect(found.count == 1)
  }

  @Test(arguments: ["a - b", "(a) - b", "h_t - 1", "f' - g", "\\left( a \\right) - b", "2 - 1"])
  func aMinusBetweenOperandsKeepsItsSpace(tex: String) throws {
    #expect(try body(tex).contains("<mo>−</mo>"))
  }

  @Test func operatorsInScriptsStandClose() throws {
    #expect(
      try body("h_{t-1}")
        == "<msub><mi>h</mi><mrow><mi>t</mi><mo lspace=\"0\" rspace=\"0\">−</mo><mn>1</mn></mrow>"
        + "</msub>")
  }

  @Test func matricesAndCasesAreTables() throws {
    #expect(
      try body("\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\\\ \\end{pmatrix}")
        == "<mrow><mo fence=\"true\" stretchy=\"true\">(</mo><mtable>"
        + "<mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr>"
        + "<mtr><mtd><mn>3</mn></mtd><mtd><mn>4</mn></mtd></mtr></mtable>"
        + "<mo fence=\"true\" stretchy=\"true\">)</mo></mrow>")
    #expect(try body("\\begin{cases} 1 & x > 0 \\\\ 0 \\end{cases}").contains("&gt;"))
    #expect(
      try body("\\begin{aligned} a &= b \\\\ &= c \\end{aligned}").contains("<mi></mi><mo>=</mo>"))
  }

  @Test func theTeXIsTheAlternativeText() throws {
    let math = try MathML.convert("a <\n b", display: true)
    #expect(math.hasPrefix("<math display=\"block\" alttext=\"a &lt; b\">"))
  }

  @Test(arguments: [
    ("a + \\alhpa", "4 unknown command '\\alhpa'; did you mean '\\alpha'?"),
    ("é\\foobar", "2 unknown command '\\foobar'"),
    ("x^10", "2 '^10' takes only the first digit; write '^{10}'"),
    ("\\frac{1}", "0 '\\frac' needs an argument, as in {...}"),
    ("{a", "0 the brace is not closed"),
    ("a}", "1 '}' closes nothing"),
    ("a_b_c", "3 a second subscript; write one '_{...}'"),
    ("\\left( a", "0 '\\left' has no '\\right'"),
    ("a & b", "2 '&' stands only in a matrix, 'aligned' or 'cases'"),
    ("\\begin{pmatrix} a", "0 '\\begin{pmatrix}' has no '\\end{pmatrix}'"),
    (
      "\\begin{foo} a \\end{foo}",
      "0 unknown environment 'foo'; known are matrix, pmatrix, bmatrix, Bmatrix, vmatrix, Vmatrix, "
        + "aligned, gathered, split, align and cases"
    ),
    ("", "0 the formula is empty"),
    ("a\\", "1 a formula cannot end in a backslash"),
    ("\\text{a", "0 the brace of '\\text' is not closed"),
  ])
  func aFormulaThatIsNotKnownIsRefusedWithItsPlace(tex: String, expected: String) {
    #expect(problem(tex) == expected)
  }

  @Test func deepNestingIsRefused() {
    let deep = String(repeating: "{", count: 50_000) + "a"
    #expect(problem(deep).hasSuffix("the formula is nested more than 40 deep"))
    #expect(problem(String(repeating: "\\hat", count: 50_000) + " a") != "converted")
  }
}
