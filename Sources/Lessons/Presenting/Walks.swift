/// Which tables and which diagram are walked together.
///
/// A figure that knows where its time steps are takes the walked tables before it that no earlier
/// such figure took; tables behind the last one join it. A group shows its forward rows first.
struct Walks {
  /// A step's item: (index of the step in `steps`, index of the item).
  struct Item: Hashable {
    var step: Int
    var item: Int
  }

  private(set) var groups: [Item: Int] = [:]
  private(set) var count = 0
  /// Where a group without a figure has its controls: behind its last table.
  private(set) var controlsBehind: Set<Item> = []

  init(_ result: LessonResult) {
    var waiting: [Item] = []
    var lastFigure: Int?
    var order: [Int] = []
    for case .step(let index) in result.blocks { order.append(index) }
    for step in order {
      for (position, item) in result.steps[step].items.enumerated() {
        let here = Item(step: step, item: position)
        switch item {
        case .table(let table) where table.walk != nil && !table.rows.isEmpty:
          waiting.append(here)
        case .figure(let figure) where !figure.regions.isEmpty:
          // A second diagram of the same tables is only a picture.
          guard !waiting.isEmpty else { continue }
          count += 1
          lastFigure = count
          groups[here] = count
          controlsBehind.insert(here)
          for table in waiting { groups[table] = count }
          waiting = []
        default: break
        }
      }
    }
    guard let last = waiting.last else { return }
    if lastFigure == nil {
      count += 1
      controlsBehind.insert(last)
    }
    for table in waiting { groups[table] = count }
  }
}
