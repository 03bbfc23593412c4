import Drawing

/// An arrow of an unrolled diagram, as it is drawn.
package struct UnrolledArrow: Sendable, Hashable {
  /// What flows along it.
  package enum Kind: Sendable, Hashable {
    case state, cell, carried, up, backward, fedBack
  }

  /// What an arrow begins or ends at. Steps and layers are counted from 0.
  package enum End: Sendable, Hashable {
    case input(Int)
    case output(Int)
    case state(Int, layer: Int, UnrolledDiagram.Direction)
    /// Both directions of a layer put together.
    case joined(Int, layer: Int)
    case dots
    /// The state before the first step.
    case initial
    /// The bar that stops the gradient.
    case bar
  }

  package var kind: Kind
  package var points: [Point]
  package var width: Double
  package var from: End
  package var to: End
  /// Whether the run has come so far.
  package var isReached = true
}

/// Boxes and arrows of an unrolled diagram.
package struct UnrolledGeometry: Sendable {
  package var boxes: [UnrolledArrow.End: Rect] = [:]
  package var arrows: [UnrolledArrow] = []
}

extension UnrolledDiagram {
  /// Where boxes and arrows stand, without the lines that a long title adds.
  package var geometry: UnrolledGeometry {
    let layout = UnrolledLayout(self)
    return UnrolledArrows(layout, layout.rows).geometry
  }
}
