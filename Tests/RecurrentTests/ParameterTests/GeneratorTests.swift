import Recurrent
import Testing

@Suite struct GeneratorTests {
  /// `Oracles/make_oracles.py generator` prints these, in integer arithmetic of its own.
  @Test(
    arguments: [
      (
        0,
        [
          0x99EC_5F36_CB75_F2B4, 0xBF6E_1F78_4956_452A, 0x1A5F_849D_4933_E6E0,
          0x6AA5_94F1_262D_2D2C, 0xBBA5_AD4A_1F84_2E59,
        ]
      ),
      (
        1,
        [
          0xB3F2_AF6D_0FC7_10C5, 0x853B_5596_4736_4CEA, 0x92F8_9756_082A_4514,
          0x642E_1C7B_C266_A3A7, 0xB27A_48E2_9A23_3673,
        ]
      ),
    ] as [(UInt64, [UInt64])])
  func theFirstOutputsAreThePublishedAlgorithms(seed: UInt64, wanted: [UInt64]) {
    var g = SeededGenerator(seed: seed)
    #expect(wanted.map { _ in g.next() } == wanted)
  }

  @Test func unitNumbersFillTheUnitIntervalEvenly() {
    var g = SeededGenerator(seed: 3)
    let values = (0..<100_000).map { _ in g.nextUnit() }
    #expect(values.allSatisfy { (0..<1).contains($0) })
    for tenth in 0..<10 {
      let share = values.count { Int($0 * 10) == tenth }
      // 10,000 expected, deviation 95.
      #expect(abs(share - 10_000) < 500, "tenth \(tenth)")
    }
  }

  @Test func normalNumbersHaveTheMomentsOfTheNormalDistribution() {
    var g = SeededGenerator(seed: 4)
    let values = g.normals(100_000)
    func moment(_ power: Int) -> Double {
      values.reduce(0) { $0 + Double.pow($1, power) } / Double(values.count)
    }
    print("normal moments: \((1...4).map { moment($0).short })")
    // Standard errors: 0.003, 0.0045, 0.012 and 0.031.
    #expect(abs(moment(1)) < 0.015)
    #expect(abs(moment(2) - 1) < 0.02)
    #expect(abs(moment(3)) < 0.06)
    #expect(abs(moment(4) - 3) < 0.15)
  }
}
