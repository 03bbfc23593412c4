import Figures

/// `loss`: training curves.
public enum LossKind: DrawnKind {
  public static let name = "loss"
  public static let summary = "Training curves: runs thin, their median bold, gradient norms below."
  public static let columns = [
    DrawnColumn("epoch", "or step, iteration: at equal distances (default: 1, 2, 3, ...)"),
    DrawnColumn(
      "lstm, gru, ...", required: true,
      "a run each, called by its method; lstm/1, lstm/2 are seeds of one, and so are seed 1, "
        + "seed 2 and columns without names; a run may end early; nan and inf are marked"),
    DrawnColumn("norm", "the gradient's norm before clipping; 'lstm norm' where runs have names"),
    DrawnColumn("method", "in long form, with 'loss' in each row: the method"),
    DrawnColumn("seed", "in long form: the run"),
    DrawnColumn("loss", "in long form: the loss"),
    DrawnColumn("clipped", "in long form: 1 where the step was clipped (default: by --clip)"),
  ]
  public static let options = [
    DrawnOption(.xTitle, "What x is (default: epoch)."),
    DrawnOption(.yTitle, "What y is (default: loss $L$)."),
    DrawnOption(.log, "Powers of ten on the axis of the loss."),
    DrawnOption(.panel, "The column whose words name a panel."),
    DrawnOption(.clip, "The threshold of clipping; norms above it are marked."),
    DrawnOption(.chance, "The loss of guessing, as a dashed line."),
  ]
  public static let example = DrawnExample(
    file: "loss.csv",
    """
    epoch,rate 0.05/1,rate 0.05/2,rate 0.3/1,rate 0.3/2
    50,0.0319,0.0342,0.0204,0.0128
    150,0.0216,0.0180,0.0188,0.0053
    250,0.0207,0.0137,0.0159,0.0017
    350,0.0201,0.0111,0.0080,0.0005
    """, arguments: ["--log"])
  public static let knownNames = columns.map(\.name) + ["step", "iteration"]

  public static func figure(
    from table: DataTable, options: DrawOptions
  ) throws(DataError) -> any Figure {
    try table.refusePanels(name)
    let panelColumn: Int? =
      if let panel = options.panel { try table.requiredColumn(panel) } else { nil }
    let (loss, method) = (try table.column("loss"), try table.column("method"))
    let seed = try table.column("seed")
    let isLong = loss != nil && (method != nil || seed != nil)
    let reader = try LossRuns(table, isLong: isLong, panelColumn: panelColumn)
    let panels = try reader.panels(clip: options.clip)
    var figure = LossCurves(
      title: options.title(for: table), subtitle: options.subtitle, panels: panels,
      scale: options.isLogarithmic ? .logarithmic : .linear,
      xStart: reader.start, xStep: reader.step,
      chance: options.chance.map { LossCurves.Reference("chance", $0) })
    if let title = options.xTitle {
      figure.xTitle = title
    } else if let name = reader.xName {
      figure.xTitle = Label(data: name)
    }
    if let title = options.yTitle { figure.yTitle = title }
    return figure
  }
}
