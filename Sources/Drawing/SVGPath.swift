/// The outline of an SVG element in absolute commands, written short.
struct SVGPath {
  private(set) var text: [UInt8] = []
  /// Numbers are kept as whole multiples of the last decimal.
  private let decimals: Int
  private var x = 0
  private var y = 0
  /// A move that is written when something is drawn from there.
  private var start: (x: Int, y: Int)?

  init(decimals: Int) { self.decimals = decimals }

  /// Reads M, L, C and Z with their numbers after spaces, as Cairo writes them.
  ///
  /// - Returns: Whether that was all there is.
  mutating func read(_ data: ArraySlice<UInt8>) -> Bool {
    var words = data.split(separator: UInt8(ascii: " ")).makeIterator()
    while let word = words.next() {
      guard word.count == 1, let command = word.first else { return false }
      var numbers: [Int] = []
      let wanted = Self.count(command)
      guard let wanted else { return false }
      while numbers.count < wanted {
        guard let word = words.next(), let number = number(word) else { return false }
        numbers.append(number)
      }
      write(command, numbers)
    }
    return true
  }

  private static func count(_ command: UInt8) -> Int? {
    switch command {
    case UInt8(ascii: "M"), UInt8(ascii: "L"): 2
    case UInt8(ascii: "C"): 6
    case UInt8(ascii: "Z"): 0
    default: nil
    }
  }

  private mutating func write(_ command: UInt8, _ numbers: [Int]) {
    if command == UInt8(ascii: "M") {
      start = (numbers[0], numbers[1])
      return
    }
    if let start {
      append(UInt8(ascii: "M"), [start.x, start.y])
      (x, y) = start
      self.start = nil
    }
    switch command {
    case UInt8(ascii: "L") where numbers[1] == y: append(UInt8(ascii: "H"), [numbers[0]])
    case UInt8(ascii: "L") where numbers[0] == x: append(UInt8(ascii: "V"), [numbers[1]])
    default: append(command, numbers)
    }
    if numbers.count >= 2 { (x, y) = (numbers[numbers.count - 2], numbers[numbers.count - 1]) }
  }

  private mutating func append(_ command: UInt8, _ numbers: [Int]) {
    text.append(command)
    for (index, number) in numbers.enumerated() {
      if index > 0, number >= 0 { text.append(UInt8(ascii: " ")) }
      append(number)
    }
  }

  private mutating func append(_ number: Int) {
    if number < 0 { text.append(UInt8(ascii: "-")) }
    let unit = decimals == 2 ? 100 : 1000
    let (whole, part) = (abs(number) / unit, abs(number) % unit)
    text += Array(String(whole).utf8)
    guard part > 0 else { return }
    var digits = Array(String(part + unit).utf8)
    digits[0] = UInt8(ascii: ".")
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    text += digits
  }

  /// `-12.345678` rounded to the decimals that are kept.
  private func number(_ word: ArraySlice<UInt8>) -> Int? {
    var (value, places) = (0, -1)
    var rest = word
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative { rest.removeFirst() }
    guard !rest.isEmpty, rest.count < 17 else { return nil }
    for byte in rest {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        value = value * 10 + Int(byte - UInt8(ascii: "0"))
        if places >= 0 { places += 1 }
      case UInt8(ascii: ".") where places < 0: places = 0
      default: return nil
      }
    }
    places = max(places, 0)
    while places < decimals {
      value *= 10
      places += 1
    }
    var unit = 1
    while places > decimals {
      unit *= 10
      places -= 1
    }
    value = (value + unit / 2) / unit
    return isNegative ? -value : value
  }
}
