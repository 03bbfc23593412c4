extension LessonDocument.Prose {
  /// The prose with its value spans replaced by `texts`, in order. What Markdown or HTML would
  /// read as markup is escaped, so that a value cannot change the page around it.
  ///
  /// - Precondition: one text for each span.
  public func filled(with texts: [String]) -> String {
    precondition(
      texts.count == spans.count,
      "the prose has \(spans.count) value spans and got \(texts.count) texts")
    var utf8 = Array(text.utf8)
    for (span, replacement) in zip(spans, texts).reversed() {
      utf8.replaceSubrange(span.range, with: MarkdownText.escaped(replacement).utf8)
    }
    return String(decoding: utf8, as: UTF8.self)
  }
}
