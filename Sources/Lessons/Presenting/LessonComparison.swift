/// `run --check`: whether a lesson's two folders say the same, by value and tolerance.
public enum LessonComparison {
  /// Two numbers agree when they differ by at most `absolute`, or by at most `relative` of the
  /// larger one.
  public struct Tolerance: Sendable, Hashable {
    public var relative: Double
    public var absolute: Double

    public init(relative: Double = 1e-9, absolute: Double = 1e-12) {
      self.relative = relative
      self.absolute = absolute
    }

    func agree(_ a: Double, _ b: Double) -> Bool {
      if a == b || (a.isNaN && b.isNaN) { return true }
      // Written so that NaN and an infinite difference do not agree.
      let difference = abs(a - b)
      return difference <= absolute
        || (difference <= relative * max(abs(a), abs(b))
          && difference.isFinite)
    }
  }

  /// The differences between the folder that is kept and the one that was just made, one readable
  /// line each; none when they agree.
  ///
  /// report.json: the same steps, verdicts and claims, and values within the tolerance. page.md:
  /// the same text, and numbers within the tolerance or one unit of their last printed digit.
  /// Pictures: the same names and sizes in pixels. index.html is made of the same three.
  public static func differences(
    expected: String, found: String, tolerance: Tolerance = Tolerance()
  ) -> [String] {
    guard Files.kind(of: expected) == .folder else {
      return ["'\(expected)' does not exist; run the lesson once and keep its pages"]
    }
    guard Files.kind(of: found) == .folder else { return ["'\(found)' does not exist"] }
    var differences: [String] = []
    do {
      let old = try Report.read(path: expected + "/report.json")
      let new = try Report.read(path: found + "/report.json")
      differences += ReportComparison(tolerance: tolerance).differences(old, new)
    } catch {
      differences.append(error.description)
    }
    do {
      let old = try BoundedFile.text(path: expected + "/page.md", limit: 16_000_000)
      let new = try BoundedFile.text(path: found + "/page.md", limit: 16_000_000)
      differences += PageComparison(tolerance: tolerance).differences(old, new)
    } catch {
      differences.append(error.description)
    }
    return differences + pictures(expected, found)
  }

  private static func pictures(_ expected: String, _ found: String) -> [String] {
    func pictures(in folder: String) -> Set<String> {
      Set(Files.names(in: folder).filter { $0.hasSuffix(".png") })
    }
    let old = pictures(in: expected)
    let new = pictures(in: found)
    return old.union(new).sorted().compactMap { name in
      guard old.contains(name) else { return "\(name): new, not among the kept pictures" }
      guard new.contains(name) else { return "\(name): kept, but this run made no such picture" }
      let before = pixelSize(of: "\(expected)/\(name)")
      let after = pixelSize(of: "\(found)/\(name)")
      guard let before else { return "\(name): the kept file is not a PNG" }
      guard let after else { return "\(name): this run's file is not a PNG" }
      guard before != after else { return nil }
      return "\(name): kept \(before.width) x \(before.height) pixels, "
        + "found \(after.width) x \(after.height)"
    }
  }

  /// From the header, which stands at a fixed place in every PNG.
  private static func pixelSize(of path: String) -> (width: Int, height: Int)? {
    guard let bytes = try? BoundedFile.bytes(path: path, limit: 256_000_000), bytes.count >= 33,
      Array(bytes[0..<8]) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A],
      Array(bytes[12..<16]) == Array("IHDR".utf8)
    else { return nil }
    func number(_ range: Range<Int>) -> Int { bytes[range].reduce(0) { $0 << 8 | Int($1) } }
    return (number(16..<20), number(20..<24))
  }
}
