import Foundation
import Testing

@Suite struct WeightsFileTests {
  private let tensors = """
    weights:
      tensors:
        W_xh: [[0.5], [-0.3]]
        W_hh: [[0.4, -0.2], [0.1, 0.3]]
        b_h: [0.0, 0.1]
        W_hy: [[1.0, -1.0]]
        b_y: [0.0]

    """

  /// The small lesson with its weights in a file.
  private func place(_ path: String) throws -> Place {
    let model = Sample.drawnModel + "\n  weights: \(path)"
    return try Place([
      "01-file.md": Sample.lesson(
        model, Sample.data, Sample.forward,
        Sample.expect("value: f.loss, equals: 0.722994, tolerance: 1e-6"))
    ])
  }

  @Test func weightsBesideALessonAreRead() throws {
    let place = try place("mine.yaml")
    try place.write("Lessons/mine.yaml", tensors)
    let outcome = try place.run("run", "1")
    #expect(outcome.ending == .exit(0), "\(outcome.error)")
    #expect(outcome.output.contains("held  f.loss = 0.722994 within 1e-06; found 0.72299441"))
  }

  @Test func aMissingFileIsNamed() throws {
    let outcome = try place("mine.yaml").run("run", "1")
    #expect(outcome.ending == .exit(2))
    #expect(outcome.errorLines.count == 1)
    #expect(outcome.error.contains("mine.yaml"))
    #expect(outcome.error.contains("no such file"))
  }

  @Test(arguments: ["../mine.yaml", "/etc/mine.yaml", "a/../../mine.yaml"])
  func aPathOutOfTheFolderIsRefused(_ path: String) throws {
    let place = try place(path)
    try place.write("mine.yaml", tensors)
    let outcome = try place.run("run", "1")
    #expect(outcome.ending == .exit(2))
    #expect(
      outcome.error.hasPrefix("Lessons/01-file.md:16:12: error: 'weights' in 'model' must be"))
    #expect(outcome.error.contains("found the text '\(path)' (a path must not"))
  }

  @Test func aLinkOutOfTheFolderIsRefused() throws {
    let place = try place("mine.yaml")
    try place.write("outside.yaml", tensors)
    #expect(symlink("../outside.yaml", place.path + "/Lessons/mine.yaml") == 0)
    let outcome = try place.run("run", "1")
    #expect(outcome.ending == .exit(2))
    #expect(
      outcome.error
        == "Lessons/01-file.md:16:12: error: 'mine.yaml' leads out of the lesson's folder\n")
  }

  @Test func aLinkedFolderOnTheWayIsFollowedBeforeItIsJudged() throws {
    let place = try place("inside/mine.yaml")
    try FileManager.default.createDirectory(
      atPath: place.path + "/other", withIntermediateDirectories: false)
    try place.write("other/mine.yaml", tensors)
    #expect(symlink("../other", place.path + "/Lessons/inside") == 0)
    let outcome = try place.run("run", "1")
    #expect(outcome.ending == .exit(2))
    #expect(outcome.error.contains("leads out of the lesson's folder"))
  }

  @Test(arguments: [
    ("b_h: [0.0, 0.1]", "b_h: [0.0, .nan]", "Lessons/mine.yaml:5:"),
    (
      "b_h: [0.0, 0.1]", "b_h: [0.0]", "Lessons/mine.yaml:5:5: error: 'b_h' is 1; the model needs 2"
    ),
    (
      "W_hy:", "W_yh:",
      "Lessons/mine.yaml:6:5: error: the model has no parameter 'W_yh'; did you mean"
    ),
    ("    b_y: [0.0]\n", "", "the weights lack 'b_y'"),
    ("tensors:", "tensor:", "Lessons/mine.yaml:2:3: error: unknown key 'tensor'"),
    ("weights:", "weights: &a", "Lessons/mine.yaml:1:"),
    ("0.4, -0.2", "0.4, -0.2, 0.1", "Lessons/mine.yaml:4:"),
  ])
  func aProblemInTheFileHasItsPlaceInTheFile(
    _ old: String, _ new: String, _ message: String
  ) throws {
    let place = try place("mine.yaml")
    #expect(tensors.contains(old))
    try place.write("Lessons/mine.yaml", tensors.replacingOccurrences(of: old, with: new))
    let outcome = try place.run("run", "1")
    #expect(outcome.ending == .exit(2))
    #expect(outcome.error.contains(message), "\(outcome.error)")
    #expect(outcome.output == "")
  }

  @Test func whatIsNoFileIsNotWaitedFor() throws {
    let place = try place("mine.yaml")
    #expect(mkfifo(place.path + "/Lessons/mine.yaml", 0o600) == 0)
    let outcome = try place.start(["run", "1"]).finish(within: 5)
    #expect(outcome.ending == .exit(2))
    #expect(outcome.error.contains("this is a FIFO"))
    #expect(outcome.error.contains("mine.yaml"))
  }
}
