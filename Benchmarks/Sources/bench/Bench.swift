import ArgumentParser
import Foundation

@main
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Times the library, in turn with PyTorch, Keras, JAX and matplotlib.",
    discussion: """
      Each work of Benchmarks/works.json is run by ours and by each peer in turn, on the same \
      numbers and the same count of threads. Results are compared before times are: a peer that \
      disagrees is shown without a ratio, and the exit code is 1.
      """,
    subcommands: [CheckerCommand.self])

  @Option(help: "Only these works, separated by commas; the first word alone names several.")
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
      A Python that has torch, jax, tensorflow, keras and matplotlib (./unrolled names that of .build-peers, \
      or of UNROLLED_PEERS_PYTHON); without it, ours alone.
      """)
  var python: String?

  /// What `ResidentMemory` asks of this program in a process of its own.
  @Option(help: .private)
  var memoryOf: String?

  /// What `FigureWork` asks of this program in a process of its own.
  @Option(help: .private)
  var draw: String?
  @Option(help: .private)
  var drawLayers = 1
  @Option(help: .private)
  var drawFrom = ""
  @Option(help: .private)
  var drawTo = ""

  func validate() throws {
    guard rounds >= 1 else { throw ValidationError("--rounds \(rounds); at least 1 is needed") }
    guard threads ?? 1 >= 1 else {
      throw ValidationError("--threads \(threads ?? 0); at least 1 is needed")
    }
  }

  func run() throws {
    if let memoryOf { return try printMemory(memoryOf) }
    if let draw, let picture = FigureWork.Picture(rawValue: draw) {
      return try FigureWork.draw(picture, layers: drawLayers, from: drawFrom, to: drawTo)
    }
    let chosen = try chosenWorks()
    // A file that cannot be written should say so before the measuring, not after.
    if let json {
      guard let file = fopen(json, "w") else {
        throw BenchmarkError("--json \(json): \(String(cString: strerror(errno)))")
      }
      fclose(file)
    }
    let scratch = FileManager.default.temporaryDirectory
      .appending(path: "unrolled-bench-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: scratch) }
    let interrupts = Self.onInterrupt { try? FileManager.default.removeItem(at: scratch) }
    defer { for source in interrupts { source.cancel() } }
    var peers: [PeerProcess] = []
    defer { for peer in peers { peer.letGo() } }
    let counts = chosen.map(\.description).map { description in
      description.threads == 1 ? 1 : threads ?? description.threads
    }
    if let python {
      peers = started(python, for: zip(chosen, counts).map { ($0.description, $1) })
    }
    let report = Report(peaks: peaks(chosen.map(\.description), counts, peers))
    Self.say(header(peers, report))
    var lines = ""
    var disagrees = false
    for ((description, entry), count) in zip(chosen, counts) {
      let run = try WorkRun(
        description, json: entry, threads: count, rounds: rounds, lessons: Self.lessons,
        scratch: scratch,
        peers: peers.filter { description.peers.contains($0.name) && $0.threads == count },
        note: Self.note)
      Self.say("\n" + report.text(run))
      lines += Report.jsonLines(run)
      disagrees = disagrees || run.disagrees
      // Written as it grows, so that an interrupted run leaves what it has.
      if let json { try Data(lines.utf8).write(to: URL(fileURLWithPath: json)) }
    }
    if disagrees { throw ExitCode(1) }
  }
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
    try WorkFile(contentsOf: Self.home.appending(path: "Benchmarks/works.json")).works
  }

  static var lessons: LessonFiles { LessonFiles(folder: Self.home.appending(path: "Lessons")) }

  /// Prints at once, also into a pipe.
  static func say(_ text: String) { FileHandle.standardOutput.write(Data("\(text)\n".utf8)) }

  static func note(_ text: String) {
    FileHandle.standardError.write(Data("bench: \(text)\n".utf8))
  }

  /// Does that before an interrupt ends the program, with 128 + the signal's number as its code.
  static func onInterrupt(_ body: @escaping @Sendable () -> Void) -> [any DispatchSourceSignal] {
    [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        body()
        Foundation.exit(128 + number)
      }
      source.resume()
      return source
    }
  }
}

extension Bench {
  private func chosenWorks() throws -> [(description: WorkDescription, json: Any)] {
    let all = try Self.allWorks()
    let names = works.split(separator: ",").map(String.init)
    let known = all.map(\.description.work)
    func isMeant(_ work: String, by name: String) -> Bool {
      work == name || work.hasPrefix(name + "-")
    }
    if let unknown = names.first(where: { name in !known.contains { isMeant($0, by: name) } }) {
      throw ValidationError(
        "there is no work '\(unknown)'; there are \(known.joined(separator: ", "))")
    }
    return names.isEmpty
      ? all
      : all.filter { work in names.contains { isMeant(work.description.work, by: $0) } }
  }

  /// A process for each peer and count of threads that a work needs.
  private func started(
    _ python: String, for works: [(WorkDescription, threads: Int)]
  ) -> [PeerProcess] {
    var peers: [PeerProcess] = []
    var failed: Set<String> = []
    let script = Self.home.appending(path: "Benchmarks/peers/peer.py")
    for (work, threads) in works {
      for name in work.peers
      where !peers.contains(where: { $0.name == name && $0.threads == threads })
        && !failed.contains(name)
      {
        Self.note("starting \(name), \(threads) threads")
        do {
          for waiting in PeerProcess.waitings(name, threads: threads) {
            peers.append(
              try PeerProcess(
                name, threads: threads, waiting: waiting, python: python, script: script))
          }
        } catch {
          Self.note("\(name) does not start and is left out: \(error)")
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
      guard ![.hihello, .checker, .figure].contains(work.kind), peaks[key] == nil else { continue }
      Self.note("the machine's peak, \(key)")
      peaks[key] = [.init(by: "OpenBLAS", flops: Peak.measure(work.scalar, threads: count))]
      let torch = peers.first { $0.name == "pytorch" && $0.threads == count }
      if let flops = try? torch?.peak(work.scalar) {
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
    guard !report.peaks.isEmpty else { return lines.joined(separator: "\n") }
    lines.append(
      """
      The larger is the machine's peak. Shares of it count a work's matrix products, over valid
      steps alone; a share that is wanted is taken of the peak between the rounds, since a shared
      machine is now faster, now slower.
      A pass is forward and the gradients of all parameters and inputs.
      Padding: ours skips it; Keras has its mask on; PyTorch packs the sequences, or computes
      padding that nothing reads, whichever is faster; JAX computes padding that nothing reads.
      Adam: epsilon beside the corrected root. Denormal numbers: PyTorch flushes them to zero.
      """)
    return lines.joined(separator: "\n")
  }

  /// Trains a work and prints resident memory, in MiB, after 1,000 and after all steps.
  private func printMemory(_ name: String) throws {
    guard let work = try Self.allWorks().map(\.description).first(where: { $0.work == name }),
      work.kind == .truncated
    else { throw ValidationError("\(name) is no work of truncated backpropagation") }
    let training = TruncatedWork(work, threads: threads ?? work.threads)
    training.setUp()
    try training.train(steps: 0..<1000)
    if let size = ResidentMemory.now { print(1000, size) }
    try training.train(steps: 1000..<work.steps)
    if let size = ResidentMemory.now { print(work.steps, size) }
  }
}
