import Drawing
import Foundation
import Testing

@Suite struct AtomicFileTests {
  /// A folder that is removed after the body.
  func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/unrolled-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  func entries(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test func aFileIsWrittenAndReplacedWhole() throws {
    try withFolder { folder in
      let path = folder + "/a.png"
      try AtomicFile.write(Array(repeating: 7, count: 100_000), to: path)
      try AtomicFile.write([1, 2, 3], to: path)
      #expect(FileManager.default.contents(atPath: path) == Data([1, 2, 3]))
      let left = try entries(folder)
      #expect(left == ["a.png"])
    }
  }

  @Test func aMissingFolderIsAnErrorThatNamesThePath() throws {
    try withFolder { folder in
      let path = folder + "/missing/a.png"
      #expect(
        throws: DrawingError.write(
          path: path, operation: "create", reason: "No such file or directory")
      ) { try AtomicFile.write([1], to: path) }
      let left = try entries(folder)
      #expect(left.isEmpty)
    }
  }

  @Test func aTargetThatIsAFolderLeavesNothingBehind() throws {
    try withFolder { folder in
      let path = folder + "/a.png"
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      #expect(throws: DrawingError.self) { try AtomicFile.write([1], to: path) }
      let left = try entries(folder)
      #expect(left == ["a.png"])
    }
  }

  @Test func aFullDeviceIsAnErrorThatNamesTheStep() throws {
    // Every write to a name under /dev/full fails: it is not a folder.
    #expect(throws: DrawingError.self) { try AtomicFile.write([1], to: "/dev/full/a.png") }
  }
}
