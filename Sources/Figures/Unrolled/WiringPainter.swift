import Drawing

/// Draws the panels of wirings.
struct WiringPainter {
  private static let box = Size(27, 38)
  private static let rows = (output: 48.0, state: 116.0, input: 184.0)

  let figure: WiringPanels
  let canvas: Canvas

  var theme: Theme { canvas.theme }

  init(_ figure: WiringPanels, _ canvas: Canvas) {
    self.figure = figure
    self.canvas = canvas
  }

  func draw() {
    let layout = WiringLayout(figure)
    for (line, panels) in layout.lines.enumerated() {
      let top = Page.plotTop + WiringLayout.lineHeight * Double(line)
      for entry in panels {
        drawPanel(figure.panels[entry.panel], left: entry.left, width: entry.width, top: top)
      }
    }
    drawLegend(y: layout.pageHeight - 24)
  }

  private func drawPanel(_ panel: WiringPanels.Panel, left: Double, width: Double, top: Double) {
    let middle = left + width / 2
    let (title, style) = canvas.cut(
      panel.title ?? .plain(panel.wiring.name), Page.panelTitle, width: width + 12)
    canvas.text(title, at: Point(middle, top + 20), style, align: .center)
    let count = panel.wiring.steps
    let first = middle - WiringLayout.pitch * Double(count - 1) / 2
    func rect(_ step: Int, _ y: Double) -> Rect {
      let x = first + WiringLayout.pitch * Double(step - 1)
      return Rect(
        x: x - Self.box.width / 2, y: top + y, width: Self.box.width, height: Self.box.height)
    }
    for step in 2..<max(2, count + 1) where feeds(panel, step) {
      drawFeedback(from: rect(step - 1, Self.rows.output), to: rect(step, Self.rows.state))
    }
    var (inputs, outputs) = (panel.inputs.makeIterator(), panel.outputs.makeIterator())
    for step in 1...count {
      let state = rect(step, Self.rows.state)
      let (input, output) = (rect(step, Self.rows.input), rect(step, Self.rows.output))
      drawBox(state, "h", step, nil, .hiddenState)
      if step > 1 {
        canvas.arrow(
          Point(rect(step - 1, Self.rows.state).right + 1, state.midY),
          Point(state.left - 1, state.midY), theme.color(.hiddenState), width: 1.5, head: 6.5)
      }
      if panel.wiring.hasInput(step) {
        drawBox(input, "x", step, inputs.next(), .input)
        canvas.arrow(
          Point(input.midX, input.top - 1), Point(state.midX, state.bottom + 1), theme.secondary)
      }
      if panel.wiring.hasOutput(step) {
        drawBox(output, "y", step, outputs.next(), .output)
        canvas.arrow(
          Point(state.midX, state.top - 1), Point(output.midX, output.bottom + 1), theme.secondary)
      }
    }
    guard let note = panel.note else { return }
    drawNote(note, middle, y: top + Self.rows.input + Self.box.height + 22, width: width + 12)
  }

  /// Whether a step takes the output of the step before.
  private func feeds(_ panel: WiringPanels.Panel, _ step: Int) -> Bool {
    panel.isFedBack && !panel.wiring.hasInput(step) && panel.wiring.hasOutput(step - 1)
  }

  private func drawBox(
    _ rect: Rect, _ symbol: String, _ step: Int, _ content: Label?, _ role: Theme.Role
  ) {
    canvas.fill(rect, theme.fill(role), radius: 6)
    canvas.stroke(rect, theme.color(role), width: 1.5, radius: 6)
    let (text, style) =
      content.map { canvas.cut($0, TextStyle(14), width: rect.width - 4) }
      ?? (Label("$\(symbol)_{\(step)}$"), TextStyle(12.5))
    canvas.text(text, at: rect.center, style, align: .center, anchor: .middle)
  }

  /// From an output down between the columns to the state of the next step.
  private func drawFeedback(from output: Rect, to state: Rect) {
    let x = output.right + (state.left - output.right) * 0.36
    let color = theme.color(.output)
    let path = Self.curve([
      Point(output.right + 1, output.midY), Point(x, output.midY), Point(x, state.bottom + 15),
      Point(state.midX, state.bottom + 15), Point(state.midX, state.bottom + 1),
    ])
    canvas.polyline(Array(path.dropLast()), color, width: 1.3)
    canvas.arrow(path[path.count - 2], path[path.count - 1], color, width: 1.3)
    // Interrupted for the arrow of the state.
    canvas.fill(Rect(x: x - 3, y: state.midY - 3, width: 6, height: 6), theme.background)
  }

  private static func curve(_ points: [Point]) -> [Point] {
    UnrolledPainter.rounded(points, radius: 6)
  }

  /// In up to two lines.
  private func drawNote(_ note: Label, _ middle: Double, y: Double, width: Double) {
    var lines = [""]
    for word in note.words {
      let line = lines[lines.count - 1]
      let longer = line.isEmpty ? word : line + " " + word
      if line.isEmpty || canvas.measure(note.with(longer), Page.label).width <= width {
        lines[lines.count - 1] = longer
      } else if lines.count < 2 {
        lines.append(word)
      } else {
        lines[1] += " " + word
      }
    }
    for (index, line) in lines.enumerated() where !line.isEmpty {
      let (text, style) = canvas.cut(note.with(line), Page.label, width: width)
      canvas.text(
        text, at: Point(middle, y + 15 * Double(index)), style, theme.secondary, align: .center,
        anchor: .middle)
    }
  }

  private func drawLegend(y: Double) {
    let roles: [(Theme.Role, Label)] = [
      (.input, "input"), (.hiddenState, "hidden state"), (.output, "output"),
    ]
    var x = Page.margin
    for (role, name) in roles {
      let box = Rect(x: x, y: y - 6, width: 16, height: 12)
      canvas.fill(box, theme.fill(role), radius: 3)
      canvas.stroke(box, theme.color(role), width: 1.2, radius: 3)
      x =
        canvas.text(
          name, at: Point(x + 23, y), Page.label, theme.secondary, anchor: .middle
        ).right + 20
    }
    guard figure.panels.contains(where: \.isFedBack) else { return }
    canvas.arrow(Point(x, y), Point(x + 24, y), theme.color(.output), width: 1.3)
    canvas.text(
      "the output is the next input", at: Point(x + 31, y), Page.label, theme.secondary,
      anchor: .middle)
  }
}
