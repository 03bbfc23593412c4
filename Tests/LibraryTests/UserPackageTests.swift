import Foundation
import Testing

/// Packages that depend on this one by path build and run; one after the other, because a build
/// takes every core.
@Suite(.serialized) struct UserPackageTests {
  @Test func aPackageThatDependsOnThisOneTrainsAnLSTM() throws {
    let text = try built("user", of: "Tests/UserPackage")
    let words = text.split(whereSeparator: \.isWhitespace)
    let loss = try #require(words.last.flatMap { Double($0) }, "\(text)")
    // ln 3 = 1.1 is guessing.
    #expect(loss < 0.01, "\(text)")
  }

  @Test func aPackageChecksItsGradientsWithEitherTestLibrary() throws {
    let tested = try run([
      "swift", "test", "--package-path", folder("Tests/UserPackage"), "-c", "release",
      "--disable-testable-imports",
    ])
    try #require(tested.code == 0, "\(tested.text)")
    #expect(tested.text.contains("Executed 2 tests, with 0 failures"), "\(tested.text)")
    #expect(tested.text.contains("Test run with 1 test"), "\(tested.text)")
  }

  @Test func theBenchmarkTimesAWork() throws {
    let text = try built(
      "bench", of: "Benchmarks", "--works", "lstm-64-batch-16", "--rounds", "1")
    #expect(text.contains("lstm-64-batch-16  (float32, 1 thread)"), "\(text)")
    #expect(text.contains("ours  "), "\(text)")
  }

  @Test func theBenchmarkCountsFalseAlarms() throws {
    let text = try built("bench", of: "Benchmarks", "checker", "--models", "40", "--seed", "77")
    #expect(text.contains("False alarms: 0; wanted 0: yes"), "\(text)")
  }

  /// Ten wrong gradients and ten right ones, before our own checker alone.
  @Test func theTableOfVerdictsIsRight() throws {
    let text = try built("bench", of: "Benchmarks", "checker", "--verdicts", "--python", "none")
    #expect(text.contains("| | 0 missed |") && text.contains("| | 0 false alarms |"), "\(text)")
    #expect(text.contains("in b_h: the sign of a single entry is wrong"), "\(text)")
  }

  /// What a program of a package of this checkout says.
  private func built(
    _ program: String, of folder: String, _ arguments: String...
  ) throws -> String {
    let package = self.folder(folder)
    let built = try run([
      "swift", "build", "--package-path", package, "-c", "release", "--product", program,
    ])
    try #require(built.code == 0, "\(built.text)")
    let ran = try run([package + "/.build/release/" + program] + arguments)
    try #require(ran.code == 0, "\(ran.text)")
    return ran.text
  }

  /// A folder of this checkout.
  private func folder(_ path: String) -> String {
    var checkout = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { checkout.deleteLastPathComponent() }
    return checkout.appending(path: path).path
  }

  /// What a program leaves on either stream, and its exit code.
  private func run(_ arguments: [String]) throws -> (code: Int32, text: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }
}
