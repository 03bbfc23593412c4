import Drawing
import Figures
import Testing

@Suite struct CellLayoutTests {
  struct Sample: Sendable, CustomStringConvertible {
    let description: String
    let figure: CellDiagram
  }

  static let samples: [Sample] = {
    var list: [Sample] = []
    for kind in CellDiagramTests.kinds {
      for (units, inputs) in [(0, 0), (1, 4), (2, 3), (3, 1), (4, 2), (8, 5), (300, 700)] {
        let given = units == 0 ? [:] : CellDiagramTests.values(kind, units, inputs: inputs)
        list.append(
          Sample(
            description: "\(kind) \(inputs) x \(units)",
            figure: CellDiagram(title: "cell", subtitle: "step", cell: kind, values: given)))
      }
      for focus in kind.equations {
        for units in [3, 4, 9] {
          let given = CellDiagramTests.values(kind, units, inputs: 2)
          list.append(
            Sample(
              description: "\(kind) \(focus) \(units)",
              figure: CellDiagram(
                title: "셀 한 단계 $h_t$", cell: kind, values: given,
                gradients: units == 3 ? [:] : given.mapValues { $0.map { 0.1 * $0 } },
                focus: focus)))
        }
      }
    }
    var hostile = CellDiagramTests.values(.lstm, 3, inputs: 3)
    hostile[.input] = [1e300, -1e-300, 123_456.789]
    hostile[.previousCell] = [-1e300, .infinity, .nan]
    hostile[.cellState] = [-.infinity, -99_999.123, -0.0]
    hostile[.forgetGate] = [.nan, 7, -3]
    for focus in [nil] + CellDiagram.Kind.lstm.equations.map(Optional.some) {
      list.append(
        Sample(
          description: "hostile numbers \(focus?.rawValue ?? "all")",
          figure: CellDiagram(
            title: "hostile", cell: .lstm, values: hostile, gradients: hostile, focus: focus)))
    }
    var unbounded = CellDiagramTests.values(.rnn(.relu), 9, inputs: 9)
    for (size, wire) in CellDiagram.Kind.rnn(.relu).wires.enumerated() {
      unbounded[wire] = unbounded[wire]?.map { -1e300 * $0 / Double(size + 1) }
    }
    list.append(
      Sample(
        description: "unbounded strips",
        figure: CellDiagram(
          title: "x", cell: .rnn(.relu), values: unbounded, gradients: unbounded)))
    return list
  }()

  @Test(arguments: samples)
  func noTwoLabelsOverlapAndAllStandOnThePage(sample: Sample) throws {
    try sample.figure.validate()
    let (canvas, regions) = try sample.figure.drawn(theme: .light)
    #expect(canvas.problem == nil)
    let margins = Rect(x: 34, y: 0, width: 732, height: canvas.size.height - 8)
    #expect(canvas.placed.count > 12)
    for (index, text) in canvas.placed.enumerated() {
      #expect(margins.contains(text.rect, slack: 0.5), "'\(text.label)' leaves: \(text.rect)")
      #expect(text.size >= 11, "'\(text.label)' at \(text.size)")
      for other in canvas.placed[(index + 1)...] {
        #expect(
          !text.rect.overlaps(other.rect, slack: 0.5),
          "'\(text.label)' and '\(other.label)' overlap: \(text.rect), \(other.rect)")
      }
    }
    #expect(regions.map(\.step) == [1])
    #expect(canvas.size.width == 800)
  }

  @Test(arguments: samples)
  func everyNumberStandsInsideItsTag(sample: Sample) throws {
    let (canvas, _) = try sample.figure.drawn(theme: .dark)
    let shift = canvas.size.height - sample.figure.size.height
    for tag in CellScheme(sample.figure).tags {
      let rect = tag.rect.offset(0, shift)
      for text in canvas.placed where rect.overlaps(text.rect, slack: 0.1) {
        #expect(rect.contains(text.rect), "'\(text.label)' leaves \(tag.wire.rawValue)")
      }
    }
  }

  @Test(arguments: samples)
  func boxesCirclesAndTagsStandApart(sample: Sample) {
    let scheme = CellScheme(sample.figure)
    let solid =
      scheme.boxes.map(\.rect) + scheme.operations.map(\.rect) + scheme.tags.map(\.rect)
      + scheme.parameters.map(\.rect)
    for (index, rect) in solid.enumerated() {
      for other in solid[(index + 1)...] {
        #expect(!rect.inset(-4, -4).overlaps(other.inset(-4, -4)), "\(rect), \(other)")
      }
    }
  }

  @Test(arguments: samples)
  func noWireRunsThroughABoxACircleOrATag(sample: Sample) {
    let scheme = CellScheme(sample.figure)
    let solid =
      scheme.boxes.map(\.rect) + scheme.operations.map(\.rect) + scheme.tags.map(\.rect)
      + scheme.parameters.map(\.rect)
    for path in scheme.paths {
      for (from, to) in zip(path.points, path.points.dropFirst()) {
        #expect((from.x == to.x) != (from.y == to.y), "\(from) to \(to) is not along the grid")
        let line = Rect(
          left: min(from.x, to.x) - 0.5, top: min(from.y, to.y) - 0.5,
          right: max(from.x, to.x) + 0.5, bottom: max(from.y, to.y) + 0.5)
        for rect in solid {
          // A wire may end at an edge, not inside.
          #expect(!rect.inset(1, 1).overlaps(line), "\(from) to \(to) runs through \(rect)")
        }
      }
    }
  }

  @Test(arguments: samples)
  func wiresMeetAtADotOrCrossWithABridge(sample: Sample) {
    let scheme = CellScheme(sample.figure)
    func segments(_ path: CellScheme.Path) -> [(Point, Point)] {
      Array(zip(path.points, path.points.dropFirst()))
    }
    var crossings = 0
    for upright in scheme.paths {
      for (a, b) in segments(upright) where a.x == b.x {
        for level in scheme.paths {
          for (c, d) in segments(level) where c.y == d.y {
            let place = Point(a.x, c.y)
            let isInside =
              min(a.y, b.y) < place.y && place.y < max(a.y, b.y)
              && min(c.x, d.x) < place.x && place.x < max(c.x, d.x)
            guard isInside else { continue }
            crossings += 1
            let isMarked = upright.bridges.contains(place) || level.bridges.contains(place)
            #expect(isMarked, "wires cross at \(place) without a bridge")
            #expect(!scheme.dots.contains { $0.center == place })
          }
        }
      }
    }
    switch sample.figure.cell {
    case .rnn: #expect(crossings == 0)
    case .lstm: #expect(crossings == 4)
    case .gru: #expect(crossings == 2)
    }
    // A dot wherever three wires or more meet.
    var ends: [Point: Int] = [:]
    for path in scheme.paths {
      ends[path.points[0], default: 0] += 1
      ends[path.points[path.points.count - 1], default: 0] += 1
    }
    let joints = Set(ends.filter { $0.value >= 3 }.keys)
    #expect(joints == Set(scheme.dots.map(\.center)))
  }
}
