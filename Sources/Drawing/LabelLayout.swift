/// A label set into runs, rules and strokes around the left end of its baseline.
///
/// Proportions, in em of the label's size: STIX at 1.17 has Inter's x-height; scripts at 0.70, sub
/// 0.19 down and sup 0.38 up, 0.27 and 0.44 when both stand on one symbol, in em of STIX.
struct LabelBox {
  enum Item {
    case run(TextRun, x: Double, y: Double)
    case rule(Rect)
    case stroke([Point], width: Double)
  }

  var width = 0.0
  var ascent = 0.0
  var descent = 0.0
  var items: [Item] = []

  /// Ink past the right end of the advance, where a superscript must not start.
  var overhang = 0.0

  mutating func append(_ other: LabelBox, dx: Double, dy: Double) {
    for item in other.items {
      switch item {
      case .run(let run, let x, let y): items.append(.run(run, x: x + dx, y: y + dy))
      case .rule(let rect): items.append(.rule(rect.offset(dx, dy)))
      case .stroke(let points, let width):
        items.append(.stroke(points.map { Point($0.x + dx, $0.y + dy) }, width: width))
      }
    }
    ascent = max(ascent, other.ascent - dy)
    descent = max(descent, other.descent + dy)
  }
}

/// Sets labels with an engine's fonts.
struct LabelSetter {
  static let mathScale = 1.17
  static let scriptScale = 0.70

  let engine: TextEngine
  let label: Label
  let style: TextStyle
  private(set) var missing = ""

  init(_ label: Label, _ style: TextStyle, engine: TextEngine) {
    self.engine = engine
    self.label = label
    self.style = style
  }

  /// - Throws: what the parser throws, and `.missingGlyph`.
  mutating func set() throws(DrawingError) -> LabelBox {
    var box = LabelBox()
    for part in try MathParser.parts(of: label) {
      let piece: LabelBox
      switch part {
      case .text(let text): piece = run(text, style.face, style.size, tabular: style.tabular)
      case .math(let nodes): piece = row(nodes, size: style.size, isScript: false)
      }
      box.append(piece, dx: box.width, dy: 0)
      box.width += piece.width
    }
    if !missing.isEmpty { throw .missingGlyph(characters: missing, label: label.source) }
    return box
  }

  private mutating func run(
    _ text: String, _ face: FontFace, _ size: Double, tabular: Bool = false
  ) -> LabelBox {
    let scaled: Double
    switch face {
    case .regular, .medium, .semibold: scaled = size
    case .mathUpright, .mathItalic, .mathBold: scaled = size * Self.mathScale
    }
    let run = TextRun(text: text, face: face, size: scaled, tabular: tabular)
    let metrics = engine.measure(run)
    missing += metrics.missing
    var box = LabelBox()
    box.width = metrics.advance
    box.ascent = max(0, -metrics.inkTop)
    box.descent = max(0, metrics.inkBottom)
    box.overhang = max(0, metrics.inkRight - metrics.advance)
    box.items = [.run(run, x: 0, y: 0)]
    return box
  }

  private mutating func row(_ nodes: [MathNode], size: Double, isScript: Bool) -> LabelBox {
    var box = LabelBox()
    var previous: MathClass?
    for (index, node) in nodes.enumerated() {
      var kind = Self.kind(of: node)
      // A sign with nothing on its left, or an operator or relation there, is not binary.
      if kind == .binary {
        switch previous {
        case nil, .binary, .relation, .opening, .punctuation, .function: kind = .ordinary
        default: break
        }
        if index == nodes.count - 1 { kind = .ordinary }
      }
      let piece = self.piece(node, size: size, isScript: isScript)
      if let previous, !isScript { box.width += Self.gap(previous, kind) * size }
      box.append(piece, dx: box.width, dy: 0)
      box.width += piece.width
      box.overhang = piece.overhang
      if case .space = node {} else { previous = kind }
    }
    return box
  }

  private static func kind(of node: MathNode) -> MathClass {
    switch node {
    case .symbol(_, _, let kind): return kind
    case .large: return .function
    case .scripts(let base, _, _):
      return base.count == 1 ? kind(of: base[0]) : .ordinary
    default: return .ordinary
    }
  }

  /// Space between two classes in em (thin 3/18, medium 4/18, thick 5/18).
  private static func gap(_ left: MathClass, _ right: MathClass) -> Double {
    switch (left, right) {
    case (.relation, .relation): return 0
    case (.relation, _), (_, .relation): return 5.0 / 18
    case (.binary, _), (_, .binary): return 4.0 / 18
    case (.punctuation, _): return 3.0 / 18
    case (.function, .opening), (.opening, .function): return 0
    case (.function, .closing): return 0
    case (.function, _), (.ordinary, .function), (.closing, .function): return 3.0 / 18
    default: return 0
    }
  }

