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

  @Test func theBenchmarkTimesAWork() throws {
    let text = try built(
      "bench", of: "Benchmarks", "--works", "lstm-64-batch-16", "--rounds", "1")
    #expect(text.contains("lstm-64-batch-16  (float32, 1 thread)"), "\(text)")
    #expect(text.contains("ours  "), "\(text)")
  }

  /// What a program of a package of this checkout says.
  private func built(
    _ program: String, of folder: String, _ arguments: String...
  ) throws -> String {
    var checkout = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { checkout.deleteLastPathComponent() }
    let package = checkout.appending(path: folder).path
    let built = try run([
      "swift", "build", "--package-path", package, "-c", "release", "--product", program,
    ])
    try #require(built.code == 0, "\(built.text)")
    let ran = try run([package + "/.build/release/" + program] + arguments)
    try #require(ran.code == 0, "\(ran.text)")
    return ran.text
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
