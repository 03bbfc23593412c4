import Drawing
import Foundation

extension LandscapePainter {
  /// Light on the dark casing; the order tells paths apart beside the shape of their steps.
  private static let cores = [0xFF8A4C, 0xFFFFFF, 0x8FD3FF, 0xF3B4FF].map { Color(hex: $0) }
  private static let dashes: [[Double]] = [[], [6, 2.5], [2, 2], [9, 2, 2, 2]]

  func drawLine(_ points: [Point], _ index: Int) {
    canvas.polyline(points, Self.casing, width: 4.4)
    canvas.polyline(
      points, Self.cores[index % 4], width: 2, dash: Self.dashes[index % Self.dashes.count])
  }

  func drawStep(_ at: Point, _ index: Int, radius: Double = 3.2) {
    let core = Self.cores[index % 4]
    func polygon(_ r: Double, _ color: Color) {
      let offsets: [(Double, Double)] =
        switch index % 4 {
        case 1: [(-r, -r), (r, -r), (r, r), (-r, r)]
        case 2: [(0, -r * 1.4), (r * 1.4, 0), (0, r * 1.4), (-r * 1.4, 0)]
        default: [(0, -r * 1.25), (r * 1.1, r * 0.9), (-r * 1.1, r * 0.9)]
        }
      canvas.polygon(offsets.map { Point(at.x + $0.0, at.y + $0.1) }, fill: color)
    }
    if index % 4 == 0 {
      canvas.circle(at, radius: radius + 1.3, fill: Self.casing)
      canvas.circle(at, radius: radius, fill: core)
    } else {
      polygon(radius + 1.0, Self.casing)
      polygon(radius - 0.3, core)
    }
  }

  func drawPaths(_ frame: PlotFrame) {
    var taken: [Rect] = []
    var (dots, lines): ([Point], [Point]) = ([], [])
    var arrows: [Arrow] = []
    canvas.clipped(to: frame.rect) {
      for (index, path) in figure.paths.enumerated() {
        arrows += draw(path, index, frame)
      }
      for (index, path) in figure.paths.enumerated() {
        let inside = path.points.compactMap { place($0, frame) }
        // Steps closer than their marks are a line, also where a path comes back.
        var marks: [Point] = []
        for at in inside where marks.allSatisfy({ hypot($0.x - at.x, $0.y - at.y) > 14 }) {
          drawStep(at, index)
          marks.append(at)
        }
        if let end = inside.last { drawStep(end, index, radius: 4) }
        dots += inside
        for (a, b) in zip(inside, inside.dropFirst()) { lines += Self.between(a, b) }
      }
    }
    for arrow in arrows { lines += Self.between(arrow.from, arrow.tip) + [arrow.tip] }
    let crowd = Crowd(dots: dots, lines: lines)
    for arrow in arrows { write(arrow, frame, &taken, crowd) }
    for index in figure.paths.indices { number(index, frame, &taken, crowd) }
  }

  /// Places along a line, for what must keep clear of it.
  private static func between(_ a: Point, _ b: Point) -> [Point] {
    let count = min(200, Int(hypot(b.x - a.x, b.y - a.y) / 5))
    return (0..<count).map {
      let share = Double($0) / Double(count)
      return Point(a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share)
    }
  }

  /// What numbers keep clear of: steps first, then the lines between them.
  private struct Crowd {
    var dots: [Point]
    var lines: [Point]

    func cost(of box: Rect) -> Int {
      func count(_ points: [Point], _ slack: Double) -> Int {
        points.count {
          box.contains(Rect(x: $0.x, y: $0.y, width: 0, height: 0), slack: slack)
        }
      }
      return 8 * count(dots, 2) + count(lines, 0)
    }
  }

  /// A place inside the frame.
  private func place(_ point: Point, _ frame: PlotFrame) -> Point? {
    guard let at = frame.place(point),
      frame.rect.contains(Rect(x: at.x, y: at.y, width: 0, height: 0), slack: 1e-6)
    else { return nil }
    return at
  }

  // MARK: - Jumps

  /// A step that leaves the frame.
  private struct Arrow {
    var from: Point
    var tip: Point
    var path: Int
    var text: String
  }

  private func draw(_ path: Landscape.Path, _ index: Int, _ frame: PlotFrame) -> [Arrow] {
    var arrows: [Arrow] = []
    var piece: [Point] = []
    for (step, point) in path.points.enumerated() {
      let before = step > 0 ? path.points[step - 1] : point
      if let at = place(point, frame) {
        if piece.isEmpty, step > 0, let entry = edge(from: at, toward: before, frame) {
          piece.append(entry)
        }
        piece.append(at)
        continue
      }
      guard let last = piece.last, step > 0, place(before, frame) != nil else {
        drawLine(piece, index)
        piece = []
        continue
      }
      let returns = path.points[step...].contains { place($0, frame) != nil }
      if let tip = edge(from: last, toward: point, frame) {
        drawLine(piece + [tip], index)
        let (dx, dy) = (tip.x - last.x, tip.y - last.y)
        let length = max(1e-9, hypot(dx, dy))
        let back = Point(tip.x - dx / length * 14, tip.y - dy / length * 14)
        canvas.arrow(back, tip, Self.casing, width: 4.4, head: 15)
        canvas.arrow(back, tip, Self.cores[index % 4], width: 2, head: 11)
        let distance = hypot(point.x - before.x, point.y - before.y)
        arrows.append(
          Arrow(
            from: last, tip: tip, path: index,
            text: "jump of \(NumberText.trimmed(distance))" + (returns ? "" : ", never back")))
      } else {
        drawLine(piece, index)
        arrows.append(
          Arrow(from: last, tip: last, path: index, text: "step \(step): not finite"))
      }
      piece = []
    }
    drawLine(piece, index)
    return arrows
  }

