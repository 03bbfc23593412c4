import ArgumentParser
import FigureData
import Figures
import Foundation
import Lessons

/// `unrolled draw KIND DATA`: people's own numbers as the figures that lessons use.
struct DrawCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "draw",
    abstract: "Draws a table from a CSV, TSV, JSON or NPY file as a figure.",
    discussion: """
      Examples:
        unrolled draw heatmap states.csv                  writes states.png
        unrolled draw loss runs.json -o a.svg -o a.pdf    by the ends of the names
        unrolled draw curves - --format csv < norms.csv   reads standard input
        unrolled draw heatmap --help                      what a heatmap reads
        unrolled draw --list                              all kinds, an example each

      The first row of a table may hold names. Empty cells have no value; nan, inf
      and -inf are marked in the figure. Exit codes: 0 the figure is drawn, 2 the
      data is invalid or the output cannot be written (an old file stays as it
      was), 64 the command line is wrong.
      """,
    subcommands: DrawnKinds.all.map { command(for: $0) })

  @Flag(help: "Print all kinds with the columns that they read and an example each.")
  var list = false

  func run() throws {
    guard list else { throw CleanExit.helpRequest(DrawCommand.self) }
    Terminal.line(DrawnKinds.list())
  }

  private static func command<Kind: DrawnKind>(for kind: Kind.Type) -> any ParsableCommand.Type {
    DrawKindCommand<Kind>.self
  }
}

