import Figures
import Foundation
import GradientCheck
import Recurrent
import Testing

/// The examples of README.md, compiled and run; the last test holds them against its text.
@Suite struct ReadmeTests {
  @Test func theGradientCheckOfTheReadmePasses() {
    // A gradient derived by hand, and the loss it belongs to: f(w) = sum of sin(w_i)^2.
    let report = GradientCheck(seed: 7).run(
      parameters: [NamedTensor("w", values: [0.3, -1.2, 2.0])],
      loss: { p in p["w"].map { sin($0) * sin($0) }.reduce(0, +) },
      gradient: { p in
        LossAndGradient(
          loss: p["w"].map { sin($0) * sin($0) }.reduce(0, +), ["w": p["w"].map { sin(2 * $0) }])
      })
    #expect(report.passed, "\(report)")
  }

  @Test func theHeatmapOfTheReadmeIsWritten() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("unrolled-readme-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/states.png"
    try Heatmap(
      title: "Hidden states $h_t$", values: [[0.5, -0.2, 0.9], [0.1, 0.4, -0.7]],
      rowTitle: "unit", columnTitle: "time step $t$"
    ).render().write(to: path)
    let picture = try PNG.decode([UInt8](Data(contentsOf: URL(fileURLWithPath: path))))
    #expect(picture.width == 1600)
  }

  @Test func theTrainingOfTheReadmeLearns() throws {
    let spec = NetworkSpec(
      inputSize: 5, hiddenSizes: [5], head: .init(.dense(outputs: 5), at: .eachStep),
      loss: .softmaxCrossEntropy)
    var generator = SeededGenerator(seed: 1)
    var trainer = Trainer(
      Network<Double>(spec, using: &generator), optimizer: .rmsprop(rate: 0.001),
      clip: .globalNorm(1))
    let batch = SequenceBatch<Double>(
      oneHot: [[2, 1, 2, 0, 4]], classes: 5, targets: .classes([2, 0, 4, 4, 3]))
    var losses: [Double] = []
    for _ in 0..<1000 { losses.append(try trainer.step(batch).loss) }
    #expect(losses[0] > 1)
    #expect(losses[999] < 0.1)
  }

  /// Every line of a Swift example in README.md stands in this file, apart from its indentation
  /// and the one line that prints.
  @Test func theReadmeSaysWhatIsTestedHere() throws {
    let file = URL(fileURLWithPath: #filePath)
    let root = file.deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
    func words(_ text: some StringProtocol) -> String {
      text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    let here = words(try String(contentsOf: file, encoding: .utf8))
    var examples = 0
    for block in readme.components(separatedBy: "```swift\n").dropFirst() {
      let code = block.components(separatedBy: "```")[0]
      examples += 1
      for line in code.split(separator: "\n") {
        let line = words(line)
        if line.hasPrefix("import") || line.contains("print(") || line.contains("states.png") {
          continue
        }
        #expect(here.contains(line), "README.md: \(line)")
      }
    }
    #expect(examples == 3)
  }
}
