/// A number that JSON can carry: NaN and the infinities as text.
struct Number: Codable {
  let value: Double

  init(_ value: Double) { self.value = value }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(Double.self) {
      self.value = value
      return
    }
    let text = try container.decode(String.self)
    guard ["nan", "inf", "-inf"].contains(text), let value = Double(text) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "found '\(text)'; allowed are a number, \"nan\", \"inf\" and \"-inf\"")
    }
    self.value = value
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if value.isFinite {
      try container.encode(value)
    } else {
      try container.encode(value.isNaN ? "nan" : value > 0 ? "inf" : "-inf")
    }
  }
}

extension KeyedDecodingContainer {
  func number(_ key: Key) throws -> Double {
    try decode(Number.self, forKey: key).value
  }
}

extension GradientCheck.EntryReport: Codable {
  private enum CodingKeys: String, CodingKey {
    case tensor, index, direction, part, band, analytic, estimate, error, ratio, detectable, step
    case verdict, kinkSlopes
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    tensor = try container.decode(String.self, forKey: .tensor)
    index = try container.decode([Int].self, forKey: .index)
    direction = try container.decodeIfPresent(Int.self, forKey: .direction)
    part = try container.decodeIfPresent(Range<Int>.self, forKey: .part)
    band = try container.decodeIfPresent(String.self, forKey: .band)
    analytic = try container.number(.analytic)
    estimate = try container.number(.estimate)
    error = try container.number(.error)
    ratio = try container.number(.ratio)
    detectable = try container.number(.detectable)
    step = try container.number(.step)
    verdict = try container.decode(GradientCheck.EntryVerdict.self, forKey: .verdict)
    kinkSlopes = try container.decodeIfPresent(ClosedRange<Double>.self, forKey: .kinkSlopes)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(tensor, forKey: .tensor)
    try container.encode(index, forKey: .index)
    try container.encodeIfPresent(direction, forKey: .direction)
    try container.encodeIfPresent(part, forKey: .part)
    try container.encodeIfPresent(band, forKey: .band)
    try container.encode(Number(analytic), forKey: .analytic)
    try container.encode(Number(estimate), forKey: .estimate)
    try container.encode(Number(error), forKey: .error)
    try container.encode(Number(ratio), forKey: .ratio)
    try container.encode(Number(detectable), forKey: .detectable)
    try container.encode(Number(step), forKey: .step)
    try container.encode(verdict, forKey: .verdict)
    try container.encodeIfPresent(kinkSlopes, forKey: .kinkSlopes)
  }
}

extension GradientCheck.Report: Codable {
  private enum CodingKeys: String, CodingKey {
    case passed, verdict, tensors, diagnosis, loss, noiseFloor, lossEvaluations,
      gradientEvaluations, mode
    case seed, minimumDetectable
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      verdict: try container.decode(GradientCheck.Verdict.self, forKey: .verdict),
      tensors: try container.decode([GradientCheck.TensorReport].self, forKey: .tensors),
      diagnosis: try container.decodeIfPresent(String.self, forKey: .diagnosis),
      loss: try container.number(.loss), noiseFloor: try container.number(.noiseFloor),
      lossEvaluations: try container.decode(Int.self, forKey: .lossEvaluations),
      gradientEvaluations: try container.decode(Int.self, forKey: .gradientEvaluations),
      mode: try container.decode(GradientCheck.Mode.self, forKey: .mode),
      seed: try container.decode(UInt64.self, forKey: .seed),
      minimumDetectable: try container.number(.minimumDetectable))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(passed, forKey: .passed)
    try container.encode(verdict, forKey: .verdict)
    try container.encode(tensors, forKey: .tensors)
    try container.encodeIfPresent(diagnosis, forKey: .diagnosis)
    try container.encode(Number(loss), forKey: .loss)
    try container.encode(Number(noiseFloor), forKey: .noiseFloor)
    try container.encode(lossEvaluations, forKey: .lossEvaluations)
    try container.encode(gradientEvaluations, forKey: .gradientEvaluations)
    try container.encode(mode, forKey: .mode)
    try container.encode(seed, forKey: .seed)
    try container.encode(Number(minimumDetectable), forKey: .minimumDetectable)
  }
}

/// A verdict is its name; an invalid one is an object with its reason.
extension GradientCheck.Verdict: Codable {
  private enum CodingKeys: String, CodingKey { case invalid }

  public init(from decoder: any Decoder) throws {
    if let keyed = try? decoder.container(keyedBy: CodingKeys.self) {
      self = .invalid(try keyed.decode(GradientCheck.InvalidReason.self, forKey: .invalid))
      return
    }
    let container = try decoder.singleValueContainer()
    switch try container.decode(String.self) {
    case "pass": self = .pass
    case "fail": self = .fail
    case "inconclusive": self = .inconclusive
    case let other:
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "found verdict '\(other)'; allowed are pass, fail, inconclusive")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    if case .invalid(let reason) = self {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(reason, forKey: .invalid)
      return
    }
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }

  /// One word: pass, fail, inconclusive or invalid.
  public var name: String {
    switch self {
    case .pass: "pass"
    case .fail: "fail"
    case .inconclusive: "inconclusive"
    case .invalid: "invalid"
    }
  }
}
