import Foundation
import Lessons
import Testing

@Suite struct BoundedFileTests {
  private func message(_ path: String, limit: Int = BoundedFile.lessonLimit) -> String {
    do {
      _ = try BoundedFile.text(path: path, limit: limit)
      return "read"
    } catch {
      return error.description
    }
  }

  @Test func aMissingFileIsNamed() {
    #expect(message("no/such.md") == "no/such.md:1:1: error: no such file")
  }

  @Test func onlyRegularFilesAreRead() {
    let place = TemporaryPlace()
    let fifo = place.path + "/fifo"
    mkfifo(fifo, 0o600)
    #expect(
      message(place.path)
        == "\(place.path):1:1: error: this is a folder; a regular file is needed")
    #expect(message(fifo) == "\(fifo):1:1: error: this is a FIFO; a regular file is needed")
    #expect(
      message("/dev/zero") == "/dev/zero:1:1: error: this is a device; a regular file is needed")
  }

  @Test func aFileOfExactlyTheLimitIsReadAndOneByteMoreIsRefused() throws {
    let place = TemporaryPlace()
    let path = place.write([UInt8](repeating: 0x0A, count: 1_000_000), to: "full.md")
    #expect(try BoundedFile.bytes(path: path).count == 1_000_000)
    let larger = place.write([UInt8](repeating: 0x0A, count: 1_000_001), to: "larger.md")
    #expect(
      message(larger)
        == "\(larger):1:1: error: the file holds more than the 1,000,000 bytes that are allowed here"
    )
  }

  @Test func aLineThatIsTooLongIsToldWithItsNumber() {
    let place = TemporaryPlace()
    let path = place.write("a\n" + String(repeating: "b", count: 100_001), to: "long.md")
    #expect(
      message(path)
        == "\(path):2:1: error: the line holds 100,001 bytes; at most 100,000 are allowed")
  }

  @Test func whatIsNotTextIsToldWithItsPlace() {
    let place = TemporaryPlace()
    let invalid = place.write(Array("ab\né".utf8) + [0xFF], to: "invalid.md")
    #expect(
      message(invalid)
        == "\(invalid):2:2: error: byte 0xFF is not UTF-8; save the file as UTF-8")
    let nul = place.write([0x61, 0x0A, 0x62, 0x00], to: "nul.md")
    #expect(message(nul) == "\(nul):2:2: error: NUL (U+0000) cannot stand in a text file")
    let escape = place.write("a\u{1B}[2J", to: "escape.md")
    #expect(
      message(escape)
        == "\(escape):1:2: error: control character U+001B; only tabs and line endings are allowed"
    )
  }

  @Test func aByteOrderMarkAndForeignLineEndingsAreTakenOff() throws {
    let place = TemporaryPlace()
    let path = place.write([0xEF, 0xBB, 0xBF] + Array("a\r\nb\rc\n".utf8), to: "dos.md")
    #expect(try BoundedFile.text(path: path) == "a\nb\nc\n")
  }
}
