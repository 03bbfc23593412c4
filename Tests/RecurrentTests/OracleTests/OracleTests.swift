import Testing

/// Other frameworks' numbers, whatever the sizes. `UNROLLED_ORACLES=DIR` adds the files of DIR.
@Suite struct OracleTests {
  /// How many epochs of a training are the same to 1e-12 whatever rounds otherwise.
  static let determined = ["train-hihello.json": 250, "train-gohome.json": 200]

  @Test(arguments: OracleFile.supported)
  func everyFileAgrees(file: OracleFile) throws {
    let name = file.url.lastPathComponent
    switch try file.header().kind {
    case "recurrent": try file.read(RecurrentOracle.self).check(name)
    case "truncated_bptt": try file.read(TruncatedOracle.self).check(name)
    case "classifier": try file.read(ClassifierOracle.self).check(name)
    case "weighted_sequence_loss": try file.read(WeightedLossOracle.self).check(name)
    case "dot_product_attention": try file.read(AttentionOracle.self).check(name)
    case "clip": try file.read(ClipOracle.self).check(name)
    default:
      let oracle = try file.read(TrainingOracle.self)
      try oracle.checkEnds(name)
      try oracle.checkLosses(name, determined: Self.determined[name] ?? 0)
    }
  }

  @Test func everyCommittedFileIsSupported() throws {
    #expect(OracleFile.committed.count >= 5)
    for file in OracleFile.committed {
      #expect(try file.header().unsupported == nil, "\(file.testDescription)")
    }
  }

  @Test(.enabled(if: OracleFile.given != nil, "UNROLLED_ORACLES is not set"))
  func theFolderGivenHasFiles() throws {
    let given = try #require(OracleFile.given)
    #expect(!given.files.isEmpty, "no .json file in UNROLLED_ORACLES=\(given.folder)")
  }

  /// A file that cannot be read fails by itself, above.
  @Test func filesThatAreNotSupportedAreNamed() {
    let missing = OracleFile.all.compactMap { file in
      (try? file.header())?.unsupported.map { "\(file.testDescription) (\($0))" }
    }
    let files = OracleFile.all.count
    print(
      "oracles: \(files - missing.count) of \(files) files checked, \(missing.count) not "
        + "supported" + (missing.isEmpty ? "" : ": " + missing.joined(separator: ", ")))
    #expect(files - missing.count >= OracleFile.committed.count)
  }
}
