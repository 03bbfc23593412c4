import Testing

/// Other frameworks' numbers, whatever the sizes. `UNROLLED_ORACLES=DIR` adds the files of DIR.
@Suite struct OracleTests {
  @Test(arguments: OracleFile.supported)
  func everyFileAgrees(file: OracleFile) throws {
    let name = file.url.lastPathComponent
    switch try file.header().kind {
    case "recurrent": try file.read(RecurrentOracle.self).check(name)
    case "clip": try file.read(ClipOracle.self).check(name)
    default:
      let oracle = try file.read(TrainingOracle.self)
      try oracle.checkEnds(name)
      try oracle.checkLosses(name, determined: name == "train-hihello.json" ? 250 : 0)
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

  @Test func filesThatAreNotSupportedYetAreNamed() throws {
    let missing = try OracleFile.all.compactMap { file in
      try file.header().unsupported.map { "\(file.testDescription) (\($0))" }
    }
    let files = OracleFile.all.count
    print(
      "oracles: \(files - missing.count) of \(files) files checked, \(missing.count) not "
        + "supported yet" + (missing.isEmpty ? "" : ": " + missing.joined(separator: ", ")))
    #expect(files - missing.count >= OracleFile.committed.count)
  }
}
