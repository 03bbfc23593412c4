import Foundation

/// Why an output could not be written, on one line.
public struct OutputError: Error, Sendable, Hashable, CustomStringConvertible {
  public var message: String
  public var description: String { message }

  public init(_ message: String) { self.message = message }
}

/// The folder that runs leave their pages in: one folder a lesson, and a contents page.
///
/// A lesson's folder is written beside its place, under another name, and then exchanged with
/// the old one in one step: a reader, a second run or a kill sees all of the old pages or all of
/// the new ones. Nothing that is written holds a date, a duration, a machine's name or an
/// absolute path: two runs leave the same bytes.
public struct OutputFolder: Sendable {
  public var path: String

  public init(_ path: String) { self.path = path }

  /// `Output/07-bptt`
  public func folder(of name: String) -> String { path + "/" + name }

  /// Looks whether the folder can be written before a run spends time; makes it when only it is
  /// missing.
  ///
  /// - Parameter name: The lesson that will be written.
  public func prepare(for name: String? = nil) throws(OutputError) {
    try Files.makeFolder(path)
    try refuseForeignContents()
    if let name { try refuseForeign(folder(of: name)) }
    let trial = try TemporaryFolder(for: "trial", in: path)
    trial.remove()
  }

  /// Writes a lesson's page.md, index.html, pictures and report.json, and returns the path of
  /// its index.html.
  ///
  /// - Throws: when anything cannot be written, or when the lesson's folder holds something that
  ///   no run wrote; the old folder is then as it was, and nothing half written is left.
  @discardableResult
  public func write(_ result: LessonResult) throws(OutputError) -> String {
    let files = try Self.files(of: result)
    try Files.makeFolder(path)
    let target = folder(of: result.document.name)
    try refuseForeign(target)
    let temporary = try TemporaryFolder(for: result.document.name, in: path)
    do throws(OutputError) {
      for file in files {
        let place = temporary.path + "/" + file.name
        try TemporaryFolder.change { () throws(OutputError) in
          try Files.write(file.bytes, to: place)
        }
      }
      try Files.synchronize(temporary.path)
      try temporary.exchange(with: target)
    } catch {
      temporary.remove()
      throw error
    }
    temporary.remove()
    try Files.synchronize(path)
    return target + "/index.html"
  }

  /// Writes README.md and index.html from the reports of all lessons found in the folder.
  public func writeContents() throws(OutputError) {
    try Files.makeFolder(path)
    try refuseForeignContents()
    let contents = Contents(reports: reports())
    for (name, text) in [("README.md", contents.markdown), ("index.html", contents.html)] {
      try Files.replace(path + "/" + name, with: Array(text.utf8))
    }
  }

  /// A folder that holds somebody's own README.md or index.html is not an output folder.
  private func refuseForeignContents() throws(OutputError) {
    for (name, mark) in [("README.md", Contents.markdownMark), ("index.html", Contents.htmlMark)] {
      let file = path + "/" + name
      guard Files.exists(file) else { continue }
      let text = (try? BoundedFile.text(path: file, limit: 16_000_000)) ?? ""
      guard text.contains(mark) else {
        throw OutputError(
          "'\(file)' was not written by a run; choose another output folder, or move it elsewhere")
      }
    }
  }

  /// What `list` says of a lesson: the last run's verdict, unless the lesson has changed since.
  public func status(of document: LessonDocument) -> RunStatus {
    let file = folder(of: document.name) + "/report.json"
    guard Files.exists(file) else { return .notRun }
    guard let report = try? Report.read(path: file), report.source.hash == document.sourceHash
    else { return .stale }
    return report.verdict == .pass ? .pass : .fail
  }

  /// From now on nothing is written in this process, in any folder; for the end of an interrupted
  /// run, before `removeOwnTemporaries`.
  public static func endWriting() { TemporaryFolder.endChanges() }

  /// Removes what this process has half written; for the end of an interrupted run.
  public func removeOwnTemporaries() { TemporaryFolder.removeOwn(in: path) }

  /// The readable reports in the folder, in the order of their folders' names.
  func reports() -> [Report] {
    Files.names(in: path).sorted().filter { !$0.hasPrefix(".") }.compactMap { name in
      guard let report = try? Report.read(path: "\(path)/\(name)/report.json"),
        report.lesson == name
      else { return nil }
      return report
    }
  }

  private static func files(
    of result: LessonResult
  ) throws(OutputError) -> [(name: String, bytes: [UInt8])] {
    var files = [
      ("page.md", Array(MarkdownPage.text(result).utf8)),
      ("index.html", Array(HTMLPage.text(result).utf8)),
      ("report.json", Array(Report(result).text.utf8)),
    ]
    for figure in result.steps.flatMap(\.figures) {
      let name = figure.fileName
      guard name.hasSuffix(".png"), !name.hasPrefix("."), !name.contains("/"), name.utf8.count < 200
      else {
        throw OutputError("'\(name)' cannot be a picture's name; write one like 'unrolled.png'")
      }
      guard !files.contains(where: { $0.0 == name }) else {
        throw OutputError("two figures of \(result.document.name) are called '\(name)'")
      }
      files.append((name, figure.png))
    }
    return files.map { (name: $0.0, bytes: $0.1) }
  }

  /// The exchange deletes the old folder: what no run wrote must not go with it.
  private func refuseForeign(_ target: String) throws(OutputError) {
    switch Files.kind(of: target) {
    case .nothing: return
    case .folder: break
    case .link: throw OutputError("'\(target)' is a symbolic link; a folder is needed there")
    case .other: throw OutputError("'\(target)' is a file; a folder is needed there")
    }
    let figures = (try? Report.read(path: target + "/report.json"))?.steps.flatMap(\.figures) ?? []
    let ours = Set(["page.md", "index.html", "report.json", ".DS_Store"] + figures.map(\.file))
    for name in Files.names(in: target).sorted() {
      guard ours.contains(name), Files.kind(of: "\(target)/\(name)") == .other else {
        throw OutputError("'\(target)/\(name)' was not written by a run; move it elsewhere first")
      }
    }
  }
}

/// What is known of a lesson's last run.
public enum RunStatus: String, Sendable {
  case pass
  case fail
  /// The lesson has changed since its last run.
  case stale
  case notRun = "not run"
}
