/// Which directions and entries of a tensor are looked at.
///
/// A small tensor is checked entry by entry. A large one by four directions, which see a single
/// wrong entry when it is off by more than K E sqrt(n), and by about 48 entries: some from every
/// band of rows, those of the largest and the smallest gradient, and exact zeros.
struct Plan {
  static let largestWhole = 256
  static let directionCount = 4
  static let extremeCount = 8
  static let spreadCount = 24

  /// Signs of every direction over the whole tensor.
  private(set) var directions: [Signs] = []
  /// Places of the entries within the tensor, ascending.
  private(set) var offsets: [Int] = []

  init(
    _ mode: GradientCheck.Mode, _ block: ParameterTensors.Block, gradient: ArraySlice<Double>,
    using generator: inout SplitMix64
  ) {
    let count = block.count
    switch mode {
    case .exhaustive: offsets = Array(0..<count)
    case .standard where count <= Self.largestWhole: offsets = Array(0..<count)
    case .quick where count <= 1: offsets = Array(0..<count)
    case .quick: directions = (0..<Self.directionCount).map { _ in generator.signs() }
    case .standard:
      directions = (0..<Self.directionCount).map { _ in generator.signs() }
      offsets = Self.sample(block, gradient, using: &generator)
    }
  }

  private static func sample(
    _ block: ParameterTensors.Block, _ gradient: ArraySlice<Double>,
    using generator: inout SplitMix64
  ) -> [Int] {
    let sizes = gradient.indices.map { abs(gradient[$0]) }
    let nonZero = sizes.indices.filter { sizes[$0] > 0 }
    let zeros = sizes.indices.filter { !(sizes[$0] > 0) }
    let ascending = nonZero.sorted { sizes[$0] < sizes[$1] }
    var chosen = Set(ascending.prefix(extremeCount) + ascending.suffix(extremeCount))
    chosen.formUnion((0..<extremeCount).compactMap { _ in zeros.randomElement(using: &generator) })
    let strata = strata(of: block)
    for number in 0..<spreadCount {
      let stratum = strata[number % strata.count]
      chosen.insert(Int.random(in: stratum, using: &generator))
    }
    return chosen.sorted()
  }

  /// Ranges of entries: one for every band of rows, or eight of equal size.
  private static func strata(of block: ParameterTensors.Block) -> [Range<Int>] {
    let rows = max(1, block.shape.first ?? 1)
    let width = block.count / rows
    let bands = block.bands.map { $0.rows }.filter { !$0.isEmpty }
    if bands.isEmpty {
      let parts = 8
      return (0..<parts).map { (block.count * $0 / parts)..<(block.count * ($0 + 1) / parts) }
    }
    return bands.map { ($0.lowerBound * width)..<($0.upperBound * width) }
  }
}
