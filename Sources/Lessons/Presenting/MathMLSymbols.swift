/// The commands that stand for one sign.
enum MathMLSymbols {
  static let letters: [String: String] = [
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε",
    "zeta": "ζ", "eta": "η", "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ",
    "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "varrho": "ϱ",
    "sigma": "σ", "varsigma": "ς", "tau": "τ", "upsilon": "υ", "phi": "ϕ", "varphi": "φ",
    "chi": "χ", "psi": "ψ", "omega": "ω", "ell": "ℓ", "imath": "ı", "jmath": "ȷ",
  ]
  static let uprightLetters: [String: String] = [
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π",
    "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "partial": "∂",
    "nabla": "∇", "infty": "∞", "emptyset": "∅", "varnothing": "∅", "Re": "ℜ", "Im": "ℑ",
    "hbar": "ℏ", "top": "⊤", "bot": "⊥", "%": "%", "#": "#", "$": "$", "_": "_", "&": "&amp;",
  ]
  /// Relations, binary operators and arrows.
  static let operators: [String: String] = [
    "cdot": "⋅", "times": "×", "div": "÷", "pm": "±", "mp": "∓", "odot": "⊙", "oplus": "⊕",
    "otimes": "⊗", "ominus": "⊖", "circ": "∘", "ast": "∗", "star": "⋆", "bullet": "∙",
    "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "lt": "&lt;",
    "gt": "&gt;", "ll": "≪", "gg": "≫", "approx": "≈", "sim": "∼", "simeq": "≃", "cong": "≅",
    "equiv": "≡", "propto": "∝", "in": "∈", "notin": "∉", "ni": "∋", "subset": "⊂",
    "subseteq": "⊆", "supset": "⊃", "supseteq": "⊇", "cup": "∪", "cap": "∩", "setminus": "∖",
    "wedge": "∧", "land": "∧", "vee": "∨", "lor": "∨", "perp": "⊥", "parallel": "∥",
    "to": "→", "rightarrow": "→", "leftarrow": "←", "gets": "←", "leftrightarrow": "↔",
    "Rightarrow": "⇒", "implies": "⟹", "Leftarrow": "⇐", "Leftrightarrow": "⇔", "iff": "⟺",
    "mapsto": "↦", "longrightarrow": "⟶", "longleftarrow": "⟵", "uparrow": "↑",
    "downarrow": "↓", "mid": "∣", "colon": ":", "triangleq": "≜", "coloneqq": "≔",
  ]
  /// Signs without space around them.
  static let plain: [String: String] = [
    "ldots": "…", "dots": "…", "cdots": "⋯", "vdots": "⋮", "ddots": "⋱", "prime": "′",
    "forall": "∀", "exists": "∃", "neg": "¬", "lnot": "¬", "dagger": "†", "angle": "∠",
  ]
  static let fences: [String: String] = [
    "{": "{", "}": "}", "lbrace": "{", "rbrace": "}", "langle": "⟨", "rangle": "⟩",
    "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "|": "‖", "vert": "|",
    "lvert": "|", "rvert": "|", "Vert": "‖", "lVert": "‖", "rVert": "‖", "backslash": "\\",
  ]
  static let opening: Set<String> = [
    "{", "lbrace", "langle", "lfloor", "lceil", "lvert", "lVert",
  ]
  /// Widths in em.
  static let spaces: [String: String] = [
    ",": "0.167", ":": "0.222", ">": "0.222", ";": "0.278", "!": "-0.167", " ": "0.333",
    "quad": "1", "qquad": "2", "thinspace": "0.167", "enspace": "0.5",
  ]
  static let functions: Set<String> = [
    "arccos", "arcsin", "arctan", "arg", "cos", "cosh", "cot", "coth", "csc", "deg", "dim", "exp",
    "hom", "ker", "lg", "ln", "log", "sec", "sin", "sinh", "tan", "tanh",
  ]
  static let limitFunctions: [String: String] = [
    "max": "max", "min": "min", "sup": "sup", "inf": "inf", "lim": "lim", "det": "det",
    "gcd": "gcd", "Pr": "Pr", "limsup": "lim sup", "liminf": "lim inf",
  ]
  static let bigOperators: [String: String] = [
    "sum": "∑", "prod": "∏", "coprod": "∐", "bigcup": "⋃", "bigcap": "⋂", "bigoplus": "⨁",
    "bigotimes": "⨂", "bigodot": "⨀", "bigwedge": "⋀", "bigvee": "⋁",
  ]
  static let integrals: [String: String] = ["int": "∫", "iint": "∬", "oint": "∮"]
  static let accents: [String: String] = [
    "hat": "^", "widehat": "^", "bar": "¯", "overline": "¯", "tilde": "~", "widetilde": "~",
    "vec": "→", "overrightarrow": "→", "overleftarrow": "←", "dot": "˙", "ddot": "¨",
    "check": "ˇ", "breve": "˘",
  ]
  static let wideAccents: Set<String> = [
    "widehat", "overline", "widetilde", "overrightarrow", "overleftarrow",
  ]
  static let sizes: [String: Double] = [
    "big": 1.2, "bigl": 1.2, "bigr": 1.2, "bigm": 1.2, "Big": 1.8, "Bigl": 1.8, "Bigr": 1.8,
    "bigg": 2.4, "biggl": 2.4, "biggr": 2.4, "Bigg": 3, "Biggl": 3, "Biggr": 3,
  ]
  private static let structures = [
    "frac", "dfrac", "tfrac", "binom", "sqrt", "left", "right", "begin", "end", "text", "mathrm",
    "mathbf", "mathcal", "mathbb", "boldsymbol", "operatorname", "underline", "underbrace",
    "overbrace", "overset", "underset", "not", "displaystyle",
  ]

  /// `; did you mean '\alpha'?`, or nothing when no command is near.
  static func suggestion(for name: String) -> String {
    var known = Set(structures).union(functions)
    for table in [
      letters, uprightLetters, operators, plain, fences, spaces, limitFunctions, bigOperators,
      integrals, accents,
    ] {
      known.formUnion(table.keys)
    }
    let near = known.filter { $0.count > 1 }.map { (distance(name, $0), $0) }.min { $0 < $1 }
    guard let near, near.0 <= max(1, name.count / 3) else { return "" }
    return "; did you mean '\\\(near.1)'?"
  }

  /// The number of letters to change, add, drop or exchange with a neighbour.
  private static func distance(_ first: String, _ second: String) -> Int {
    let a = Array(first.prefix(40))
    let b = Array(second)
    var rows = [Array(0...b.count)]
    for i in 0..<a.count {
      var row = [i + 1]
      for j in 0..<b.count {
        var best = min(row[j] + 1, rows[i][j + 1] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          best = min(best, rows[i - 1][j - 1] + 1)
        }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