  private mutating func piece(_ node: MathNode, size: Double, isScript: Bool) -> LabelBox {
    switch node {
    case .symbol(let text, let face, _): return run(text, face, size)
    case .large(let text):
      var box = LabelBox()
      let inner = run(text, .mathUpright, size * 1.2)
      box.append(inner, dx: 0, dy: size * 0.1)
      box.width = inner.width
      return box
    case .group(let nodes): return row(nodes, size: size, isScript: isScript)
    case .space(let em):
      var box = LabelBox()
      box.width = em * size
      return box
    case .scripts(let base, let sub, let sup): return scripts(base, sub, sup, size, isScript)
    case .fraction(let top, let bottom): return fraction(top, bottom, size)
    case .accent(let accent, let body): return accented(accent, body, size, isScript)
    case .root(let body): return root(body, size, isScript)
    }
  }

  private mutating func scripts(
    _ base: [MathNode], _ sub: [MathNode]?, _ sup: [MathNode]?, _ size: Double, _ isScript: Bool
  ) -> LabelBox {
    var box = row(base, size: size, isScript: isScript)
    let small = size * Self.scriptScale
    let em = size * Self.mathScale
    let start = box.width
    let isStacked = sub != nil && sup != nil
    var end = start
    // A tall base (a fraction, a root) carries its superscript higher.
    let lift = max(0, box.ascent - size * 0.85)
    // STIX draws a prime already raised, at full size.
    let primes = sup?.prefix { if case .symbol("′", _, _) = $0 { true } else { false } }.count ?? 0
    if primes > 0 {
      let piece = run(String(repeating: "′", count: primes), .mathUpright, size)
      box.append(piece, dx: start + box.overhang * 0.5, dy: -lift)
      end = start + box.overhang * 0.5 + piece.width
    }
    if let sup = sup?.dropFirst(primes), !sup.isEmpty {
      let piece = row(Array(sup), size: small, isScript: true)
      let dx = max(start + box.overhang + size * 0.03, end)
      box.append(piece, dx: dx, dy: -(isStacked ? 0.44 : 0.38) * em - lift)
      end = max(end, dx + piece.width)
    }
    if let sub {
      let piece = row(sub, size: small, isScript: true)
      box.append(piece, dx: start + size * 0.02, dy: (isStacked ? 0.27 : 0.19) * em)
      end = max(end, start + size * 0.02 + piece.width)
    }
    box.width = end + size * 0.04
    box.overhang = 0
    return box
  }

  private mutating func fraction(
    _ top: [MathNode], _ bottom: [MathNode], _ size: Double
  ) -> LabelBox {
    let small = size * 0.78
    let (above, below) = (
      row(top, size: small, isScript: true), row(bottom, size: small, isScript: true)
    )
    let inner = max(above.width, below.width) + size * 0.16
    let (side, axis, thickness) = (size * 0.06, size * 0.30, max(0.7, size * 0.055))
    var box = LabelBox()
    box.append(
      above, dx: side + (inner - above.width) / 2, dy: -axis - size * 0.16 - above.descent)
    box.append(
      below, dx: side + (inner - below.width) / 2, dy: -axis + size * 0.16 + below.ascent)
    box.items.append(
      .rule(Rect(x: side, y: -axis - thickness / 2, width: inner, height: thickness)))
    box.width = inner + 2 * side
    return box
  }

  private mutating func accented(
    _ accent: MathAccent, _ body: [MathNode], _ size: Double, _ isScript: Bool
  ) -> LabelBox {
    var box = row(body, size: size, isScript: isScript)
    let lean = body.count == 1 ? size * 0.06 : 0
    let gap = size * 0.09
    let thickness = max(0.7, size * 0.055)
    if accent == .bar {
      let y = -box.ascent - gap - thickness
      box.items.append(
        .rule(Rect(x: lean, y: y, width: max(box.width - lean, size * 0.3), height: thickness)))
      box.ascent += gap + thickness
      return box
    }
    let mark = accent == .hat ? "\u{02C6}" : accent == .tilde ? "\u{02DC}" : "\u{02D9}"
    let face = TextRun(text: mark, face: .mathUpright, size: size * Self.mathScale)
    let metrics = engine.measure(face)
    missing += metrics.missing
    let middle = (metrics.inkLeft + metrics.inkRight) / 2
    let dy = -box.ascent - gap - metrics.inkBottom
    box.items.append(.run(face, x: box.width / 2 + lean - middle, y: dy))
    box.ascent = -(dy + metrics.inkTop)
    return box
  }

  private mutating func root(_ body: [MathNode], _ size: Double, _ isScript: Bool) -> LabelBox {
    let inner = row(body, size: size, isScript: isScript)
    let thickness = max(0.7, size * 0.055)
    let (top, bottom) = (-inner.ascent - size * 0.16, inner.descent)
    let start = size * 0.62
    var box = LabelBox()
    box.append(inner, dx: start, dy: 0)
    box.items.append(
      .stroke(
        [
          Point(size * 0.08, bottom - (bottom - top) * 0.42),
          Point(size * 0.20, bottom - (bottom - top) * 0.50),
          Point(size * 0.36, bottom), Point(start - size * 0.06, top),
          Point(start + inner.width + size * 0.06, top),
        ], width: thickness))
    box.ascent = max(box.ascent, -top + thickness)
    box.width = start + inner.width + size * 0.1
    return box
  }
}
