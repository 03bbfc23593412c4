import Foundation
import Museum
import Recurrent
import Testing

@Suite struct MistakeTests {
  @Test func everyMistakeHasANameAndASentenceOfItsOwn() {
    let all = Mistake.allCases
    #expect(all.count >= 30)
    #expect(Set(all.map(\.name)).count == all.count)
    #expect(Set(all.map(\.title)).count == all.count)
    for mistake in all {
      #expect(Mistake(name: mistake.name) == mistake)
      #expect(mistake.title.hasSuffix("."), "\(mistake)")
      #expect(mistake.right != mistake.wrong, "\(mistake)")
    }
    #expect(Mistake.noLearningThroughTime.name == "no_learning_through_time")
    #expect(Mistake(name: "no_such_mistake") == nil)
  }

  /// A learner who looks for `// mistake 7` finds it.
  @Test func everyMistakeIsMarkedInTheSource() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let museum = root.appending(path: "Sources/Museum").resolvingSymlinksInPath()
    let files = try #require(
      FileManager.default.enumerator(at: museum, includingPropertiesForKeys: nil))
    var marked: Set<Int> = []
    for case let file as URL in files where file.pathExtension == "swift" {
      for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
        guard let comment = line.firstRange(of: "// mistake") else { continue }
        let rest = line[comment.upperBound...].prefix { $0 != ":" }
        marked.formUnion(rest.split(separator: " ").compactMap { Int($0) })
      }
    }
    for mistake in Mistake.allCases {
      #expect(marked.contains(mistake.rawValue), "mistake \(mistake.rawValue) is not marked")
    }
  }

  @Test func aMistakeFitsOnlyNetworksThatHaveItsLine() {
    func spec(_ cell: Cell, layers: Int = 1, isBidirectional: Bool = false) -> NetworkSpec {
      NetworkSpec(
        input: .vectors(size: 3), cell: cell, hiddenSizes: Array(repeating: 2, count: layers),
        isBidirectional: isBidirectional, head: .init(.dense(outputs: 4), at: .eachStep),
        loss: .softmaxCrossEntropy)
    }
    #expect(!Mistake.biasOfAnotherGate.fits(spec(.elman(.tanh))))
    #expect(!Mistake.cellGradientNotCarried.fits(spec(.gru(.after))))
    #expect(!Mistake.candidateBiasForgotten.fits(spec(.gru(.before))))
    #expect(!Mistake.wrongLayerInput.fits(spec(.lstm, layers: 2)))
    #expect(Mistake.wrongLayerInput.fits(spec(.lstm, layers: 3)))
    #expect(!Mistake.reverseNotAdded.fits(spec(.lstm, isBidirectional: true)))
    #expect(Mistake.reverseNotAdded.fits(spec(.lstm, layers: 2, isBidirectional: true)))
    #expect(!Mistake.embeddingOverwritten.fits(spec(.lstm)))
    #expect(!Mistake.noLearningThroughTime.fits(spec(.elman(.relu))))
    #expect(!MuseumNetwork.holds(spec(.elman(.relu))))
  }
}
