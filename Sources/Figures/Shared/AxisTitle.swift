import Drawing

extension Canvas {
  /// The widest title of a vertical axis that still stands upright, in points.
  static let uprightTitleWidth = 17.0

  /// The title of a vertical axis around a point of its middle: turned to run along the axis, but
  /// a letter or a short symbol stands upright.
  ///
  /// - Parameter height: what a turned title may take.
  @discardableResult
  func verticalTitle(_ title: Label, at point: Point, height: Double) -> Rect {
    let isUpright = measure(title, Page.axisTitle).width <= Self.uprightTitleWidth
    return text(
      title, at: point, fitted(title, Page.axisTitle, width: height), theme.secondary,
      align: .center, anchor: isUpright ? .middle : .baseline,
      angle: isUpright ? 0 : -Double.pi / 2)
  }
}
