import Drawing
import Figures
import Testing

@Suite struct UnrolledLayoutTests {
  @Test(arguments: 0..<150)
  func ofAnyNetworkNoTwoLabelsOverlapAndNoneIsTooSmall(seed: Int) throws {
    var random = RandomUnrolled(seed: UInt64(seed))
    let figure = random.diagram()
    try figure.validate()
    let (canvas, regions) = try figure.drawn(theme: .light, scale: 1)
    #expect(canvas.problem == nil)
    #expect(canvas.size.width == 800)
    let page = Rect(x: 0, y: 0, width: canvas.size.width, height: canvas.size.height)
    for (index, text) in canvas.placed.enumerated() {
      #expect(page.contains(text.rect, slack: 0.5), "seed \(seed): '\(text.label)' leaves the page")
      let smallest = text.label.source.contains("W_{hh}") ? 9.5 : 11
      #expect(text.size >= smallest, "seed \(seed): '\(text.label)' at \(text.size)")
      for other in canvas.placed[(index + 1)...] {
        #expect(
          !text.rect.overlaps(other.rect, slack: 0.8),
          "seed \(seed): '\(text.label)' and '\(other.label)': \(text.rect), \(other.rect)")
      }
    }
    for region in regions { #expect(page.contains(region.rect, slack: 0.5)) }
  }

  /// An arrow's end lies within 4 points of the edge of its box and between that edge's corners.
  private func touches(_ rect: Rect, _ point: Point) -> Bool {
    rect.inset(-4, -4).contains(Rect(x: point.x, y: point.y, width: 0, height: 0))
      && !rect.inset(1, 1).contains(Rect(x: point.x, y: point.y, width: 0, height: 0))
  }

  @Test(arguments: 0..<150)
  func everyArrowRunsFromItsBoxToItsBoxAndThroughNoOther(seed: Int) throws {
    var random = RandomUnrolled(seed: UInt64(seed))
    let geometry = random.diagram().geometry
    let boxes = Array(geometry.boxes.values)
    for (index, box) in boxes.enumerated() {
      for other in boxes[(index + 1)...] {
        #expect(!box.overlaps(other), "seed \(seed): \(box), \(other)")
      }
    }
    for arrow in geometry.arrows {
      if let box = geometry.boxes[arrow.from] {
        #expect(touches(box, arrow.points[0]), "seed \(seed): \(arrow) begins off \(box)")
      }
      if let box = geometry.boxes[arrow.to] {
        #expect(
          touches(box, arrow.points[arrow.points.count - 1]),
          "seed \(seed): \(arrow) ends off \(box)")
      }
      for (a, b) in zip(arrow.points, arrow.points.dropFirst()) {
        #expect(a.x == b.x || a.y == b.y)
        let line = Rect(
          left: min(a.x, b.x) - 0.5, top: min(a.y, b.y) - 0.5, right: max(a.x, b.x) + 0.5,
          bottom: max(a.y, b.y) + 0.5)
        for box in boxes {
          #expect(!line.overlaps(box), "seed \(seed): \(arrow) crosses \(box)")
        }
      }
    }
  }

  @Test(arguments: 0..<40)
  func noFrameMovesTheLayout(seed: Int) throws {
    var random = RandomUnrolled(seed: UInt64(1000 + seed))
    let figure = random.diagram()
    let whole = figure.geometry
    let frames = figure.frames()
    #expect(frames.last == figure)
    for frame in frames {
      #expect(frame.size == figure.size)
      #expect(frame.geometry.boxes == whole.boxes)
      #expect(frame.geometry.arrows.map(\.points) == whole.arrows.map(\.points))
    }
    let reached = frames.map { $0.geometry.arrows.filter(\.isReached).count }
    #expect(reached == reached.sorted())
    #expect(reached.first == 0)
    #expect(reached.last == whole.arrows.count)
  }
}
