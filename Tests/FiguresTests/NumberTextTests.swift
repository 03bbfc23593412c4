import Figures
import Testing

@Suite struct NumberTextTests {
  @Test func fixedNumbersHaveATrueMinusAndNoNegativeZero() {
    #expect(NumberText.fixed(-0.1974, 2) == "\u{2212}0.20")
    #expect(NumberText.fixed(-0.001, 2) == "0.00")
    #expect(NumberText.fixed(0.4621, 2) == "0.46")
    #expect(NumberText.fixed(2.5e7, 2) == "2.5e7")
  }

  @Test func aSmallNumberInACellIsNotWrittenAsZero() {
    #expect(NumberText.cell(0, 2) == "0.00")
    #expect(NumberText.cell(9.2e-7, 2) == "9e\u{2212}7")
    #expect(NumberText.cell(-0.004, 2) == "\u{2212}4e\u{2212}3")
    #expect(NumberText.cell(0.005, 2) == "0.01")
  }

  @Test func shortNumbersKeepThreeDigits() {
    #expect(NumberText.short(0.722994) == "0.723")
    #expect(NumberText.short(1.7006) == "1.70")
    #expect(NumberText.short(0.0123) == "0.012")
    #expect(NumberText.short(0.000557) == "0.00056")
    #expect(NumberText.short(1.31e-5) == "1.3e\u{2212}5")
    #expect(NumberText.short(123456) == "1.2e5")
    #expect(NumberText.trimmed(1) == "1")
    #expect(NumberText.trimmed(0.5) == "0.5")
  }

  @Test func numbersThatAreNotFiniteHaveNames() {
    #expect(NumberText.fixed(.nan, 2) == "NaN")
    #expect(NumberText.short(-.infinity) == "\u{2212}∞")
    #expect(NumberText.cell(.infinity, 2) == "∞")
  }
}
