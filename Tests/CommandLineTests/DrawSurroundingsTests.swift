import Foundation
import Testing

/// A picture depends on its data alone: not on the fonts that a machine prefers, its language, its
/// clock, or the folder.
@Suite struct DrawSurroundingsTests {
  private struct Drawn {
    var kind: String
    var text: String
    var arguments: [String] = []
  }

  private static let drawn = [
    Drawn(
      kind: "heatmap", text: "단어,나는,집에,$h_t$\n상태 가,0.5,-0.25,1\nstate i İ,-1,nan,0.125\n",
      arguments: ["--title", "은닉 상태 $h_t^{(2)}$", "--y-title", "unit"]),
    Drawn(
      kind: "loss", text: "epoch,a/1,a/2,b\n1,1.5,1.25,2\n2,0.7,0.9,1.5\n3,0.3,inf,1234.5\n",
      arguments: ["--chance", "1.386"]),
    Drawn(
      kind: "unrolled",
      text: "input,h1,h2,output,target,loss,norm,padding,cut\n"
        + "h,0.462,-0.291,i,i,0.0881,0.653,,1\n\u{C9C0},0.457,-0.156,I,i,0.5,0.493,,\n"
        + ",0,0,,,,,1,\n"),
    Drawn(kind: "cell", text: "wire,1,2\ninput,1,-0.5\nforgetGate,0.787,0.733\n"),
    Drawn(kind: "text", text: "token,value\nf,0.1\n가,-0.75\n\" \",0.5\ni,1\n"),
    Drawn(
      kind: "landscape", text: "y,-1,0,1\n-1,5,4,5\n0,1,0.001,1\n1,5,4,nan\n",
      arguments: ["--log", "--slice", "y=0.5"]),
  ]

  /// Other families for ours, and every setting that changes how a glyph is drawn.
  private static let fontSettings: String = {
    let swaps = [("Inter", "NanumGothic"), ("NanumGothic", "STIX"), ("STIX", "Inter")].map {
      """
      <match target="pattern"><test name="family"><string>\($0)</string></test>
        <edit name="family" mode="assign" binding="strong"><string>\($1)</string></edit></match>
      """
    }
    let edits = """
      <edit name="hinting" mode="assign"><bool>true</bool></edit>
      <edit name="hintstyle" mode="assign"><const>hintfull</const></edit>
      <edit name="autohint" mode="assign"><bool>true</bool></edit>
      <edit name="antialias" mode="assign"><bool>false</bool></edit>
      <edit name="rgba" mode="assign"><const>bgr</const></edit>
      <edit name="lcdfilter" mode="assign"><const>lcdlegacy</const></edit>
      <edit name="embolden" mode="assign"><bool>true</bool></edit>
      <edit name="dpi" mode="assign"><double>200</double></edit>
      """
    return """
      <?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
      <dir>/usr/share/fonts</dir><cachedir>cache</cachedir>
      \(swaps.joined(separator: "\n"))
      <match target="pattern">\(edits)</match><match target="font">\(edits)</match>
      </fontconfig>
      """
  }()

  /// What surrounds a run, and by what name a failure calls it.
  private struct Surrounding {
    var name: String
    /// nil takes a variable away.
    var variables: [String: String?]
    var folder: String?
  }

  private static func surroundings(_ place: Place) -> [Surrounding] {
    [
      Surrounding(
        name: "a hostile fonts.conf and no home",
        variables: ["HOME": nil, "FONTCONFIG_FILE": place.path + "/fontconfig/fonts.conf"]),
      Surrounding(name: "hostile fonts of a user", variables: ["XDG_CONFIG_HOME": place.path]),
      Surrounding(name: "Turkish", variables: ["LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr"]),
      Surrounding(name: "German", variables: ["LC_ALL": "de_DE.UTF-8", "LC_NUMERIC": "de_DE"]),
      Surrounding(name: "no language", variables: ["LANG": "", "LC_ALL": nil]),
      Surrounding(name: "Tokyo", variables: ["TZ": "Asia/Tokyo"]),
      Surrounding(name: "another date", variables: ["SOURCE_DATE_EPOCH": "1"]),
      Surrounding(
        name: "FreeType's settings",
        variables: [
          "FREETYPE_PROPERTIES": "cff:no-stem-darkening=0 truetype:interpreter-version=35"
        ]),
      Surrounding(
        name: "Pango's and Cairo's settings",
        variables: ["PANGOCAIRO_BACKEND": "fc", "PANGO_LANGUAGE": "ko", "CAIRO_DEBUG": "1"]),
      Surrounding(name: "another folder", variables: [:], folder: "elsewhere"),
    ]
  }

  @Test func everySurroundingGivesTheSameBytes() throws {
    let place = try Place()
    for folder in ["fontconfig", "elsewhere"] {
      try FileManager.default.createDirectory(
        atPath: "\(place.path)/\(folder)", withIntermediateDirectories: false)
    }
    try place.write("fontconfig/fonts.conf", Self.fontSettings)
    for drawn in Self.drawn { try place.write(drawn.kind + ".csv", drawn.text) }
    let plain = try pictures(in: place, Surrounding(name: "plain", variables: [:]))
    #expect(plain.count == 3 * Self.drawn.count)
    #expect(plain.values.allSatisfy { $0.count > 2000 })
    for surrounding in Self.surroundings(place) {
      let found = try pictures(in: place, surrounding)
      for (name, bytes) in plain {
        #expect(found[name] == bytes, "\(name) differs under \(surrounding.name)")
      }
    }
  }

  /// The bytes of each kind in each format.
  private func pictures(in place: Place, _ surrounding: Surrounding) throws -> [String: Data] {
    var pictures: [String: Data] = [:]
    // All at once: each spends part of its time waiting.
    let programs = try Self.drawn.map { drawn in
      let outputs = ["png", "svg", "pdf"].flatMap { ["-o", "\(drawn.kind).\($0)"] }
      return try place.start(
        ["draw", drawn.kind, "\(place.path)/\(drawn.kind).csv"] + drawn.arguments + outputs
      ) {
        for (name, value) in surrounding.variables { $0.environment[name] = value }
        if let folder = surrounding.folder { $0.folder = "\(place.path)/\(folder)" }
      }
    }
    for (drawn, program) in zip(Self.drawn, programs) {
      let outcome = program.finish()
      #expect(outcome.ending == .exit(0), "\(drawn.kind), \(surrounding.name): \(outcome.error)")
      #expect(outcome.error == "")
    }
    let folder = surrounding.folder.map { $0 + "/" } ?? ""
    for drawn in Self.drawn {
      for ending in ["png", "svg", "pdf"] {
        let path = "\(place.path)/\(folder)\(drawn.kind).\(ending)"
        pictures["\(drawn.kind).\(ending)"] = FileManager.default.contents(atPath: path)
        try FileManager.default.removeItem(atPath: path)
      }
    }
    return pictures
  }
}
