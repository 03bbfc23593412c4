/// How far a peer's results are from ours.
struct Comparison {
  /// The largest difference of a tensor's entries, relative to its largest entry, over all tensors.
  var difference = 0.0
  /// Where that is: `d 0.forward.W_hh`.
  var tensor = ""
  /// A tensor that one side lacks, or has in another shape.
  var mismatch: String?

  init(ours: [Tensor], peer: [Tensor]) {
    let byName = Dictionary(uniqueKeysWithValues: peer.map { ($0.name, $0) })
    for tensor in ours {
      guard let other = byName[tensor.name] else {
        mismatch = "no \(tensor.name)"
        return
      }
      let mine = tensor.doubles
      // A training may give more losses than are compared.
      let isPart = tensor.name == "losses" && other.shape[0] >= mine.count
      guard isPart || tensor.shape == other.shape else {
        mismatch = "\(tensor.name) of \(other.shape), ours is \(tensor.shape)"
        return
      }
      add(tensor.name, mine, other.doubles)
    }
  }

  private mutating func add(_ name: String, _ ours: [Double], _ peer: [Double]) {
    var largest = 0.0
    var apart = 0.0
    for index in ours.indices {
      largest = max(largest, ours[index].magnitude)
      let distance = (ours[index] - peer[index]).magnitude
      // Written so that NaN is kept.
      if !(distance <= apart) { apart = distance }
    }
    let relative = apart == 0 ? 0 : apart / largest
    if !(relative <= difference) {
      difference = relative
      tensor = name
    }
  }

  func agrees(within tolerance: Double) -> Bool { mismatch == nil && difference <= tolerance }
}
