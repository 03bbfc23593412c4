import Foundation

/// The table on stdout, and the lines of the file that `--json` names.
struct Report {
  /// A large product's floating-point operations a second, and whose product.
  struct Peak {
    var by: String
    var flops: Double
  }

  /// By kind of number and count of threads, `float32, 2 threads`.
  var peaks: [String: [Peak]]

  static func peakKey(_ scalar: WorkDescription.ScalarName, _ threads: Int) -> String {
    "\(scalar.rawValue), \(threads) \(threads == 1 ? "thread" : "threads")"
  }

  /// One work's lines.
  func text(_ run: WorkRun) -> String {
    let work = run.description
    let ours = Sample(run.ours)
    var lines = ["\(work.work)  (\(Self.peakKey(work.scalar, run.threads)))"]
    var own =
      padded("ours", in: run)
      + "\(time(ours.median))  [\(time(ours.lowerQuartile)) \(time(ours.upperQuartile))]"
    let peak = peaks[Self.peakKey(work.scalar, run.threads)]?.map(\.flops).max()
    if run.operations > 0, let peak {
      let flops = run.operations / ours.median
      own += String(format: "  %.1f Gflop/s, %.0f %% of the peak", flops / 1e9, 100 * flops / peak)
      if let wanted = work.targets["peak"], !run.products.isEmpty {
        let product = Sample(run.products).median
        own +=
          String(
            format: ", %.0f %% of that between the rounds (%.0f Gflop/s); wanted %.0f %%: ",
            100 * flops / product, product / 1e9, 100 * wanted) + verdict(flops >= wanted * product)
      }
    }
    own += ownVerdicts(run, seconds: ours.median)
    lines.append(own)
    for pair in run.pairs { lines.append(line(pair, in: run)) }
    if !run.memory.isEmpty { lines.append(memoryLine(run)) }
    return lines.joined(separator: "\n")
  }

  /// What is wanted of ours alone.
  private func ownVerdicts(_ run: WorkRun, seconds: Double) -> String {
    let targets = run.description.targets
    var text = ""
    if let error = run.ownError {
      text += String(format: "  off by %.0e of the largest entry", error)
      if let wanted = targets["error"] {
        text += String(format: "; wanted %.0e: ", wanted) + verdict(error <= wanted)
      }
    }
    if let wanted = targets["seconds"] {
      text += String(format: "; wanted under %g s: ", wanted) + verdict(seconds < wanted)
    }
    return text
  }

  private func padded(_ name: String, in run: WorkRun) -> String {
    let width = max(14, run.pairs.map(\.peer.count).max() ?? 0)
    return "  " + name.padding(toLength: width, withPad: " ", startingAt: 0) + " "
  }

  private func line(_ pair: WorkRun.Pair, in run: WorkRun) -> String {
    let name = padded(pair.peer, in: run)
    if let failure = pair.failure { return name + "failed: \(failure)" }
    let comparison = pair.comparison
    let tolerance = run.description.tolerance
    guard comparison.agrees(within: tolerance) else {
      let what =
        comparison.mismatch
        ?? String(
          format: "%@ differs by %.1e of its largest entry, %.0e is allowed", comparison.tensor,
          comparison.difference, tolerance)
      return name + "DISAGREES: \(what)"
    }
    let times = Sample(pair.times)
    let ratios = Sample(zip(pair.times, run.ours).map { $0 / $1 })
    var text = name
    text += "\(time(times.median))  [\(time(times.lowerQuartile)) \(time(times.upperQuartile))]"
    text += String(
      format: "  x %.2f [%.2f %.2f]  differs by %.0e", run.ratio(pair), ratios.lowerQuartile,
      ratios.upperQuartile, comparison.difference)
    let isFastest = run.fastest?.peer == pair.peer
    if let wanted = run.description.targets[pair.peer]
      ?? (isFastest ? run.description.targets["fastest"] : nil)
    {
      text += String(format: "; wanted x %g: ", wanted) + verdict(run.ratio(pair) >= wanted)
    }
    if let wanted = run.description.targets["accuracy"], let own = run.ownError {
      let worse = comparison.difference / own
      text += String(format: "; its error / ours x %.0f, wanted x %g: ", worse, wanted)
      text += verdict(worse >= wanted)
    }
    return text + "  (\(pair.variant))"
  }

  private func memoryLine(_ run: WorkRun) -> String {
    let sizes = run.memory.map { String(format: "%.1f MiB after %d steps", $0.mebibytes, $0.steps) }
    var text = "  resident       " + sizes.joined(separator: ", ")
    if let wanted = run.description.targets["memory_mib"], let last = run.memory.last,
      let first = run.memory.first
    {
      // A page or two may still be touched late.
      let isFlat = last.mebibytes - first.mebibytes < 1
      text += String(format: "; wanted flat and under %g MiB: ", wanted)
      text += verdict(isFlat && last.mebibytes < wanted)
    }
    return text
  }

  private func verdict(_ isMet: Bool) -> String { isMet ? "yes" : "NO" }

  private func time(_ seconds: Double) -> String {
    switch seconds {
    case ..<0.1: String(format: "%.3f ms", 1000 * seconds)
    case ..<10: String(format: "%.1f ms", 1000 * seconds)
    default: String(format: "%.2f s", seconds)
    }
  }

  /// A line of JSON for each pair; the ratio is null where results disagree. A work that has no
  /// peers has one line, of ours.
  static func jsonLines(_ run: WorkRun) -> String {
    let error = run.ownError.map { "\($0)" } ?? "null"
    guard !run.description.peers.isEmpty else {
      let fields = [
        ("work", quoted(run.description.work)), ("peer", "null"),
        ("ours_s", "\(Sample(run.ours).median)"), ("threads", "\(run.threads)"),
        ("ours_error", error),
      ]
      return "{" + fields.map { quoted($0) + ": " + $1 }.joined(separator: ", ") + "}\n"
    }
    return run.pairs.filter { $0.failure == nil }.map { pair in
      let agrees = pair.comparison.agrees(within: run.description.tolerance)
      let difference = pair.comparison.difference
      let fields = [
        ("work", quoted(run.description.work)), ("peer", quoted(pair.peer)),
        ("ours_s", "\(Sample(run.ours).median)"), ("peer_s", "\(Sample(pair.times).median)"),
        ("ratio", agrees ? "\(run.ratio(pair))" : "null"), ("threads", "\(run.threads)"),
        ("variant", quoted(pair.variant)),
        ("difference", difference.isFinite ? "\(difference)" : "null"), ("agrees", "\(agrees)"),
        ("ours_error", error),
      ]
      return "{" + fields.map { quoted($0) + ": " + $1 }.joined(separator: ", ") + "}\n"
    }.joined()
  }

  /// None of the texts here has a character that JSON escapes but these two.
  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
