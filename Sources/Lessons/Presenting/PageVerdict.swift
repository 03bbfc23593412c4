/// What went wrong in a run, in the order of the file: the top of a failed page.
enum PageVerdict {
  struct Failure {
    var step: StepResult
    var texts: [Text]
  }

  /// `code` is shown as it stands, for it is not prose: `fwd.loss = 0.72 +- 1e-06`.
  struct Text {
    var code: String?
    var text: String
  }

  static func failures(of result: LessonResult, words: PageWords) -> [Failure] {
    result.steps.compactMap { step in
      var texts: [Text] = []
      for item in step.items {
        switch item {
        case .claim(let claim) where !claim.holds:
          let place = "\(words.line) \(claim.location.line)"
          texts.append(
            Text(code: claim.statement, text: "\(words.found) \(claim.found) (\(place))"))
        case .failure(let text): texts.append(Text(code: nil, text: text))
        default: break
        }
      }
      guard texts.isEmpty else { return Failure(step: step, texts: texts) }
      guard let word = word(for: step.verdict, words: words) else { return nil }
      return Failure(step: step, texts: [Text(code: nil, text: word)])
    }
  }

  /// The word for a verdict that a reader must not miss; nil for one that went well.
  static func word(for verdict: StepResult.Verdict, words: PageWords) -> String? {
    switch verdict {
    case .done, .pass: nil
    case .fail: words.failed
    case .inconclusive: words.inconclusive
    case .error: words.couldNotRun
    }
  }

  /// `07-bptt.md:40`: without folders, which differ from machine to machine.
  static func place(of step: StepResult) -> String {
    let file = step.location.file.split(separator: "/").last.map(String.init) ?? ""
    return "\(file):\(step.location.line)"
  }
}

extension LessonResult {
  /// The YAML of a step's directive as it stands in the lesson.
  func yaml(of step: StepResult) -> String? {
    var index = 0
    for case .directive(let yaml) in document.blocks {
      index += 1
      if index == step.index { return yaml.text }
    }
    return nil
  }

  /// `./unrolled run 7 --set hidden=2`
  var command: String {
    let lesson = document.number.map(String.init) ?? "\(document.name).md"
    let options = variations.map { $0.hasPrefix("-") ? " \($0)" : " --set \($0)" }
    let language = document.isKorean ? " --language ko" : ""
    return "./unrolled run \(lesson)\(language)\(options.joined())"
  }
}
