import Foundation

enum TemporaryFolder {
  /// A new folder, by its real path: messages show paths as the program sees them.
  static func make(_ name: String) throws -> String {
    let base =
      NSTemporaryDirectory().hasSuffix("/") ? NSTemporaryDirectory() : NSTemporaryDirectory() + "/"
    var template = Array("\(base)unrolled-test-\(name)-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw POSIXError(.EIO) }
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard let real = realpath(path, nil) else { throw POSIXError(.EIO) }
    defer { free(real) }
    return String(cString: real)
  }
}

/// A folder with `Lessons`, as a clone has one; what runs leave goes to `Output` beside it.
final class Place {
  let path: String
  var environment: [String: String]

  /// - Parameter lessons: File names in `Lessons` and their texts.
  init(_ lessons: [String: String] = [:]) throws {
    path = try TemporaryFolder.make("place")
    environment = ProcessInfo.processInfo.environment
    for name in ["NO_COLOR", "TERM", "UNROLLED_THEME", "LC_ALL", "COLUMNS"] {
      environment[name] = nil
    }
    environment["UNROLLED_HOME"] = path
    try FileManager.default.createDirectory(
      atPath: path + "/Lessons", withIntermediateDirectories: false)
    for (name, text) in lessons { try write("Lessons/" + name, text) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ name: String, _ text: String) throws { try write(name, bytes: Array(text.utf8)) }

  func write(_ name: String, bytes: [UInt8]) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
  }

  func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)), as: UTF8.self)
  }

  func exists(_ name: String) -> Bool { access(path + "/" + name, F_OK) == 0 }

  func names(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path + "/" + folder)) ?? []).sorted()
  }

  /// Every file below a folder with its bytes, so that two moments can be compared.
  func snapshot(_ folder: String = "Output") -> [String: Data] {
    var files: [String: Data] = [:]
    guard let names = FileManager.default.enumerator(atPath: path + "/" + folder) else {
      return [:]
    }
    for case let name as String in names {
      var isFolder: ObjCBool = false
      let file = "\(path)/\(folder)/\(name)"
      guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder) else { continue }
      files[name] = isFolder.boolValue ? Data() : FileManager.default.contents(atPath: file)
    }
    return files
  }

  /// What a killed or failed run must not leave, anywhere below the folder.
  func temporaries(_ folder: String = "Output") -> [String] {
    snapshot(folder).keys.filter { $0.contains(".unrolled-") }.sorted()
  }

  func start(
    _ arguments: [String], adjust: (inout Program.Surroundings) -> Void = { _ in }
  ) throws -> RunningProgram {
    var surroundings = Program.Surroundings(folder: path, environment: environment)
    adjust(&surroundings)
    return try RunningProgram(arguments, in: surroundings, owner: self)
  }

  @discardableResult
  func run(
    _ arguments: String..., adjust: (inout Program.Surroundings) -> Void = { _ in }
  ) throws -> Program.Outcome {
    let program = try start(arguments, adjust: adjust)
    return program.finish()
  }
}
