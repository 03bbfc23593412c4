/// How an atom of mathematics spaces itself from its neighbours (The TeXbook, chapter 18).
enum MathClass: Sendable {
  case ordinary, function, binary, relation, opening, closing, punctuation
}

/// The face of a run of text.
enum FontFace: Sendable, Hashable {
  case regular, medium, semibold
  case mathUpright, mathItalic, mathBold
}

/// A mark above its body.
enum MathAccent: Sendable {
  case hat, bar, tilde, dot
}

/// A part of a parsed `$...$`.
indirect enum MathNode: Sendable {
  case symbol(String, FontFace, MathClass)
  case large(String)
  case scripts(base: [MathNode], sub: [MathNode]?, sup: [MathNode]?)
  case fraction(top: [MathNode], bottom: [MathNode])
  case accent(MathAccent, [MathNode])
  case root([MathNode])
  case group([MathNode])
  /// In em.
  case space(Double)
}

/// A part of a label.
enum LabelPart: Sendable {
  case text(String)
  case math([MathNode])
}
