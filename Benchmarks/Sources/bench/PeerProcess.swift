import Foundation

/// A peer: a process of `peers/peer.py` that is asked line by line and lives until it is let go.
final class PeerProcess {
  /// How OpenMP's threads wait for work: as the library has it, spinning for a while, or asleep.
  /// Spinning is faster on an idle machine, and far slower on a busy one.
  enum Waiting: String { case spinning, asleep }

  let name: String
  let threads: Int
  let waiting: Waiting
  /// `torch 2.15.0`
  private(set) var versions = ""
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private var unread = Data()

  /// - Throws: `BenchmarkError` with the peer's last words where it does not start.
  init(_ name: String, threads: Int, waiting: Waiting, python: String, script: URL) throws {
    self.name = name
    self.threads = threads
    self.waiting = waiting
    guard FileManager.default.isExecutableFile(atPath: python) else {
      throw BenchmarkError("there is no program \(python)")
    }
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = [script.path, "--peer", name, "--threads", "\(threads)"]
    var environment = ProcessInfo.processInfo.environment
    environment["OMP_WAIT_POLICY"] = waiting == .asleep ? "passive" : nil
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    // The launcher sets it for ours; peer.py sets its own.
    environment["OPENBLAS_NUM_THREADS"] = nil
    process.environment = environment
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let answer = try nextAnswer()
    let numbers = answer["versions"] as? [String: String] ?? [:]
    versions = numbers.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
      .joined(separator: ", ")
  }

  /// Asks, and waits for the answer.
  ///
  /// - Throws: `BenchmarkError` where the peer says so, or has ended.
  @discardableResult
  func ask(_ question: [String: Any]) throws -> [String: Any] {
    var line = try JSONSerialization.data(withJSONObject: question)
    line.append(UInt8(ascii: "\n"))
    try input.fileHandleForWriting.write(contentsOf: line)
    let answer = try nextAnswer()
    if let error = answer["error"] as? String { throw BenchmarkError("\(name): \(error)") }
    return answer
  }

  /// A large product's floating-point operations a second, the best of several.
  func peak(_ scalar: WorkDescription.ScalarName) throws -> Double? {
    try ask(["do": "peak", "size": Peak.size, "scalar": scalar.rawValue])["flops"] as? Double
  }

  private func nextAnswer() throws -> [String: Any] {
    while true {
      if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
        let line = unread[..<end]
        unread = Data(unread[(end + 1)...])
        guard
          let answer = try? JSONSerialization.jsonObject(with: line) as? [String: Any]
        else { throw BenchmarkError("\(name): \(String(decoding: line, as: UTF8.self))") }
        return answer
      }
      let more = output.fileHandleForReading.availableData
      guard !more.isEmpty else {
        throw BenchmarkError("\(name): the peer's process ended; run peers/peer.py --alone to see")
      }
      unread.append(more)
    }
  }

  /// The ways of waiting that are tried: only PyTorch's threads are OpenMP's.
  static func waitings(_ name: String, threads: Int) -> [Waiting] {
    name == "pytorch" && threads > 1 ? [.spinning, .asleep] : [.asleep]
  }

  func letGo() {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }
}
