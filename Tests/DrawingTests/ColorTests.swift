import Drawing
import Testing

@Suite struct ColorTests {
  static let themes = [Theme.light, Theme.dark]

  @Test(arguments: themes, Theme.Role.allCases)
  func everyRoleReadsAsSmallTextOnItsPage(theme: Theme, role: Theme.Role) {
    #expect(theme.color(role).contrast(with: theme.background) >= 4.5)
    #expect(theme.color(role).contrast(with: theme.fill(role)) >= 3)
    #expect(theme.ink.contrast(with: theme.fill(role)) >= 7)
  }

  @Test(arguments: themes)
  func inkAndSecondaryTextReadOnThePage(theme: Theme) {
    #expect(theme.ink.contrast(with: theme.background) >= 7)
    #expect(theme.secondary.contrast(with: theme.background) >= 4.5)
    #expect(theme.axis.contrast(with: theme.background) >= 3)
  }

  @Test(arguments: themes)
  func numbersReadOnEveryColourOfAMap(theme: Theme) {
    for color in theme.signedMap.colors + theme.unitMap.colors {
      #expect(theme.text(on: color).contrast(with: color) >= 4.2)
    }
  }

  @Test(arguments: themes)
  func negativeIsBlueAndPositiveIsRed(theme: Theme) {
    for amount in [0.15, 0.3, 0.5] {
      let (negative, positive) = (
        theme.signedMap.color(at: 0.5 - amount), theme.signedMap.color(at: 0.5 + amount)
      )
      #expect(negative.blue > negative.red)
      #expect(positive.red > positive.blue)
    }
    let zero = theme.signedMap.color(at: 0.5)
    #expect(zero.contrast(with: theme.background) < 1.35)
  }

  @Test func viridisStartsDarkAndEndsBright() {
    let luminances = ColorMap.viridis.colors.map(\.luminance)
    #expect(zip(luminances, luminances.dropFirst()).allSatisfy { $0 <= $1 + 1e-3 })
    #expect(ColorMap.viridis.color(at: 0).bytes == (0x44, 0x01, 0x54))
    #expect(ColorMap.viridis.color(at: 7) == ColorMap.viridis.color(at: 1))
  }
}