/// `unrolled draw heatmap DATA`, and so on for each kind.
struct DrawKindCommand<Kind: DrawnKind>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: Kind.name, abstract: Kind.summary,
      discussion: "Columns:\n" + DrawnKinds.help(on: Kind.self))
  }

  @Argument(
    help: ArgumentHelp(
      "A .csv, .tsv, .json or .npy file; - reads standard input.", valueName: "data"))
  var file: String

  @OptionGroup var output: DrawOutput

  @Option(help: "The format of the data, where the file's name does not tell.")
  var format: DataFormat?

  @Option(help: "Whether the first row holds names.")
  var header: FirstRow = .automatic

  @Option(help: "The title (default: the file's name); $...$ is mathematics.")
  var title: String?

  @Option(help: "A line below the title.")
  var subtitle: String?

  @Option(name: .customLong("x-title"), help: help(.xTitle))
  var xTitle: String?

  @Option(name: .customLong("y-title"), help: help(.yTitle))
  var yTitle: String?

  @Option(name: .customLong("bar-title"), help: help(.barTitle))
  var barTitle: String?

  @Flag(help: help(.log))
  var log = false

  @Flag(name: .customLong("log-x"), help: help(.logX))
  var logX = false

  @Option(help: help(.limit))
  var limit: Double?

  @Flag(help: help(.unit))
  var unit = false

  @Option(help: help(.decimals))
  var decimals: Int?

  @Option(help: help(.panel))
  var panel: String?

  @Option(help: help(.labels))
  var labels: String?

  @Flag(help: help(.transpose))
  var transpose = false

  @Option(help: help(.clip))
  var clip: Double?

  @Option(help: help(.chance))
  var chance: Double?

  @Option(name: .customLong("path"), parsing: .singleValue, help: help(.path))
  var paths: [String] = []

  @Option(help: help(.slice))
  var slice: DrawnSlice?

  @Option(help: help(.cell))
  var cell: String?

  @Option(help: help(.focus))
  var focus: String?

  /// An option that the kind does not read is not shown.
  private static func help(_ name: DrawnOption.Name) -> ArgumentHelp {
    guard let option = Kind.options.first(where: { $0.name == name }) else {
      return ArgumentHelp(visibility: .private)
    }
    return ArgumentHelp(stringLiteral: option.help)
  }

  func validate() throws {
    let given: [(DrawnOption.Name, Bool)] = [
      (.xTitle, xTitle != nil), (.yTitle, yTitle != nil), (.barTitle, barTitle != nil),
      (.log, log), (.logX, logX), (.limit, limit != nil), (.unit, unit),
      (.decimals, decimals != nil), (.panel, panel != nil), (.labels, labels != nil),
      (.transpose, transpose), (.clip, clip != nil), (.chance, chance != nil),
      (.path, !paths.isEmpty), (.slice, slice != nil), (.cell, cell != nil), (.focus, focus != nil),
    ]
    let read = Kind.options.map(\.name)
    if let (name, _) = given.first(where: { $0.1 && !read.contains($0.0) }) {
      let names = read.map { "--\($0.rawValue)" }.joined(separator: ", ")
      throw ValidationError(
        "'\(Kind.name)' does not read --\(name.rawValue)"
          + (names.isEmpty ? "" : "; it reads \(names)"))
    }
    for (name, value) in [("limit", limit), ("clip", clip)] {
      if let value, !(value > 0 && value.isFinite) {
        throw ValidationError("--\(name) \(value): a finite number above 0 is allowed")
      }
    }
    if let chance, !chance.isFinite {
      throw ValidationError("--chance \(chance): a finite number is allowed")
    }
    if unit && limit != nil { throw ValidationError("--unit and --limit: one of them is allowed") }
    if file == "-" && format == nil {
      throw ValidationError(
        "the format of standard input is needed: --format csv, tsv, json or npy")
    }
    if file != "-" && format == nil && DataFormat(path: file) == nil {
      throw ValidationError(
        "the format of '\(file)' is not known: its name ends in .csv, .tsv, .json or .npy, or "
          + "--format says it")
    }
    try output.validate()
    let texts = [
      ("title", title), ("subtitle", subtitle), ("x-title", xTitle), ("y-title", yTitle),
      ("bar-title", barTitle),
    ]
    for (name, text) in texts {
      guard let text else { continue }
      do { try Label(text).validate() } catch { throw ValidationError("--\(name): \(error)") }
    }
  }

  func run() throws {
    let table: DataTable
    let figure: any Figure
    do throws(DataError) {
      let options = try options()
      table = try read(known: Kind.knownNames + options.columnNames)
      figure = try Kind.validFigure(from: table, options: options)
    } catch {
      Terminal.note("\(error)")
      throw ExitCode(2)
    }
    let names = output.names(for: file, kind: Kind.name)
    do throws(FigureError) {
      // All of them before the first is written: a figure that cannot be drawn leaves no trace.
      var pictures: [(name: String, picture: RenderedFigure)] = []
      for name in names { pictures.append((name, try output.render(figure, as: name))) }
      for (name, picture) in pictures {
        try Interrupts.afterwards { () throws(FigureError) in try picture.write(to: name) }
        Terminal.line(line(name, table))
      }
    } catch {
      Terminal.note("\(shownFile): \(error)")
      throw ExitCode(2)
    }
  }

  private var shownFile: String { file == "-" ? "standard input" : file }

  private func read(known: [String]) throws(DataError) -> DataTable {
    guard file == "-", let format else {
      return try DataTable.read(
        path: file, format: format, firstRow: header, known: known)
    }
    return try DataTable.read(
      descriptor: STDIN_FILENO, file: shownFile, format: format, firstRow: header,
      known: known)
  }

  private func options() throws(DataError) -> DrawOptions {
    var options = DrawOptions(
      title: title.map { Label($0) }, subtitle: subtitle.map { Label($0) })
    options.xTitle = xTitle.map { Label($0) }
    options.yTitle = yTitle.map { Label($0) }
    options.barTitle = barTitle.map { Label($0) }
    options.isLogarithmic = log
    options.isXLogarithmic = logX
    options.limit = limit
    options.isUnit = unit
    options.decimals = decimals
    options.panel = panel
    options.labels = labels
    options.isTransposed = transpose
    options.clip = clip
    options.chance = chance
    options.slice = slice
    options.cell = cell
    options.focus = focus
    for path in paths {
      options.paths.append(try DataTable.read(path: path, known: ["x", "y"]))
    }
    return options
  }

  /// `states.png  heatmap of 2 rows and 5 columns; the first row holds names`
  private func line(_ name: String, _ table: DataTable) -> String {
    func count(_ number: Int, _ word: String) -> String {
      "\(number) \(word)\(number == 1 ? "" : "s")"
    }
    let panels = table.panels > 1 ? count(table.panels, "panel") + ", " : ""
    return "\(name)  \(Kind.name) of \(panels)\(count(table.rows, "row")), "
      + count(table.columns, "column")
      + (table.namesAreFirstRow ? "; the first row holds names" : "")
  }
}

extension DataFormat: ExpressibleByArgument {}
extension FirstRow: ExpressibleByArgument {}
extension DrawnSlice: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
