import ArgumentParser
import Foundation

@main
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Times the library, in turn with PyTorch, Keras and JAX.",
    discussion: """
      Each work of Benchmarks/works.json is run by ours and by each peer in turn, on the same \
      numbers and the same count of threads. Results are compared before times are: a peer that \
      disagrees is shown without a ratio, and the exit code is 1.
      """,
    subcommands: [Run.self, Memory.self], defaultSubcommand: Run.self)
}

extension Bench {
  /// `Benchmarks/` and `Lessons/` of the clone.
  static var home: URL {
    if let path = ProcessInfo.processInfo.environment["UNROLLED_HOME"] {
      return URL(fileURLWithPath: path)
    }
    // Benchmarks/Sources/bench/Bench.swift
    return (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in
      url.deletingLastPathComponent()
    }
  }

  static func allWorks() throws -> [(description: WorkDescription, json: Any)] {
    try WorkFile(contentsOf: home.appending(path: "Benchmarks/works.json")).works
  }

  static var lessons: LessonFiles { LessonFiles(folder: home.appending(path: "Lessons")) }

  /// Prints at once, also into a pipe.
  static func say(_ text: String) { FileHandle.standardOutput.write(Data("\(text)\n".utf8)) }

  static func note(_ text: String) {
    FileHandle.standardError.write(Data("bench: \(text)\n".utf8))
  }
}

