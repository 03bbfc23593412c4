import Foundation
import Lessons

/// Where the lessons are and where their output goes.
struct Workplace {
  /// The folder that holds `Lessons` and `Output`.
  let home: String

  /// The launcher says where; without it, the folder above the program or the current one.
  init() {
    let environment = ProcessInfo.processInfo.environment
    if let home = environment["UNROLLED_HOME"], !home.isEmpty {
      self.home = home
      return
    }
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      let manifest = folder.appendingPathComponent("Package.swift").path
      let lessons = folder.appendingPathComponent("Lessons").path
      if FileManager.default.fileExists(atPath: manifest),
        FileManager.default.fileExists(atPath: lessons)
      {
        home = folder.path
        return
      }
    }
    home = FileManager.default.currentDirectoryPath
  }

  var lessonsFolder: String { home + "/Lessons" }

  /// The numbered lessons in order, in their first language.
  func numberedLessons() -> [(number: Int, path: String)] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: lessonsFolder)) ?? []
    return names.compactMap { name in
      guard name.hasSuffix(".md"), !name.hasSuffix(".ko.md"),
        let number = Int(name.prefix { $0.isASCII && $0.isNumber })
      else { return nil }
      return (number, shown(lessonsFolder + "/" + name))
    }.sorted { ($0.number, $0.path) < ($1.number, $1.path) }
  }

  /// A path as it is best shown: relative where it lies below the current folder.
  func shown(_ path: String) -> String {
    let current = FileManager.default.currentDirectoryPath
    let prefix = current.hasSuffix("/") ? current : current + "/"
    // A current folder that was deleted has no path.
    return !current.isEmpty && path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
  }

  /// The output folder of a lesson file: beside `Lessons` for a lesson in such a folder, beside
  /// the file otherwise. Runs with other settings than the lesson's own are kept apart.
  func outputFolder(forLesson path: String, isVaried: Bool) -> String {
    let folder = (path as NSString).deletingLastPathComponent
    let isLessons = (folder as NSString).lastPathComponent == "Lessons"
    let parent = isLessons ? (folder as NSString).deletingLastPathComponent : folder
    let output = parent.isEmpty ? "Output" : parent + "/Output"
    return isVaried ? output + "/varied" : output
  }
}
