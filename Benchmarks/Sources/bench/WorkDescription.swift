import Foundation

/// A work as `works.json` describes it; the peers read the same file's entries.
struct WorkDescription: Decodable, Sendable {
  enum Kind: String, Decodable {
    /// Forward, and the gradients of parameters and inputs.
    case pass
    /// The training loop of lesson 4.
    case hihello
    /// One epoch of a network that reads token ids of different lengths.
    case sentiment
    /// Windows of a long sequence, with the state carried.
    case truncated
    /// The gradient checker.
    case checker
    /// A picture.
    case figure
  }

  enum CellName: String, Decodable { case lstm, gru, rnn }
  enum ScalarName: String, Decodable { case float32, float64 }

  var work: String
  var kind: Kind
  var cell: CellName?
  var scalar: ScalarName
  var threads: Int
  var steps: Int
  var batch: Int
  var input: Int
  var hidden: Int
  var layers: Int?
  var directions: Int?
  var outputs: Int?
  /// The shortest and the longest sequence.
  var lengths: [Int]?
  var vocabulary: Int?
  var reviews: Int?
  var epochs: Int?
  var comparedEpochs: Int?
  var window: Int?
  var period: Int?
  var check: CheckerWork.Question?
  var picture: FigureWork.Picture?
  /// False where a whole process is timed, from its start to the picture on disk.
  var inProcess: Bool?
  var rate: Double?
  var rho: Double?
  var beta1: Double?
  var beta2: Double?
  var epsilon: Double?
  /// How far results may differ, relative to the largest entry of a tensor.
  var tolerance: Double
  /// Fewer rounds than asked for, where one takes long.
  var rounds: Int?
  var peers: [String]
  /// peer / ours to reach, by peer or for the `fastest` one; the share of the machine's `peak`;
  /// resident memory, `memory_mib`; `seconds`; the largest `error` of ours, relative to a tensor's
  /// largest entry; or the `accuracy`, each peer's error over ours.
  var targets: [String: Double]

  var spec: LayerSizes {
    LayerSizes(
      layers: layers ?? 1, directions: directions ?? 1, input: input, hidden: hidden,
      gates: cell == .lstm ? 4 : cell == .gru ? 3 : 1)
  }
}

struct LayerSizes {
  var layers: Int
  var directions: Int
  var input: Int
  var hidden: Int
  var gates: Int

  /// Floating-point operations of the matrix products of forward and backward over that many rows
  /// of (step, sequence): forward has one product with W_xh and one with W_hh, backward two each.
  func operations(rows: Int) -> Double {
    (0..<layers).reduce(0) { sum, layer in
      let width = layer == 0 ? input : hidden * directions
      return sum + 3 * 2 * Double(rows * directions * gates * hidden * (width + hidden))
    }
  }
}

/// The file of all works.
struct WorkFile {
  /// Each entry decoded, and as it stands, for the peers.
  let works: [(description: WorkDescription, json: Any)]

  init(contentsOf url: URL) throws {
    let data = try Data(contentsOf: url)
    guard
      let root = try JSONSerialization.jsonObject(with: data) as? [String: Any],
      let entries = root["works"] as? [Any]
    else { throw BenchmarkError("\(url.path): no list 'works'") }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    works = try entries.map { entry in
      let data = try JSONSerialization.data(withJSONObject: entry)
      return (try decoder.decode(WorkDescription.self, from: data), entry)
    }
  }
}

struct BenchmarkError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
