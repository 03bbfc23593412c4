import FigureData
import Figures
import Foundation
import Testing

/// Files that were made to break something.
@Suite struct HostileTests {
  /// Reads and makes the figure; the error's one line, or nothing.
  private func attempt(_ bytes: [UInt8], _ format: DataFormat, _ kind: any DrawnKind.Type) -> String
  {
    do {
      let table = try DataTable.read(
        bytes: bytes, file: "t.\(format.rawValue)", format: format, known: kind.knownNames)
      _ = try kind.validFigure(from: table, options: DrawOptions())
      return ""
    } catch {
      return error.description
    }
  }

  @Test(arguments: DrawnKinds.all.map { $0.name })
  func everyCutOfAnExampleIsReadOrRefused(_ name: String) throws {
    let kind = try #require(DrawnKinds.named(name))
    let bytes = Array(kind.example.text.utf8)
    var refused = 0
    for count in 0...bytes.count {
      let message = attempt(Array(bytes.prefix(count)), .csv, kind)
      if !message.isEmpty { refused += 1 }
      #expect(message.isEmpty || message.hasPrefix("t.csv:") && !message.contains("\n"), "\(count)")
    }
    #expect(refused > 0 && attempt(bytes, .csv, kind) == "")
  }

  @Test func everyCutOfJSONIsRefused() {
    let text = #"{"rows": [[1.5, null, "a\u00e9\"b"], [NaN, -2e3, "x"]], "rowLabels": ["가", "b"]}"#
    let bytes = Array(text.utf8)
    for count in 0..<bytes.count {
      let message = attempt(Array(bytes.prefix(count)), .json, HeatmapKind.self)
      #expect(message.hasPrefix("t.json:1:"), "\(count): \(message)")
    }
  }

  @Test(arguments: DataFormat.allCases)
  func changedBytesNeverTrap(_ format: DataFormat) {
    let good: [UInt8] =
      switch format {
      case .csv: Array("unit,a,\"b\"\"c\"\n1,2.5,nan\n\"x,\",,-1e3\n".utf8)
      case .tsv: Array("unit\ta\t\"b\"\n1\t2.5\tnan\n".utf8)
      case .json: Array(#"[{"unit": "a\n\u0041", "b": [1]}, {"unit": -1.5e3, "b": null}]"#.utf8)
      case .npy: NPYFile.doubles([[1, 2], [3, 4]])
      }
    var numbers = Numbers(seed: 11)
    var refused = 0
    for _ in 0..<20_000 {
      var bytes = good
      for _ in 0...Int.random(in: 0...2, using: &numbers) {
        let place = Int.random(in: 0..<bytes.count, using: &numbers)
        switch Int.random(in: 0...2, using: &numbers) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &numbers)
        case 1: bytes.remove(at: place)
        default:
          bytes.insert(Array(",\"\n[]{}:0-e'()".utf8).randomElement(using: &numbers)!, at: place)
        }
      }
      if !attempt(bytes, format, HeatmapKind.self).isEmpty { refused += 1 }
    }
    #expect(refused > 5_000)
  }

  /// A hundred megabytes on one line are refused long before they are read to the end.
  @Test(arguments: ["0,", "x", "\"", "[", "[0,", "\u{0}", "1", "\t"], [DataFormat.csv, .json])
  func aHundredMegabytesOnOneLineAreRefusedAtOnce(_ piece: String, _ format: DataFormat) {
    let unit = Array(piece.utf8)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(100_000_000)
    while bytes.count < 100_000_000 { bytes += unit }
    var message = ""
    let time = ContinuousClock().measure { message = attempt(bytes, format, HeatmapKind.self) }
    #expect(!message.isEmpty && message.utf8.count < 300)
    #expect(time < .seconds(2), "\(piece), \(format): \(time)")
  }

  @Test func fourMillionCellsAreReadInSeconds() throws {
    let line = (0..<2_000).map { "0.\($0 * 7919 % 10_000)" }.joined(separator: ",") + "\n"
    let text = String(repeating: line, count: 2_000)
    let clock = ContinuousClock()
    let start = clock.now
    let table = try table(text)
    #expect(table.rows == 2_000 && table.columns == 2_000)
    #expect(clock.now - start < .seconds(4), "\(clock.now - start)")
  }

  @Test func onlyRegularFilesAreOpened() throws {
    let folder = NSTemporaryDirectory() + "figure-data-\(getpid())"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    func message(_ name: String) -> String {
      do {
        _ = try DataTable.read(path: folder + "/" + name, format: .csv)
        return ""
      } catch {
        return error.description.replacing(folder + "/", with: "")
      }
    }
    #expect(message("none.csv") == "none.csv: no such file")
    #expect(message("") == ": this is a folder; a regular file is needed")
    mkfifo(folder + "/fifo.csv", 0o600)
    #expect(message("fifo.csv") == "fifo.csv: this is a FIFO; a regular file is needed")
    symlink("/dev/zero", folder + "/zero.csv")
    #expect(message("zero.csv") == "zero.csv: this is a device; a regular file is needed")
    let large = open(folder + "/large.csv", O_CREAT | O_WRONLY, 0o600)
    #expect(ftruncate(large, 256_000_001) == 0)
    close(large)
    #expect(
      message("large.csv")
        == "large.csv: the file holds more than the 256,000,000 bytes that are allowed here")
    do {
      _ = try DataTable.read(path: folder + "/a.xlsx")
      Issue.record("an unknown format was read")
    } catch {
      #expect(
        error.message
          == "the format is not known; a name ends in .csv, .tsv, .json or .npy, or the format is "
          + "given")
    }
  }
}
