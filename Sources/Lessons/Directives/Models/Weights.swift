import Foundation
import Recurrent

/// Parameters that a lesson gives by name, in its own text or in a file beside it.
enum Weights {
  /// What a file of weights holds: `weights: { tensors: { W_xh: [[...]], ... } }`.
  private static let fileDeclaration = DirectiveDeclaration(
    "weights", summary: "Parameters of a network, by name.",
    keys: [
      KeyDeclaration("tensors", .namedTensors, required: true, help: "every parameter by name"),
      KeyDeclaration("source", .text(maximumLength: 1000), help: "where the numbers come from"),
    ])

  static func read(
    _ fields: CheckedMapping, spec: NetworkSpec, in plan: inout LessonPlan
  ) -> Parameters<Double>? {
    let location = fields.location(of: "weights")
    guard let path = fields.textIfGiven("weights") else {
      return parameters(fields.tensors("weights"), at: location, spec: spec, in: &plan)
    }
    let file = plan.folder == "." ? path : plan.folder + "/" + path
    guard staysInside(plan.folder, file) else {
      plan.error(at: location, "'\(path)' leads out of the lesson's folder")
      return nil
    }
    do {
      let text = try BoundedFile.text(path: file)
      let document = LessonDocument(
        path: file, name: path, number: nil, source: text, frontMatter: nil,
        blocks: [.directive(.init(text: text, firstLine: 1))])
      let checked = LessonChecker([fileDeclaration], frontMatter: nil).check(document)
      guard checked.isValid, let directive = checked.directives.first else {
        for diagnostic in checked.diagnostics {
          plan.error(at: diagnostic.location, diagnostic.message)
        }
        return nil
      }
      let tensors = directive.fields.tensors("tensors")
      return parameters(tensors, at: directive.location, spec: spec, in: &plan)
    } catch {
      plan.error(at: location, "'\(file)': \(error.message)")
      return nil
    }
  }

  /// Every block of the layout from the tensor of its name, each problem reported.
  private static func parameters(
    _ tensors: [WeightTensor], at location: SourceLocation, spec: NetworkSpec,
    in plan: inout LessonPlan
  ) -> Parameters<Double>? {
    let layout = spec.layout
    var parameters = Parameters<Double>(layout)
    var isGood = true
    for tensor in tensors {
      guard let block = layout[tensor.name] else {
        let names = layout.blocks.map(\.name)
        let suggestion =
          nearest(to: tensor.name, among: names).map { "; did you mean '\($0)'?" } ?? ""
        plan.error(
          at: tensor.location,
          "the model has no parameter '\(tensor.name)'\(suggestion) (it has "
            + names.joined(separator: ", ") + ")")
        isGood = false
        continue
      }
      guard tensor.tensor.shape == block.shape else {
        plan.error(
          at: tensor.location,
          "'\(tensor.name)' is \(text(tensor.tensor.shape)); the model needs \(text(block.shape))")
        isGood = false
        continue
      }
      parameters[tensor.name] = tensor.tensor.values
    }
    let missing = layout.blocks.map(\.name).filter { name in !tensors.contains { $0.name == name } }
    if !missing.isEmpty {
      plan.error(
        at: location, "the weights lack " + missing.map { "'\($0)'" }.joined(separator: ", "))
      isGood = false
    }
    return isGood ? parameters : nil
  }

  private static func text(_ shape: [Int]) -> String {
    shape.isEmpty ? "a number" : shape.map(String.init).joined(separator: " x ")
  }
}

/// Whether a file lies in the folder when every link on the way has been followed.
func staysInside(_ folder: String, _ file: String) -> Bool {
  let root = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
  let target = URL(fileURLWithPath: file).resolvingSymlinksInPath().path
  return target.hasPrefix(root == "/" ? root : root + "/")
}
