import Input

/// All kinds of figures that tables are drawn as.
public enum DrawnKinds {
  public static let all: [any DrawnKind.Type] = [
    HeatmapKind.self, LossKind.self, CurvesKind.self, BarsKind.self, AttentionKind.self,
    TextKind.self, TriangleKind.self, LandscapeKind.self, UnrolledKind.self, CellKind.self,
    VerdictsKind.self,
  ]

  /// The kind of that name.
  public static func named(_ name: String) -> (any DrawnKind.Type)? {
    all.first { $0.name == name }
  }

  /// `there is no kind 'heatmpa'; did you mean 'heatmap'? There are heatmap, loss, ...`
  public static func complaint(about name: String) -> String {
    let names = all.map { $0.name }
    let near = nearest(to: name, among: names).map { "; did you mean '\($0)'?" } ?? "."
    return "there is no kind of figure '\(shown(name))'\(near) There are "
      + names.joined(separator: ", ") + "."
  }
}
