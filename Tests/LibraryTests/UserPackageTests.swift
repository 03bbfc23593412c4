import Foundation
import Testing

/// A package that depends on this one by path: it builds, and what it trains learns.
@Suite struct UserPackageTests {
  @Test func aPackageThatDependsOnThisOneTrainsAnLSTM() throws {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "UserPackage").path
    let built = try run(
      "swift", "build", "--package-path", package, "-c", "release", "--product", "user")
    try #require(built.code == 0, "\(built.text)")
    let ran = try run(package + "/.build/release/user")
    try #require(ran.code == 0, "\(ran.text)")
    let words = ran.text.split(whereSeparator: \.isWhitespace)
    let loss = try #require(words.last.flatMap { Double($0) }, "\(ran.text)")
    // ln 3 = 1.1 is guessing.
    #expect(loss < 0.01, "\(ran.text)")
  }

  /// What a program leaves on either stream, and its exit code.
  private func run(_ arguments: String...) throws -> (code: Int32, text: String) {
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
