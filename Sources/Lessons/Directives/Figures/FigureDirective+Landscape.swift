import Figures
import Recurrent

extension FigureKind {
  static let landscape = FigureKind(
    "landscape", help: "a loss over two parameters", needs: ["landscape"],
    make: { try $0.landscape($1) })
}

extension FigureDirective {
  /// The loss over w and b with the paths of the descents.
  func landscape(_ context: RunContext) throws(StepFailure) -> Landscape {
    let survey = try context.found(from[0], CliffSurvey.self)
    return Landscape(
      title: heading("The loss of one recurrent unit"), subtitle: subheading, x: survey.w,
      y: survey.b, values: survey.losses,
      // What begins where another ended is seldom on the map.
      paths: zip(survey.descents, survey.paths).filter(\.0.isScattered).map { descent, path in
        Landscape.Path(
          label: Label.plain(descent.name.replacing("_", with: " ")),
          points: path.places.map { Point($0.w, $0.b) })
      },
      slice: .alongY(x: survey.steepest.place.w), xTitle: "$w$", yTitle: "$b$",
      valueTitle: "loss $L$")
  }
}
