import Lessons
import Testing

@Suite struct NearestNameTests {
  @Test(arguments: [
    ("epsilonn", "epsilon"), ("espilon", "epsilon"), ("Epsilon", "epsilon"), ("mdoel", "model"),
    ("hiden", "hidden"), ("epoch", "epochs"), ("if", "id"),
  ])
  func aMisspeltNameIsFound(word: String, name: String) {
    let names = ["id", "model", "hidden", "epsilon", "epochs", "rate", "mode"]
    #expect(nearest(to: word, among: names) == name)
  }

  @Test(arguments: ["", "x", "banana", "zz", "gradient"])
  func anotherWordIsNotGuessed(word: String) {
    #expect(nearest(to: word, among: ["id", "model", "a", "epsilon"]) == nil)
  }

  @Test func ofEquallyNearNamesTheFirstIsTaken() {
    #expect(nearest(to: "mod", among: ["mode", "mods"]) == "mode")
    #expect(nearest(to: "mode", among: ["mods", "mode"]) == "mode")
  }

  @Test func aWordOfAMillionLettersIsAnsweredAtOnce() {
    let word = String(repeating: "a", count: 1_000_000)
    #expect(nearest(to: word, among: [word]) == nil)
  }
}
