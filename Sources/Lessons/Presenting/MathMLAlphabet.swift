/// Bold, script and double-struck letters. Browsers know only their Unicode characters, no
/// `mathvariant`.
struct MathMLAlphabet {
  private let upper: UInt32
  private let lower: UInt32?
  private let digits: UInt32?
  private let greek: UInt32?
  /// Letters that Unicode had before it gave the alphabet a block.
  private let exceptions: [Character: Character]

  init?(command: String) {
    switch command {
    case "mathbf":
      (upper, lower, digits, greek) = (0x1D400, 0x1D41A, 0x1D7CE, 0x1D6C2)
      exceptions = [:]
    case "boldsymbol", "bm":
      (upper, lower, digits, greek) = (0x1D468, 0x1D482, 0x1D7CE, 0x1D736)
      exceptions = [:]
    case "mathcal", "mathscr":
      (upper, lower, digits, greek) = (0x1D49C, nil, nil, nil)
      exceptions = [
        "B": "ℬ", "E": "ℰ", "F": "ℱ", "H": "ℋ", "I": "ℐ", "L": "ℒ", "M": "ℳ", "R": "ℛ",
      ]
    case "mathbb":
      (upper, lower, digits, greek) = (0x1D538, 0x1D552, 0x1D7D8, nil)
      exceptions = ["C": "ℂ", "H": "ℍ", "N": "ℕ", "P": "ℙ", "Q": "ℚ", "R": "ℝ", "Z": "ℤ"]
    default: return nil
    }
  }

  func styled(_ character: Character) -> Character {
    if let exception = exceptions[character] { return exception }
    guard let scalar = character.unicodeScalars.first else { return character }
    func shifted(_ start: UInt32?, from first: Unicode.Scalar) -> Character {
      guard let start, let moved = Unicode.Scalar(start + scalar.value - first.value) else {
        return character
      }
      return Character(moved)
    }
    switch scalar {
    case "A"..."Z": return shifted(upper, from: "A")
    case "a"..."z": return shifted(lower, from: "a")
    case "0"..."9": return shifted(digits, from: "0")
    case "α"..."ω": return shifted(greek, from: "α")
    default: return character
    }
  }
}