  /// Where a line from inside the frame toward a place of data meets the edge; nil when that is
  /// not finite.
  private func edge(from: Point, toward: Point, _ frame: PlotFrame) -> Point? {
    guard toward.x.isFinite, toward.y.isFinite, let x = frame.x(toward.x), let y = frame.y(toward.y)
    else { return nil }
    let rect = frame.rect
    let (dx, dy) = (x - from.x, y - from.y)
    var share = 1.0
    if dx > 0 { share = min(share, (rect.right - from.x) / dx) }
    if dx < 0 { share = min(share, (rect.left - from.x) / dx) }
    if dy > 0 { share = min(share, (rect.bottom - from.y) / dy) }
    if dy < 0 { share = min(share, (rect.top - from.y) / dy) }
    return Point(from.x + dx * share, from.y + dy * share)
  }

  private func write(
    _ arrow: Arrow, _ frame: PlotFrame, _ taken: inout [Rect], _ crowd: Crowd
  ) {
    let label = Label(arrow.text)
    let size = canvas.measure(label, Page.label)
    let (rect, tip) = (frame.rect.inset(5, 5), arrow.tip)
    var candidates: [Point] = []
    for dy in [4.0, -14, 20, -30, 36, -46, 52, 68, -62] {
      for dx in [
        10.0, -10 - size.width, -size.width * 0.5, -size.width * 0.25, -size.width * 0.75,
      ] {
        candidates.append(
          Point(
            (tip.x + dx).clamped(to: rect.left...max(rect.left, rect.right - size.width)),
            (tip.y + dy).clamped(to: rect.top + 9...rect.bottom - 3)))
      }
    }
    set(label, Self.cores[arrow.path % 4], candidates, &taken, crowd, isNeeded: true)
  }

  // MARK: - Step numbers

  /// The first, the last and round numbers between, where they have room.
  private func number(
    _ index: Int, _ frame: PlotFrame, _ taken: inout [Rect], _ crowd: Crowd
  ) {
    let path = figure.paths[index]
    let last = path.points.lastIndex { place($0, frame) != nil } ?? 0
    let round = [1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 500, 1000, 2000, 5000, 10000]
    var order = [0, last].filter { $0 < path.points.count }
    order += round.filter { $0 < last }
    var done: Set<Int> = []
    var named: [Point] = []
    for step in order where done.insert(step).inserted {
      guard let at = place(path.points[step], frame) else { continue }
      // Where a path turns back and forth, one number in a place.
      if named.contains(where: { hypot($0.x - at.x, $0.y - at.y) < 16 }), step != last { continue }
      named.append(at)
      // Where paths begin together one number is enough.
      let isShared = figure.paths[..<index].contains {
        step < $0.points.count && place($0.points[step], frame) == at
      }
      if isShared { continue }
      let label = Label.plain(String(step))
      let width = canvas.measure(label, Page.label).width
      let offsets: [(Double, Double)] = [
        (7, -6), (7, 13), (-7 - width, -6), (-7 - width, 13), (-width / 2, -9), (-width / 2, 17),
        (9, 4), (-9 - width, 4), (12, -16), (-12 - width, -16), (12, 23), (-12 - width, 23),
      ]
      let rect = frame.rect.inset(3, 3)
      let inside = offsets.map { Point(at.x + $0.0, at.y + $0.1) }.filter {
        rect.contains(Rect(x: $0.x, y: $0.y - 9, width: width, height: 10))
      }
      let color = step == 0 ? Color(hex: 0xFFFFFF) : Self.cores[index % 4]
      set(label, color, inside, &taken, crowd, isNeeded: step == 0 || step == last)
    }
  }

  /// On a dark tag, at the first of the places that covers nothing, else where least.
  private func set(
    _ label: Label, _ color: Color, _ candidates: [Point], _ taken: inout [Rect], _ crowd: Crowd,
    isNeeded: Bool
  ) {
    let size = canvas.measure(label, Page.label)
    var best: (cost: Int, at: Point)?
    for at in candidates {
      let box = Rect(
        left: at.x, top: at.y - size.ascent, right: at.x + size.width, bottom: at.y + size.descent
      ).inset(-3, -1)
      if taken.contains(where: { $0.overlaps(box) }) { continue }
      let cost = crowd.cost(of: box)
      if cost < best?.cost ?? .max { best = (cost, at) }
      if cost == 0 { break }
    }
    guard let best, isNeeded || best.cost < 4 else { return }
    let box = Rect(
      left: best.at.x, top: best.at.y - Page.label.size * Canvas.capHeight,
      right: best.at.x + size.width, bottom: best.at.y
    ).inset(-3, -3.5)
    canvas.fill(box, Self.casing.opacity(0.82), radius: 3)
    canvas.text(
      label, at: best.at, Page.label, color.mixed(with: Color(hex: 0xFFFFFF), 0.25))
    taken.append(box)
  }
}
