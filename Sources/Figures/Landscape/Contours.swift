import Drawing
import Foundation

/// Contours of a grid by marching over four triangles a cell, whose common corner lies in its
/// middle: no cell is ambiguous, and crossings are interpolated linearly.
package struct Contours: Sendable {
  /// Where columns and rows stand, in any coordinates.
  let x: [Double]
  let y: [Double]
  /// Row by row; what is not finite leaves its cells out.
  package let values: [Double]
  /// Cell by cell.
  package let middles: [Double]

  package init(x: [Double], y: [Double], values: [Double]) {
    precondition(
      values.count == x.count * y.count,
      "\(x.count) x \(y.count) places need \(x.count * y.count) values, got \(values.count)")
    self.x = x
    self.y = y
    self.values = values
    middles = Self.middles(columns: x.count, rows: y.count, values: values)
  }

  private struct Corner {
    var at: Point
    var value: Double
    var node: Int
  }

  private func corner(_ i: Int, _ j: Int) -> Corner {
    Corner(at: Point(x[i], y[j]), value: values[j * x.count + i], node: j * x.count + i)
  }

  /// The corners of a cell around it; nil beside what is not finite.
  private func cell(_ i: Int, _ j: Int) -> [Corner]? {
    let corners = [corner(i, j), corner(i + 1, j), corner(i + 1, j + 1), corner(i, j + 1)]
    return corners.allSatisfy(\.value.isFinite) ? corners : nil
  }

  private func middle(_ i: Int, _ j: Int) -> Corner {
    Corner(
      at: Point((x[i] + x[i + 1]) / 2, (y[j] + y[j + 1]) / 2),
      value: middles[j * (x.count - 1) + i], node: values.count + j * x.count + i)
  }

  private static func crossing(_ a: Corner, _ b: Corner, _ level: Double) -> Point {
    // From the same end whichever way the edge is passed: neighbours meet exactly.
    let (a, b) = a.node < b.node ? (a, b) : (b, a)
    let share = ((level - a.value) / (b.value - a.value)).clamped(to: 0...1)
    return Point(a.at.x + (b.at.x - a.at.x) * share, a.at.y + (b.at.y - a.at.y) * share)
  }

  /// Polygons that cover all that is at or over a level, without overlaps.
  ///
  /// - Complexity: O(cells); whole cells of a row are one polygon.
  package func region(over level: Double) -> [[Point]] {
    var polygons: [[Point]] = []
    for j in 0..<y.count - 1 {
      var start: Int?
      func finish(_ end: Int) {
        guard let from = start else { return }
        start = nil
        polygons.append([
          Point(x[from], y[j]), Point(x[end], y[j]), Point(x[end], y[j + 1]),
          Point(x[from], y[j + 1]),
        ])
      }
      for i in 0..<x.count - 1 {
        guard let corners = cell(i, j) else {
          finish(i)
          continue
        }
        if corners.allSatisfy({ $0.value >= level }) {
          if start == nil { start = i }
          continue
        }
        finish(i)
        guard corners.contains(where: { $0.value >= level }) else { continue }
        let middle = middle(i, j)
        for side in 0..<4 {
          let triangle = [middle, corners[side], corners[(side + 1) % 4]]
          var polygon: [Point] = []
          for (a, b) in [(0, 1), (1, 2), (2, 0)] {
            let (a, b) = (triangle[a], triangle[b])
            if a.value >= level { polygon.append(a.at) }
            if (a.value >= level) != (b.value >= level) {
              polygon.append(Self.crossing(a, b, level))
            }
          }
          if polygon.count > 2 { polygons.append(polygon) }
        }
      }
      finish(x.count - 1)
    }
    return polygons
  }

  /// The lines at a level, each whole; a closed one ends where it begins.
  package func lines(at level: Double) -> [[Point]] {
    struct Edge: Hashable {
      var low: Int
      var high: Int
      init(_ a: Corner, _ b: Corner) { (low, high) = (min(a.node, b.node), max(a.node, b.node)) }
    }
    var places: [Edge: Point] = [:]
    var neighbours: [Edge: [Edge]] = [:]
    var order: [Edge] = []
    for j in 0..<y.count - 1 {
      for i in 0..<x.count - 1 {
        guard let corners = cell(i, j) else { continue }
        let over = corners.filter { $0.value >= level }.count
        guard over > 0, over < 4 else { continue }
        let middle = middle(i, j)
        for side in 0..<4 {
          let triangle = [middle, corners[side], corners[(side + 1) % 4]]
          var ends: [Edge] = []
          for (a, b) in [(0, 1), (1, 2), (2, 0)] {
            let (a, b) = (triangle[a], triangle[b])
            guard (a.value >= level) != (b.value >= level) else { continue }
            let edge = Edge(a, b)
            if places[edge] == nil {
              places[edge] = Self.crossing(a, b, level)
              order.append(edge)
            }
            ends.append(edge)
          }
          guard ends.count == 2 else { continue }
          neighbours[ends[0], default: []].append(ends[1])
          neighbours[ends[1], default: []].append(ends[0])
        }
      }
    }
    var seen: Set<Edge> = []
    var lines: [[Point]] = []
    func follow(_ start: Edge) {
      var (line, at): ([Point], Edge?) = ([], start)
      var last = start
      while let edge = at {
        seen.insert(edge)
        if let place = places[edge] { line.append(place) }
        last = edge
        at = neighbours[edge]?.first { !seen.contains($0) }
      }
      if line.count > 2, neighbours[last]?.contains(start) == true, let first = line.first {
        line.append(first)
      }
      lines.append(line)
    }
    // Open lines from their ends first; what then remains is closed.
    for edge in order where !seen.contains(edge) && neighbours[edge]?.count == 1 { follow(edge) }
    for edge in order where !seen.contains(edge) { follow(edge) }
    return lines
  }

  /// Rows of cells beside what is not finite, as rectangles in the grid's coordinates.
  package var holes: [Rect] {
    var holes: [Rect] = []
    for j in 0..<y.count - 1 {
      var start: Int?
      for i in 0..<x.count {
        if i < x.count - 1, cell(i, j) == nil {
          if start == nil { start = i }
        } else if let from = start {
          start = nil
          holes.append(
            Rect(
              left: x[from], top: min(y[j], y[j + 1]), right: x[i], bottom: max(y[j], y[j + 1])))
        }
      }
    }
    return holes
  }
}
