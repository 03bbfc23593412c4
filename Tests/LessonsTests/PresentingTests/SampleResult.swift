import Lessons

/// A small run: two walked tables, a diagram, claims.
enum SampleResult {
  static let lesson = """
    ---
    title: Sample
    ---
    # 7. Sample

    State $`h_t = \\tanh a_t`$ of [one] lesson. Loss `= fwd.loss %.4f`.

    ```yaml run
    forward: { id: fwd }
    ```
    ```yaml run
    backward: { id: bwd }
    ```
    ```yaml run
    figure: { id: net }
    ```
    ```yaml run
    expect: []
    ```

    [one]: https://example.org

    """

  /// The header of a PNG of that size is all that is looked at.
  static func png(_ width: UInt8, _ height: UInt8) -> [UInt8] {
    [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
      + [0, 0, 0, width, 0, 0, 0, height, 8, 2, 0, 0, 0, 0, 0, 0, 0]
  }

  static func make(
    name: String = "07-sample", loss: Double = 0.722994, holds: Bool = true,
    picture: [UInt8] = png(16, 10), folder: String = "Lessons", extra: [(String, Value)] = [],
    source: String = lesson
  ) -> LessonResult {
    let path = "\(folder)/\(name).md"
    guard let document = try? LessonReader.read(text: source, path: path) else {
      preconditionFailure("the sample lesson is not valid")
    }
    func place(_ line: Int) -> SourceLocation {
      SourceLocation(file: path, line: line, column: 1)
    }
    let forward = Table(
      caption: "States", columns: [.init("t"), .init("|h|", math: "|h_t|"), .init("c_0|c_1")],
      rows: [.init(["1", "-0.5000", "a|b"], step: 1), .init(["2", "0.2500", "<i>"], step: 2)],
      walk: .forward)
    let backward = Table(
      columns: [.init("t"), .init("d", math: "\\unknown")],
      rows: [.init(["2", "1e-05"], step: 2), .init(["1", "inf"], step: 1)], walk: .backward)
    let figure = FigureResult(
      fileName: "net.png", title: "Net", alt: "Two \"steps\" <here>", caption: "With $`h_t`$.",
      png: picture, width: 800, height: 500,
      regions: [
        .init(step: 1, x: 0.1, y: 0.2, width: 0.25, height: 0.5),
        .init(step: 2, x: 0.5, y: 0.2, width: 0.25, height: 0.5),
      ])
    let claims: [StepResult.Item] = [
      .claim(
        Claim(
          statement: "fwd.loss = 0.722994", found: "0.722994", holds: true, location: place(19))),
      .claim(
        Claim(
          statement: "bwd.norm[1] < 2", found: holds ? "1.5" : "2.5", holds: holds,
          location: place(20))),
    ]
    let steps = [
      StepResult(
        index: 1, kind: "forward", id: "fwd", location: place(9),
        values: [
          ("loss", .number(loss)), ("word", .text("hello")), ("worst", .number(.infinity)),
          ("state", .list([.numbers([0.5, 1], from: 0)], from: 1)),
        ] + extra.map { (name: $0.0, value: $0.1) },
        items: [.table(forward), .line("y = 1"), .line("```")]),
      StepResult(
        index: 2, kind: "backward", id: "bwd", location: place(12), items: [.table(backward)]),
      StepResult(
        index: 3, kind: "figure", id: "net", location: place(15), items: [.figure(figure)]),
      StepResult(
        index: 4, kind: "expect", id: nil, location: place(18), verdict: holds ? .pass : .fail,
        items: claims),
    ]
    var index = 0
    let blocks = document.blocks.map { block -> LessonResult.Block in
      switch block {
      case .prose(let prose): return .prose(prose.filled(with: prose.spans.map { _ in "0.7230" }))
      case .directive:
        defer { index += 1 }
        return .step(index)
      }
    }
    return LessonResult(
      document: document, title: "Sample", seed: 5, variations: [], steps: steps, blocks: blocks,
      verdict: holds ? .pass : .fail, next: 8)
  }
}
