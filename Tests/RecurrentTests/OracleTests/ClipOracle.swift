import Recurrent
import Testing

/// Gradients clipped by global norm and by value, by another framework.
struct ClipOracle: Decodable {
  var gradients: [String: OracleTensor]
  var maxNorm: Double
  var globalNorm: Double
  var clippedByGlobalNorm: [String: OracleTensor]
  var maxValue: Double
  var clippedByValue: [String: OracleTensor]

  /// The norm to 1e-12; clipped by norm to 1e-6, because PyTorch divides by norm + 1e-6; clipped
  /// by value exactly.
  func check(_ name: String) throws {
    let names = gradients.keys.sorted()
    var layout = ParameterLayout()
    for name in names { layout.append(name, shape: gradients[name]!.data.count) }
    var raw = Parameters<Double>(layout)
    for name in names { raw[name] = gradients[name]!.data }

    var byNorm = raw
    let report = try byNorm.clip(.globalNorm(maxNorm))
    #expect(deviation([report.norm], from: [globalNorm]) <= 1e-12)
    #expect(report.wasClipped == (globalNorm > maxNorm))
    var worst = Worst()
    for name in names {
      let wanted = try #require(clippedByGlobalNorm[name]).data
      worst.record(deviation(byNorm[name], from: wanted), at: name)
    }
    worst.expect(within: 1e-6, "oracle \(name), clipped by norm")

    var byValue = raw
    _ = try byValue.clip(.value(maxValue))
    for name in names {
      #expect(byValue[name] == clippedByValue[name]?.data, "clipped by value: \(name)")
    }
  }
}
