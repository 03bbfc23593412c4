/// Where a parameter acts, found from its position among all.
struct ProbeSites: Sendable {
  struct Site: Sendable {
    enum Kind: Sendable {
      case embedding, inputWeights, recurrentWeights, bias, candidateBias, headWeights, headBias
    }
    let kind: Kind
    /// The position of the first entry, and that behind the last.
    let start: Int
    var end: Int
    /// The length of a row; 1 for a vector.
    let columns: Int
    let layer: Int
    /// Layer and direction as one number, as in `NetworkState`.
    let slot: Int
  }

  /// In the order of their starts.
  private let sites: [Site]
  private let count: Int
  private let layers: Int

  init(_ spec: NetworkSpec, _ offsets: Network<Double>.Offsets, count: Int) {
    var sites: [Site] = []
    func add(_ kind: Site.Kind, _ start: Int, _ columns: Int, layer: Int = 0, slot: Int = 0) {
      sites.append(
        Site(kind: kind, start: start, end: count, columns: columns, layer: layer, slot: slot))
    }
    if case .embedding(_, let size) = spec.input { add(.embedding, offsets.embedding, size) }
    for (layer, hidden) in spec.hiddenSizes.enumerated() {
      for (direction, place) in offsets.layers[layer].enumerated() {
        let slot = layer * spec.directions.count + direction
        add(
          .inputWeights, place.inputWeights, spec.inputSize(ofLayer: layer), layer: layer,
          slot: slot)
        add(.recurrentWeights, place.recurrentWeights, hidden, layer: layer, slot: slot)
        add(.bias, place.bias, 1, layer: layer, slot: slot)
        if spec.cell == .gru(.after) {
          add(.candidateBias, place.candidateBias, 1, layer: layer, slot: slot)
        }
      }
    }
    if case .dense = spec.head.kind {
      add(.headWeights, offsets.headWeights, spec.topSize)
      add(.headBias, offsets.headBias, 1)
    }
    sites.sort { $0.start < $1.start }
    for index in sites.indices.dropLast() { sites[index].end = sites[index + 1].start }
    self.sites = sites
    self.count = count
    layers = spec.hiddenSizes.count
  }

  /// - Precondition: The position is one of a parameter.
  func site(of index: Int) -> Site {
    precondition(
      index >= 0 && index < count, "a move of parameter \(index); there are 0 ..< \(count)")
    var (low, high) = (0, sites.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if sites[middle].start <= index { low = middle } else { high = middle }
    }
    return sites[low]
  }

  /// The first part of the network that a parameter of the site acts in: 0 for the embedding, 1 for
  /// the lowest layer, and so on up to the head.
  func level(of site: Site) -> Int {
    switch site.kind {
    case .embedding: 0
    case .inputWeights, .recurrentWeights, .bias, .candidateBias: site.layer + 1
    case .headWeights, .headBias: layers + 1
    }
  }
}
