import Foundation
import Lessons
import Testing

/// Numbers of the lessons that are known from elsewhere.
@Suite struct LessonNumberTests {
  /// What PyTorch computed from the same first parameters.
  private struct Oracle: Decodable {
    struct Tensor: Decodable {
      var data: [Double]
    }
    enum CodingKeys: String, CodingKey {
      case losses
      case initialParameters = "initial_parameters"
    }
    var losses: [Double]
    var initialParameters: [String: Tensor]
  }

  private let oracle: Oracle

  init() throws {
    let file = LessonFiles.root
      .appendingPathComponent("Tests/RecurrentTests/Oracles/train-hihello.json")
    oracle = try JSONDecoder().decode(Oracle.self, from: Data(contentsOf: file))
  }

  /// From about epoch 280 on the curve depends on the last bit of the weights: PyTorch parts from
  /// itself by 1e-6 when one weight moves by one unit in the last place. Until then nothing does.
  @Test func hihelloFollowsPyTorchUntilRoundingDecides() throws {
    let losses = try LessonFiles.run("04-hihello.md").numbers("trained", "loss")
    #expect(losses.count == oracle.losses.count)
    let differences = zip(losses, oracle.losses).map { abs($0 - $1) / abs($1) }
    let agreeing = differences.prefix { $0 <= 1e-9 }.count
    print("hihello: \(agreeing) epochs to 1e-9; largest of all \(differences.max() ?? .nan)")
    #expect(agreeing >= 275)
    #expect(differences.prefix(270).allSatisfy { $0 <= 1e-12 })
    #expect(differences.allSatisfy { $0 <= 1e-4 })
  }

  @Test func hihelloBeginsFromTheOraclesParameters() throws {
    let result = try LessonFiles.run("04-hihello.md", overrides: ["trained.epochs=1"])
    let names = ["weight_ih_l0": "W_xh", "weight_hh_l0": "W_hh", "head.weight": "W_hy"]
    for (theirs, ours) in names {
      guard case .list(let rows) = result.value("rnn", ours) else {
        Issue.record("no \(ours)")
        continue
      }
      let flat = rows.elements.flatMap { row -> [Double] in
        guard case .list(let row) = row else { return [] }
        return row.elements.compactMap { if case .number(let x) = $0 { x } else { nil } }
      }
      #expect(flat == oracle.initialParameters[theirs]?.data)
    }
  }

  @Test func bpttByHandHasTheNumbersOfTheDerivation() throws {
    let result = try LessonFiles.run("07-bptt.md")
    #expect(abs(result.number("fwd", "loss")! - 0.722994) <= 1e-6)
    let norms = result.numbers("bwd", "norm")
    #expect(abs(norms[0] - 0.217398) <= 1e-6)
    // 1.7006 = |W_hy| * |y - target| = sqrt 2 * 1.2025, whatever the recurrent weights are.
    #expect(abs(norms[2] - (2.0).squareRoot() * 1.2024927534) <= 1e-8)
  }

  @Test func clippingDecidesWhoLearns() throws {
    let result = try LessonFiles.run("11-clipping.md")
    #expect(result.number("clipping", "none_learned")! <= 1)
    #expect(result.number("clipping", "norm_1_learned")! >= 9)
    #expect(abs(result.number("clipping", "norm_1_cosine")! - 1) <= 1e-12)
    #expect(result.number("clipping", "value_cosine")! < 1)
  }

  /// The counts of lesson 11 are no accident of its seed.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func clippingDecidesUnderOtherSeeds(_ seed: UInt64) throws {
    let result = try LessonFiles.run("11-clipping.md", seed: seed)
    print(
      "lesson 11, seed \(seed): "
        + ["none", "norm_1", "norm_5", "value"].map {
          "\($0) \(Int(result.number("clipping", "\($0)_learned")!))"
        }.joined(separator: ", "))
    #expect(result.number("clipping", "none_learned")! <= 1)
    #expect(result.number("clipping", "norm_1_learned")! >= 9)
  }

  /// 4 ln 2 / 6: two characters certain, four a coin's toss.
  @Test func withoutMemoryTheLossStopsAtTheCountedFloor() throws {
    let result = try LessonFiles.run("04-hihello.md")
    let floor = 4 * Foundation.log(2.0) / 6
    #expect(result.number("none", "rnn_loss")! >= floor)
    #expect(result.number("none", "rnn_loss")! <= floor * 1.01)
    #expect(result.number("memory", "rnn_learned")! >= 9)
  }
}
