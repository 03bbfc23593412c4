import Foundation
import Recurrent
import Testing

/// A file of one pass of an encoder-decoder; the format stands in
/// Oracles/EncoderDecoder/make_oracle.py.
struct EncoderDecoderOracle: Decodable {
  var cell: String
  var layers: Int
  var hasAttention: Bool
  var hiddenSize: Int
  var sourceVocabulary: Int
  var sourceSize: Int
  var targetVocabulary: Int
  var targetSize: Int
  var sourceTokens: [[Int]]
  var targetTokens: [[Int]]
  var start: Int
  var weights: OracleTensor?
  var parameters: [String: OracleTensor]
  var logits: OracleTensor
  var attention: OracleTensor?
  var loss: Double
  var gradients: [String: OracleTensor]

  /// Those beside the tests, and any in the folder that UNROLLED_ORACLES names.
  static let files: [OracleFile] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Oracles/EncoderDecoder")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let committed = names.filter { $0.hasSuffix(".json") }.sorted().map {
      OracleFile(url: folder.appending(path: $0))
    }
    return committed + OracleFile.all.filter { (try? $0.header())?.kind == "encoder_decoder" }
  }()

  var spec: EncoderDecoderSpec {
    let kinds: [String: Cell] = ["rnn": .elman(.tanh), "lstm": .lstm, "gru": .gru(.after)]
    return EncoderDecoderSpec(
      source: .embedding(vocabulary: sourceVocabulary, size: sourceSize),
      target: .embedding(vocabulary: targetVocabulary, size: targetSize), cell: kinds[cell]!,
      hiddenSizes: Array(repeating: hiddenSize, count: layers), outputSize: targetVocabulary,
      hasAttention: hasAttention)
  }

  var batch: EncoderDecoderBatch<Double> {
    EncoderDecoderBatch(
      sources: sourceTokens, targets: targetTokens, start: start, weights: weights?.data)
  }

  /// Our parameters, in the order of the layout.
  func values() throws -> [Double] {
    try part("encoder", spec.encoder).values() + part("decoder", spec.decoder).values()
      + #require(parameters["head.weight"]).data + #require(parameters["head.bias"]).data
  }

  /// PyTorch's gradients by our gradient.
  func gradients(from ours: [Double]) -> [String: [Double]] {
    let spec = spec
    var result: [String: [Double]] = [:]
    for (name, network, range) in [
      ("encoder", spec.encoder, spec.encoderRange), ("decoder", spec.decoder, spec.decoderRange),
    ] {
      for (tensor, gradient) in part(name, network).gradients(from: Array(ours[range])) {
        result["\(name).\(tensor)"] = gradient
      }
    }
    result["head.weight"] = Array(ours[spec.layout["W_hy"]!.range])
    result["head.bias"] = Array(ours[spec.layout["b_y"]!.range])
    return result
  }

  private func part(_ name: String, _ network: NetworkSpec) -> TorchParameters {
    let own = parameters.filter { $0.key.hasPrefix("\(name).") }
    return TorchParameters(
      spec: network,
      tensors: Dictionary(
        uniqueKeysWithValues: own.map { (String($0.key.dropFirst(name.count + 1)), $0.value) }))
  }
}
