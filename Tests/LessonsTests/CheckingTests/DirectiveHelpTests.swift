import Lessons
import Testing

@Suite struct DirectiveHelpTests {
  @Test func aPageShowsEveryKeyWithItsMeaningItsValuesAndItsDefault() {
    let train = Example.declarations.filter { $0.kind == "train" }
    #expect(
      directiveHelp(for: train) == """
        train  Trains a model.

          id          the step's name. An id: a small letter, then small letters, digits, '_' or
                      '-'; optional.
          model       what learns. The id of an earlier 'model'; required.
          rate        the learning rate. A number above 0; default 0.1.
          epochs      passes. An integer from 1 to 1000000; default 10.
          clip        limits of the gradient. A mapping of 'norm', 'value'; optional.
          clip.norm   the largest norm. A number above 0; optional.
          clip.value  the largest entry. A number above 0; optional.
          truncate    steps back. An integer from 1 to 100, or one of 'full', 'none'; default
                      full.

        """)
  }

  @Test func theKeysOfAListAreThoseOfItsItems() {
    let expect = Example.declarations.filter { $0.kind == "expect" }
    #expect(
      directiveHelp(for: expect, width: 80) == """
        expect  Claims that must hold.
          A list; each item has these keys.

          value      what is looked at. A value of an earlier step, written like
                     'fwd.loss' or 'bwd.norm[1]'; required.
          equals     what it must be. A number, or a text of 1 to 100 characters;
                     required.
          tolerance  how far off. A number of at least 0; default 0.

        """)
  }

  @Test(arguments: [80, 90, 100])
  func noLineIsLongerThanThePage(width: Int) {
    let page = directiveHelp(for: Example.declarations + [.frontMatter], width: width)
    let lengths = page.split(separator: "\n").map(\.count)
    #expect(lengths.max() ?? 0 <= width)
    #expect(lengths.max() ?? 0 > width - 15)
  }

  @Test func theKeysOfListedMappingsStandBelowTheirList() {
    let page = directiveHelp(for: Example.declarations)
    #expect(page.contains("\n  items[].target  the targets. A list of numbers; optional.\n"))
  }
}
