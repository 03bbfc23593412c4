/// The few words that a page adds to the lesson's own, in the lesson's language.
struct PageWords: Sendable {
  var code: String
  var step: String
  var passed: String
  var failed: String
  var pageFailed: String
  var inconclusive: String
  var couldNotRun: String
  var holds: String
  var found: String
  var seed: String
  var runWith: String
  var madeBy: String
  var next: String
  var allLessons: String
  var forward: String
  var backward: String
  var walk: String
  var walkHint: String
  var first: String
  var previous: String
  var following: String
  var last: String
  var line: String
  var stopped: String

  static let english = PageWords(
    code: "en", step: "Step", passed: "passed", failed: "failed",
    pageFailed: "This lesson failed", inconclusive: "inconclusive",
    couldNotRun: "could not run", holds: "holds", found: "found", seed: "seed",
    runWith: "Run with", madeBy: "Made by", next: "next", allLessons: "All lessons",
    forward: "forward", backward: "backward", walk: "Walk through the steps",
    walkHint: "arrow keys, Home and End", first: "First step", previous: "Previous step",
    following: "Next step", last: "Last step", line: "line", stopped: "the run stopped")

  static let korean = PageWords(
    code: "ko", step: "단계", passed: "통과", failed: "실패",
    pageFailed: "이 레슨은 실패했습니다", inconclusive: "판정 불가",
    couldNotRun: "실행하지 못함", holds: "성립", found: "실제 값", seed: "시드",
    runWith: "실행 옵션", madeBy: "만든 명령", next: "다음", allLessons: "전체 레슨",
    forward: "순방향", backward: "역방향", walk: "단계별로 따라가기",
    walkHint: "화살표 키, Home, End", first: "첫 단계", previous: "이전 단계",
    following: "다음 단계", last: "마지막 단계", line: "줄", stopped: "실행이 중단되었습니다")
}

extension PageWords {
  init(for document: LessonDocument) { self = document.isKorean ? .korean : .english }
}
