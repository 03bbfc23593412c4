import Foundation

/// Small lessons for the tests, so that few of them depend on the lessons that ship.
enum Sample {
  /// Front matter and one fence for each directive.
  static func lesson(_ directives: String..., title: String = "A small one", front: String = "")
    -> String
  {
    let fences = directives.map { "```yaml run\n\($0)\n```\n" }
    return "---\ntitle: \(title)\nbudget: 60 s\n\(front)---\n# \(title)\n\nSome words.\n\n"
      + fences.joined(separator: "\n")
  }

  static let model = """
    model:
      id: m
      input: 1
      hidden: 2
      head: { outputs: 1, at: last }
      loss: half_squared_error
      weights:
        W_xh: [[0.5], [-0.3]]
        W_hh: [[0.4, -0.2], [0.1, 0.3]]
        b_h: [0.0, 0.1]
        W_hy: [[1.0, -1.0]]
        b_y: [0.0]
    """
  static let drawnModel = """
    model:
      id: m
      input: 1
      hidden: 2
      head: { outputs: 1, at: last }
      loss: half_squared_error
    """
  static let data =
    "data: { id: d, kind: sequences, items: [{ x: [1.0, 0.5, -1.0], target: [0.5] }] }"
  static let forward = "forward: { id: f, model: m, data: d }"
  static let heatmap = "figure: { id: states, kind: heatmap, from: [f], alt: Two rows of three }"

  static func expect(_ claim: String) -> String { "expect:\n  - { \(claim) }" }

  /// A forward pass whose loss is 0.722994, and a claim about it.
  static func small(title: String = "A small one", claim: String = "value: f.loss, below: 1")
    -> String
  {
    lesson(model, data, forward, expect(claim), title: title)
  }

  /// The same with drawn parameters and a picture: its numbers depend on the seed.
  static func drawn(title: String = "A drawn one", seed: Int = 1) -> String {
    lesson(drawnModel, data, forward, heatmap, title: title, front: "seed: \(seed)\n")
  }

  /// A training of a minute or more.
  static let long = lesson(
    "model: { id: m, input: 4, hidden: 16, head: { outputs: 4, at: last }, loss: cross_entropy }",
    "data: { id: d, kind: recall, steps: 10, count: 100 }",
    "train: { id: t, model: m, data: d, epochs: 10000000, batch: 16, rate: 0.01 }",
    title: "A long one")

  /// The text of a lesson that ships, found by its number.
  static func shipped(_ number: Int) throws -> (name: String, text: String) {
    let folder = Program.checkout + "/Lessons"
    let start = (number < 10 ? "0" : "") + "\(number)-"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    guard
      let name = names.first(where: {
        $0.hasPrefix(start) && $0.hasSuffix(".md") && !$0.hasSuffix(".ko.md")
      })
    else { throw CocoaError(.fileNoSuchFile) }
    let text = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
    return (name, String(decoding: text, as: UTF8.self))
  }
}
