/// The commands that stand for one symbol. All are in STIX of fonts-stix.
enum MathSymbols {
  static let lowerGreek: [String: String] = [
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε",
    "zeta": "ζ", "eta": "η", "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ",
    "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ",
    "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
  ]

  static let upperGreek: [String: String] = [
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ",
    "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
  ]

  static let functions: Set<String> = [
    "tanh", "exp", "log", "ln", "max", "min", "sin", "cos", "softmax", "sigmoid", "diag", "argmax",
    "det", "lim",
  ]

  static let ordinary: [String: String] = [
    "partial": "∂", "nabla": "∇", "infty": "∞", "ell": "ℓ", "prime": "′", "ldots": "…",
    "dots": "…", "cdots": "⋯", "top": "⊤", "%": "%", "#": "#", "&": "&", "_": "_", "$": "$",
  ]

  static let binary: [String: String] = [
    "odot": "⊙", "cdot": "⋅", "times": "×", "pm": "±", "circ": "∘", "oplus": "⊕", "otimes": "⊗",
    "setminus": "∖",
  ]

  static let relations: [String: String] = [
    "in": "∈", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠",
    "approx": "≈", "to": "→", "rightarrow": "→", "leftarrow": "←", "sim": "∼", "propto": "∝",
    "equiv": "≡", "ll": "≪", "gg": "≫", "mid": "∣",
  ]

  static let delimiters: [String: (String, MathClass)] = [
    "{": ("{", .opening), "}": ("}", .closing), "|": ("‖", .ordinary), "lVert": ("‖", .opening),
    "rVert": ("‖", .closing), "lvert": ("|", .opening), "rvert": ("|", .closing),
    "langle": ("⟨", .opening), "rangle": ("⟩", .closing),
  ]

  static let spaces: [String: Double] = [
    ",": 3.0 / 18, ":": 4.0 / 18, ";": 5.0 / 18, "!": -3.0 / 18, " ": 0.25, "quad": 1, "qquad": 2,
  ]

  static let large: [String: String] = ["sum": "∑", "prod": "∏", "int": "∫"]

  static let accents: [String: MathAccent] = [
    "hat": .hat, "bar": .bar, "tilde": .tilde, "dot": .dot,
  ]

  static let fonts: [String: FontFace] = [
    "mathrm": .mathUpright, "operatorname": .mathUpright, "mathbf": .mathBold, "text": .regular,
  ]

  /// Every command, for the suggestion in an error.
  static var names: [String] {
    var all = Array(lowerGreek.keys) + Array(upperGreek.keys) + Array(functions)
    all += Array(ordinary.keys) + Array(binary.keys) + Array(relations.keys)
    all += Array(delimiters.keys) + Array(spaces.keys) + Array(large.keys)
    all += Array(accents.keys) + Array(fonts.keys)
    return (all + ["frac", "sqrt", "left", "right"]).filter { $0.count > 1 }.sorted()
  }

  /// The known command with the fewest changed letters, when that is at most two.
  static func nearest(to name: String) -> String? {
    guard name.count <= 32 else { return nil }
    let best = names.map { ($0, distance(name, $0)) }.min { $0.1 < $1.1 }
    return best.flatMap { $0.1 <= 2 ? "\\" + $0.0 : nil }
  }

  private static func distance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a), Array(b))
    var row = Array(0...b.count)
    for (i, left) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, right) in b.enumerated() {
        let changed = diagonal + (left == right ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(changed, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[b.count]
  }
}
