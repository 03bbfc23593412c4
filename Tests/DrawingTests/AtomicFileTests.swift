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
      #expect(
        throws: DrawingError.write(path: path, operation: "create", reason: "Is a directory")
      ) { try AtomicFile.write([1], to: path) }
      let left = try entries(folder)
      #expect(left == ["a.png"])
    }
  }

  @Test func aFullDeviceIsAnErrorAndStaysADevice() throws {
    let error = DrawingError.write(
      path: "/dev/full", operation: "write", reason: "No space left on device")
    #expect(throws: error) { try AtomicFile.write([1], to: "/dev/full") }
    #expect(
      error.description == "cannot write '/dev/full' (write): No space left on device")
    let type = try FileManager.default.attributesOfItem(atPath: "/dev/full")[.type]
    #expect(type as? FileAttributeType == .typeCharacterSpecial)
    // What lies under it cannot be: it is not a folder.
    #expect(
      throws: DrawingError.write(
        path: "/dev/full/a.png", operation: "create", reason: "Not a directory")
    ) { try AtomicFile.write([1], to: "/dev/full/a.png") }
  }

  @Test func aLinkStaysALinkAndItsFileIsReplaced() throws {
    try withFolder { folder in
      try AtomicFile.write([1], to: folder + "/real.png")
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/link.png", withDestinationPath: "real.png")
      try AtomicFile.write([2, 3], to: folder + "/link.png")
      #expect(FileManager.default.contents(atPath: folder + "/real.png") == Data([2, 3]))
      let to = try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/link.png")
      #expect(to == "real.png")
      let left = try entries(folder)
      #expect(left == ["link.png", "real.png"])
    }
  }

  @Test func theLongestNameIsWritten() throws {
    try withFolder { folder in
      let name = String(repeating: "n", count: 251) + ".png"
      try AtomicFile.write([1], to: folder + "/" + name)
      let left = try entries(folder)
      #expect(left == [name])
      let longer = folder + "/n" + name
      #expect(
        throws: DrawingError.write(path: longer, operation: "rename", reason: "File name too long")
      ) { try AtomicFile.write([1], to: longer) }
      let after = try entries(folder)
      #expect(after == [name])
    }
  }
}
