/// The colours of a page. Roles have one meaning in every figure, and always a second cue beside
/// the colour (a dash, a marker, a direct label).
public struct Theme: Sendable {
  /// What a colour stands for.
  public enum Role: String, Sendable, CaseIterable {
    case input, hiddenState, cellState, output, gradient, parameter

    /// The colour of a loss is the colour of the gradient that flows from it.
    public static let loss = Role.gradient
  }

  public var name: String
  public var background: Color
  public var ink: Color
  public var secondary: Color
  public var axis: Color
  public var grid: Color
  /// A surface a little apart from the page: the empty cell, the legend.
  public var panel: Color
  public var signedMap: ColorMap
  public var unitMap: ColorMap
  var lines: [Role: Color]
  var fills: [Role: Color]

  /// For lines, markers and text: at least 4.5 : 1 against the background.
  public func color(_ role: Role) -> Color { lines[role] ?? ink }

  /// For the inside of boxes and bars, behind ink.
  public func fill(_ role: Role) -> Color { fills[role] ?? panel }

  /// Colours for curves that have no role, told apart by their dashes as well.
  public var sequence: [Color] {
    [
      color(.hiddenState), color(.gradient), color(.cellState), color(.output), color(.parameter),
      color(.input),
    ]
  }

  /// Black or white, whichever reads better on `color`.
  public func text(on color: Color) -> Color {
    let (dark, light) = (Color(hex: 0x14171C), Color(hex: 0xFFFFFF))
    return color.contrast(with: dark) >= color.contrast(with: light) ? dark : light
  }

  public static let light = Theme(
    name: "light", background: Color(hex: 0xFFFFFF), ink: Color(hex: 0x1F2328),
    secondary: Color(hex: 0x57606A), axis: Color(hex: 0x8C959F), grid: Color(hex: 0xE6E9ED),
    panel: Color(hex: 0xF6F8FA), signedMap: .signedLight, unitMap: .viridis,
    lines: [
      .input: Color(hex: 0x0B76B0), .hiddenState: Color(hex: 0x2A62AE),
      .cellState: Color(hex: 0x22784A), .output: Color(hex: 0x7348B3),
      .gradient: Color(hex: 0xC24A00), .parameter: Color(hex: 0x57606A),
    ],
    fills: [
      .input: Color(hex: 0xDDF1FC), .hiddenState: Color(hex: 0xE7EEF9),
      .cellState: Color(hex: 0xE4F3EA), .output: Color(hex: 0xF0EAFA),
      .gradient: Color(hex: 0xFDEEE3), .parameter: Color(hex: 0xEEF0F2),
    ])

  public static let dark = Theme(
    name: "dark", background: Color(hex: 0x14171C), ink: Color(hex: 0xE6E8EB),
    secondary: Color(hex: 0xA3ADB8), axis: Color(hex: 0x6E7781), grid: Color(hex: 0x3A4048),
    panel: Color(hex: 0x1C2027), signedMap: .signedDark, unitMap: .viridis,
    lines: [
      .input: Color(hex: 0x56B4E9), .hiddenState: Color(hex: 0x79AEF2),
      .cellState: Color(hex: 0x5CC08A), .output: Color(hex: 0xB898F0),
      .gradient: Color(hex: 0xFF9257), .parameter: Color(hex: 0xA3ADB8),
    ],
    fills: [
      .input: Color(hex: 0x17303F), .hiddenState: Color(hex: 0x1C2C44),
      .cellState: Color(hex: 0x1A3327), .output: Color(hex: 0x2C2440),
      .gradient: Color(hex: 0x3B2415), .parameter: Color(hex: 0x282D34),
    ])
}
