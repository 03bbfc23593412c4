/// Which tables and which diagrams are walked together.
///
/// A figure that knows where its time steps are takes, of the walked tables before it that no
/// earlier figure took, the last forward one and the backward one behind that, if they have its
/// steps. A further figure of the same steps, without tables of its own, joins it. A table without
/// a diagram is not walked: its rows stand below each other anyway.
struct Walks {
  /// A step's item: (index of the step in `steps`, index of the item).
  struct Item: Hashable {
    var step: Int
    var item: Int
  }

  private struct Waiting {
    var item: Item
    var walk: Table.Walk
    var steps: Set<Int>
  }

  private(set) var groups: [Item: Int] = [:]
  private(set) var count = 0
  /// Where a group has its controls: behind its last figure.
  private(set) var controlsBehind: Set<Item> = []

  init(_ result: LessonResult) {
    var waiting: [Waiting] = []
    var lastSteps: Set<Int> = []
    var lastFigure: Item?
    for case .step(let step) in result.blocks {
      for (position, item) in result.steps[step].items.enumerated() {
        let here = Item(step: step, item: position)
        switch item {
        case .table(let table):
          guard let walk = table.walk, !table.rows.isEmpty else { continue }
          waiting.append(
            Waiting(item: here, walk: walk, steps: Set(table.rows.compactMap(\.step))))
        case .figure(let figure) where !figure.regions.isEmpty:
          let steps = Set(figure.regions.map(\.step))
          let taken = Self.taken(of: waiting, steps)
          if let first = taken.first {
            count += 1
            lastSteps = first.steps
            for table in taken { groups[table.item] = count }
            waiting = []
          } else if let lastFigure, steps.isSubset(of: lastSteps) {
            controlsBehind.remove(lastFigure)
          } else {
            continue
          }
          groups[here] = count
          controlsBehind.insert(here)
          lastFigure = here
        default: break
        }
      }
    }
  }

  private static func taken(of waiting: [Waiting], _ steps: Set<Int>) -> [Waiting] {
    let fitting = waiting.filter { steps.isSubset(of: $0.steps) }
    guard let forward = fitting.lastIndex(where: { $0.walk == .forward }) else {
      return fitting.suffix(1)
    }
    return [fitting[forward]] + fitting[(forward + 1)...].suffix(1)
  }
}
