import Foundation

/// Memory of a long training, in a process of its own, so that nothing else counts.
enum ResidentMemory {
  /// What this process holds now, in MiB; nil where /proc does not say.
  static var now: Double? {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else {
      return nil
    }
    for line in status.split(separator: "\n") where line.hasPrefix("VmRSS:") {
      return line.split(whereSeparator: \.isWhitespace).dropFirst().first
        .flatMap { Double($0) }.map { $0 / 1024 }
    }
    return nil
  }

  /// Runs this program again for that alone, and reads what it prints: steps and MiB a line.
  static func measure(_ work: String, threads: Int) throws -> [(steps: Int, mebibytes: Double)] {
    let process = Process()
    let output = Pipe()
    process.executableURL = Bundle.main.executableURL
    process.arguments = ["--memory-of", work, "--threads", "\(threads)"]
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text.split(separator: "\n").compactMap { line in
      let parts = line.split(separator: " ")
      guard parts.count == 2, let steps = Int(parts[0]), let size = Double(parts[1]) else {
        return nil
      }
      return (steps, size)
    }
  }
}
