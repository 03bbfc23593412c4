import Figures
import Foundation

/// A figure that is held against a picture and a text in `References/`.
///
/// Pictures have 2 pixels a point: with 1, a third of all wrong digits lies within what smoothing
/// may change.
struct GoldenSample: Sendable, CustomStringConvertible {
  /// The files' name: lower case, with hyphens.
  let name: String
  let figure: any Figure
  let themes: [Theme]

  init(_ name: String, _ figure: any Figure, themes: [Theme] = [.light]) {
    self.name = name
    self.figure = figure
    self.themes = themes
  }

  var description: String { name }

  func pictureName(_ theme: Theme) -> String {
    theme.name == Theme.light.name ? name : "\(name)-\(theme.name)"
  }
}

/// A folder of references, and the comparison with it.
///
/// `UNROLLED_RECORD_GOLDEN=1` records all anew; `UNROLLED_GOLDEN_OUTPUT` names the folder that
/// pictures of a failure go to, which otherwise is `unrolled-golden` among the temporary files.
struct GoldenStore {
  var references: URL
  var output: URL
  var isRecording: Bool

  static let shared: GoldenStore = {
    let environment = ProcessInfo.processInfo.environment
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let output =
      environment["UNROLLED_GOLDEN_OUTPUT"].map { URL(filePath: $0, directoryHint: .isDirectory) }
      ?? FileManager.default.temporaryDirectory.appending(path: "unrolled-golden")
    let wish = environment["UNROLLED_RECORD_GOLDEN"] ?? ""
    return GoldenStore(
      references: folder.appending(path: "References"), output: output,
      isRecording: !["", "0"].contains(wish))
  }()

  private var versions: URL { references.appending(path: "versions.txt") }

  /// What does not agree with the references, a text each; empty where all does.
  func problems(_ sample: GoldenSample) throws -> [String] {
    try FileManager.default.createDirectory(at: references, withIntermediateDirectories: true)
    if isRecording || !exists(versions) { try write(Data(LibraryVersions.current.utf8), versions) }
    var problems: [String] = []
    if let problem = try dataProblem(sample) { problems.append(problem) }
    for theme in sample.themes {
      if let problem = try pictureProblem(sample, theme) { problems.append(problem) }
    }
    return problems
  }

  private func dataProblem(_ sample: GoldenSample) throws -> String? {
    let text = FigureText.describe(sample.figure)
    let file = references.appending(path: sample.name + ".txt")
    guard let known = try known(Data(text.utf8), file) else { return nil }
    guard let reference = known.data else { return known.problem }
    return FigureText.firstDifference(String(decoding: reference, as: UTF8.self), text).map {
      "\(sample.name): the data differ from \(file.lastPathComponent): \($0). \(Self.acceptance)"
    }
  }

  private func pictureProblem(_ sample: GoldenSample, _ theme: Theme) throws -> String? {
    let name = sample.pictureName(theme)
    let file = references.appending(path: name + ".png")
    let png = try sample.figure.golden(theme: theme)
    guard let known = try known(Data(png), file) else { return nil }
    guard let reference = known.data else { return known.problem }
    if reference == Data(png) { return nil }
    let (old, new) = (try Picture(png: [UInt8](reference)), try Picture(png: png))
    let comparison = PictureComparison(old, new)
    if comparison.agrees { return nil }
    try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
    let newFile = output.appending(path: name + ".png")
    let differenceFile = output.appending(path: name + "-difference.png")
    try write(Data(png), newFile)
    try write(Data(try comparison.differencePicture(new)), differenceFile)
    let made = try? String(contentsOf: versions, encoding: .utf8)
    return """
      \(name): the picture differs: \(comparison.description)
        reference:  \(file.path)
        new:        \(newFile.path)
        difference: \(differenceFile.path)
      \(LibraryVersions.explanation(references: made))
      \(Self.acceptance)
      """
  }

  private static let acceptance =
    "If that is how it should be: UNROLLED_RECORD_GOLDEN=1 ./unrolled test --filter GoldenTests, "
    + "look at the pictures, commit them."

  /// What a reference holds; where there was none, it is written, and that is a problem. Nil where
  /// all are recorded anew.
  private func known(_ new: Data, _ file: URL) throws -> (data: Data?, problem: String)? {
    if isRecording {
      try write(new, file)
      return nil
    }
    if exists(file) { return (try Data(contentsOf: file), "") }
    try write(new, file)
    return (
      nil,
      "there was no \(file.lastPathComponent); it was recorded as \(file.path): look at it, and commit "
        + "it if it is right. The next run compares with it."
    )
  }

  /// Files that no sample has; removed where all are recorded anew.
  func strangers(_ samples: [GoldenSample]) throws -> [String] {
    var known: Set = ["versions.txt"]
    for sample in samples {
      known.insert(sample.name + ".txt")
      for theme in sample.themes { known.insert(sample.pictureName(theme) + ".png") }
    }
    let found = try FileManager.default.contentsOfDirectory(atPath: references.path)
    // Not a file that another test is just writing.
    let strangers = found.filter {
      !known.contains($0) && ($0.hasSuffix(".png") || $0.hasSuffix(".txt"))
    }.sorted()
    guard isRecording else { return strangers }
    for name in strangers {
      try FileManager.default.removeItem(at: references.appending(path: name))
    }
    return []
  }

  /// In bytes.
  func size() throws -> Int {
    try FileManager.default.contentsOfDirectory(
      at: references, includingPropertiesForKeys: [.fileSizeKey]
    ).reduce(0) { $0 + (try $1.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0) }
  }

  private func exists(_ file: URL) -> Bool { FileManager.default.fileExists(atPath: file.path) }

  private func write(_ data: Data, _ file: URL) throws {
    try data.write(to: file, options: .atomic)
  }
}
