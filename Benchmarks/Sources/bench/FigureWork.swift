import Figures
import Foundation
import Recurrent

/// One picture: from a figure's value to the bytes of its PNG, or, in a process of its own, from a
/// CSV file to a PNG file.
final class FigureWork: Work {
  /// What is drawn; `peers/matplotlib_pictures.py` has the same.
  enum Picture: String, Codable, Sendable {
    /// A row for each unit, a column for each step.
    case heatmap
    /// Every point of every curve is on the line.
    case strokedCurves
    /// From the least to the greatest of each stretch, and a smoothed mean.
    case bandedCurves
    /// Layers of states over time, with the numbers in their boxes.
    case unrolled
  }

  private let picture: Picture
  private let layers: Int
  /// A row for each curve, or for each unit of each layer.
  private let rows: [[Double]]
  private let figure: any Figure
  private var png: [UInt8] = []
  private var regions: [FigureRegion] = []
  /// Where a process of its own reads and writes; nil for a picture in memory.
  private let files: (folder: URL, arguments: [String], picture: URL)?

  init(_ work: WorkDescription) throws {
    guard let picture = work.picture else {
      throw BenchmarkError("works.json: \(work.work) needs 'picture'")
    }
    self.picture = picture
    layers = work.layers ?? 1
    rows = Self.data(work, picture)
    figure = FigureSamples.figure(picture, rows: rows, layers: layers)
    guard work.inProcess == false else {
      files = nil
      return
    }
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "unrolled-bench-figure-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let (table, output) = (folder.appending(path: "data.csv"), folder.appending(path: "out.png"))
    let lines = rows.map { $0.map { "\($0)" }.joined(separator: ",") }
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: table)
    let arguments = [
      "--draw", picture.rawValue, "--draw-layers", "\(layers)", "--draw-from", table.path,
      "--draw-to", output.path,
    ]
    files = (folder, arguments, output)
  }

  deinit { if let files { try? FileManager.default.removeItem(at: files.folder) } }

  let operations = 0.0

  var tensors: [Tensor] {
    let rendered = try? figure.render(scale: 2)
    let size: [Double] = [rendered?.width ?? 0, rendered?.height ?? 0]
    return [
      Tensor("rows", [rows.count, rows[0].count], rows.flatMap { $0 }),
      Tensor("size", [2], size),
      Tensor("colours", [256, 3], Self.channels(Theme.light.signedMap.colors)),
      Tensor("lines", [2, 3], Self.channels(FigureSamples.lines)),
    ]
  }

  private static func channels(_ colors: [Color]) -> [Double] {
    colors.flatMap { [$0.red, $0.green, $0.blue] }
  }

  func setUp() {}

  func run() throws {
    if let files {
      try Self.runAgain(files.arguments)
      return
    }
    let rendered = try figure.render(scale: 2)
    png = rendered.bytes
    regions = rendered.regions
  }

  /// What can be read from the decoded picture alone, on either side.
  var results: [Tensor] {
    if let files {
      png = (try? [UInt8](Data(contentsOf: files.picture))) ?? []
      regions = (try? figure.render(scale: 2).regions) ?? []
    }
    guard let image = try? PNG.decode(png) else { return [Tensor("picture", [2], [0.0, 0])] }
    return [Tensor("picture", [2], [Double(image.width), Double(image.height)])]
      + FigureSamples.seen(picture, in: image, regions: regions, rows: rows)
  }

  /// States of a network of as many layers as are drawn, or losses with noise.
  private static func data(_ work: WorkDescription, _ picture: Picture) -> [[Double]] {
    var generator = SeededGenerator(seed: 1)
    switch picture {
    case .strokedCurves, .bandedCurves:
      return (0..<work.batch).map { curve in
        (0..<work.steps).map { step in
          let progress = Double(step) / Double(work.steps)
          let noise = 2 * generator.nextUnit() - 1
          return exp(-3 * progress) + 0.5 * Double(curve) + 0.15 * noise
        }
      }
    case .heatmap, .unrolled:
      var inputs: [Double] = uniform(work.steps * work.input, scale: 1, using: &generator)
      var width = work.input
      var rows: [[Double]] = []
      for _ in 0..<(work.layers ?? 1) {
        let spec = NetworkSpec(
          input: .vectors(size: width), cell: .elman(.tanh), hiddenSizes: [work.hidden],
          head: .init(.identity, at: .eachStep), loss: .halfSquaredError)
        var network = Network<Double>(spec, using: &generator)
        for index in network.parameters.values.indices { network.parameters.values[index] *= 2 }
        inputs =
          network.forward(
            SequenceBatch(steps: work.steps, batch: 1, inputSize: width, inputs: inputs)
          ).outputs
        width = work.hidden
        rows += (0..<width).map { unit in
          (0..<work.steps).map { inputs[$0 * width + unit] }
        }
      }
      return rows
    }
  }

  /// Runs this program again, and waits: from its start to the picture on disk.
  private static func runAgain(_ arguments: [String]) throws {
    guard let program = Bundle.main.executableURL?.path else {
      throw BenchmarkError("the program does not know where it is")
    }
    var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var settings: [UnsafeMutablePointer<CChar>?] =
      ProcessInfo.processInfo.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for setting in settings { free(setting) } }
    var child = pid_t()
    let problem = posix_spawn(&child, program, nil, nil, &words, &settings)
    guard problem == 0 else { throw BenchmarkError(String(cString: strerror(problem))) }
    var status: Int32 = 0
    guard waitpid(child, &status, 0) == child, status == 0 else {
      throw BenchmarkError("\(arguments.joined(separator: " ")): ended with \(status)")
    }
  }

  /// What the process does.
  static func draw(_ picture: Picture, layers: Int, from table: String, to path: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: table)))
    // As bytes: splitting into characters would take longer than the picture.
    let rows = try bytes.split(separator: UInt8(ascii: "\n")).map { line in
      try line.split(separator: UInt8(ascii: ",")).map { cell in
        let text = String(decoding: cell, as: UTF8.self)
        guard let number = Double(text) else { throw BenchmarkError("\(table): '\(text)'") }
        return number
      }
    }
    try FigureSamples.figure(picture, rows: rows, layers: layers).render(scale: 2).write(to: path)
  }
}