extension Bench {
  /// What `ResidentMemory` runs in a process of its own.
  struct Memory: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Trains a work and prints resident memory, in MiB, after 1,000 and all steps.",
      shouldDisplay: false)

    @Argument var work: String
    @Option var threads = 2

    func run() throws {
      guard let found = try allWorks().first(where: { $0.description.work == work })?.description,
        found.kind == .truncated
      else { throw ValidationError("\(work) is no work of truncated backpropagation") }
      let training = TruncatedWork(found, threads: threads)
      training.setUp()
      try training.train(steps: 0..<1000)
      if let size = ResidentMemory.now { print(1000, size) }
      try training.train(steps: 1000..<found.steps)
      if let size = ResidentMemory.now { print(found.steps, size) }
    }
  }

  struct Run: ParsableCommand {
    @Option(help: "Only these works, separated by commas.")
    var works = ""
    @Option(help: "The number of rounds; the median counts.")
    var rounds = 7
    @Option(help: "Threads of each side, but for the works that are about one.")
    var threads: Int?
    @Option(help: "A file for a line of JSON for each pair.")
    var json: String?
    @Flag(
      help: """
        Make a Python environment with the peers, in .build-peers, where there is none \
        (./unrolled does that).
        """)
    var peers = false
    @Option(
      help: """
        A Python that has torch, jax, tensorflow and keras (./unrolled names that of .build-peers, \
        or of UNROLLED_PEERS_PYTHON); without it, ours alone.
        """)
    var python: String?

    func validate() throws {
      guard rounds >= 1 else { throw ValidationError("--rounds \(rounds); at least 1 is needed") }
      guard threads ?? 1 >= 1 else {
        throw ValidationError("--threads \(threads ?? 0); at least 1 is needed")
      }
    }

    func run() throws {
      let chosen = try chosenWorks()
      let scratch = FileManager.default.temporaryDirectory
        .appending(path: "unrolled-bench-\(ProcessInfo.processInfo.processIdentifier)")
      try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: scratch) }
      var peers: [PeerProcess] = []
      defer { for peer in peers { peer.letGo() } }
      let counts = chosen.map(\.description).map { description in
        description.threads == 1 ? 1 : threads ?? description.threads
      }
      if let python {
        peers = started(python, for: zip(chosen, counts).map { ($0.description, $1) })
      }
      let report = Report(peaks: peaks(chosen.map(\.description), counts, peers))
      say(header(peers, report))
      var lines = ""
      var disagrees = false
      for ((description, entry), count) in zip(chosen, counts) {
        let run = try WorkRun(
          description, json: entry, threads: count, rounds: rounds, lessons: lessons,
          scratch: scratch,
          peers: peers.filter { description.peers.contains($0.name) && $0.threads == count },
          note: note)
        say("\n" + report.text(run))
        lines += try Report.jsonLines(run)
        disagrees = disagrees || run.disagrees
        // Written as it grows, so that an interrupted run leaves what it has.
        if let json { try Data(lines.utf8).write(to: URL(fileURLWithPath: json)) }
      }
      if disagrees { throw ExitCode(1) }
    }

    private func chosenWorks() throws -> [(description: WorkDescription, json: Any)] {
      let all = try allWorks()
      let names = works.split(separator: ",").map(String.init)
      let known = all.map(\.description.work)
      if let unknown = names.first(where: { !known.contains($0) }) {
        throw ValidationError(
          "there is no work '\(unknown)'; there are \(known.joined(separator: ", "))")
      }
      return names.isEmpty ? all : all.filter { names.contains($0.description.work) }
    }

    /// A process for each peer and count of threads that a work needs.
    private func started(
      _ python: String, for works: [(WorkDescription, threads: Int)]
    ) -> [PeerProcess] {
      var peers: [PeerProcess] = []
      var failed: Set<String> = []
      let script = home.appending(path: "Benchmarks/peers/peer.py")
      for (work, threads) in works {
        for name in work.peers
        where !peers.contains(where: { $0.name == name && $0.threads == threads })
          && !failed.contains(name)
        {
          note("starting \(name), \(threads) threads")
          do {
            for waiting in PeerProcess.waitings(name, threads: threads) {
              peers.append(
                try PeerProcess(
                  name, threads: threads, waiting: waiting, python: python, script: script))
            }
          } catch {
            note("\(name) does not start and is left out: \(error)")
            failed.insert(name)
          }
        }
      }
      return peers
    }

    /// The products of ours and of PyTorch, for each kind of number and count of threads.
    private func peaks(
      _ works: [WorkDescription], _ counts: [Int], _ peers: [PeerProcess]
    ) -> [String: [Report.Peak]] {
      var peaks: [String: [Report.Peak]] = [:]
      for (work, count) in zip(works, counts) {
        let key = Report.peakKey(work.scalar, count)
        guard work.kind != .hihello, peaks[key] == nil else { continue }
        note("the machine's peak, \(key)")
        peaks[key] = [.init(by: "OpenBLAS", flops: Peak.measure(work.scalar, threads: count))]
        let torch = peers.first { $0.name == "pytorch" && $0.threads == count }
        let answer = try? torch?.ask([
          "do": "peak", "size": Peak.size, "scalar": work.scalar.rawValue,
        ])
        if let flops = answer?["flops"] as? Double {
          peaks[key]!.append(.init(by: "PyTorch", flops: flops))
        }
      }
      return peaks
    }

    private func header(_ peers: [PeerProcess], _ report: Report) -> String {
      var lines: [String] = []
      var seen: Set<String> = []
      let versions = peers.map(\.versions).filter { seen.insert($0).inserted }
      lines.append(
        versions.isEmpty
          ? "Ours alone: "
            + (python == nil
              ? "there is no Python environment with the peers; --peers makes one."
              : "no peer could be started.")
          : "Ours in turn with " + versions.joined(separator: ", ") + ".")
      lines.append("Medians [quartiles] of \(rounds) rounds; x is peer / ours.")
      for (key, peaks) in report.peaks.sorted(by: { $0.key < $1.key }) {
        let text = peaks.map { String(format: "%@ %.0f Gflop/s", $0.by, $0.flops / 1e9) }
        lines.append(
          "A product of \(Peak.size) x \(Peak.size) matrices, \(key): "
            + text.joined(separator: ", ") + ".")
      }
      lines.append(
        """
        The larger is the machine's peak. Shares of it count a work's matrix products, over valid
        steps alone. A pass is forward and the gradients of all parameters and inputs.
        Padding: ours skips it; Keras has its mask on; PyTorch packs the sequences, or computes
        padding that nothing reads, whichever is faster; JAX computes padding that nothing reads.
        Adam: epsilon beside the corrected root. Denormal numbers: PyTorch flushes them to zero.
        """)
      return lines.joined(separator: "\n")
    }
  }
}
