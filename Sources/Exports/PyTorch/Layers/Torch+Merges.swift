import Catalog
import Geometry

extension MergeSpec: TorchLayer {
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) throws -> TorchValue {
    guard let rule = Rule.self as? any TorchMergeRule.Type else { preconditionFailure("\(words.name) is not written") }
    let values = builder.alike(inputs)
    return TorchValue(
      code: rule.torch(values), shape: try infer(inputs.map(\.shape)).output,
      isChannelsFirst: values[0].isChannelsFirst)
  }
}

extension ResidualSpec: TorchLayer {
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) throws -> TorchValue {
    let values = builder.alike(inputs)
    return TorchValue(
      code: AddRule.torch(values), shape: try infer(inputs.map(\.shape)).output,
      isChannelsFirst: values[0].isChannelsFirst)
  }
}

extension RepeatSpec: TorchLayer {
  /// The copies are nodes of the graph; the block itself is none.
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) -> TorchValue { inputs[0] }
}

/// What becomes of the values of branches, whose axes are in the same order.
private protocol TorchMergeRule: MergeRule {
  static func torch(_ values: [TorchValue]) -> String
}

extension TorchBuilder {
  /// Channels first only if all have them so.
  fileprivate mutating func alike(_ values: [TorchValue]) -> [TorchValue] {
    values.allSatisfy(\.isChannelsFirst) ? values : values.map { channelsLast($0) }
  }
}

private func chain(_ sign: String, _ values: [TorchValue]) -> String {
  values.map(\.code).joined(separator: " \(sign) ")
}

/// A function of two, in the order written.
private func nest(_ function: String, _ values: [TorchValue]) -> String {
  values.dropFirst().reduce(values[0].code) { "torch.\(function)(\($0), \($1.code))" }
}

extension AddRule: TorchMergeRule {
  static func torch(_ values: [TorchValue]) -> String { chain("+", values) }
}

extension SubtractRule: TorchMergeRule {
  static func torch(_ values: [TorchValue]) -> String { chain("-", values) }
}

extension MultiplyRule: TorchMergeRule {
  static func torch(_ values: [TorchValue]) -> String { chain("*", values) }
}

extension AverageRule: TorchMergeRule {
  static func torch(_ values: [TorchValue]) -> String { "(\(chain("+", values))) / \(values.count)" }
}

extension MaximumRule: TorchMergeRule {
  static func torch(_ values: [TorchValue]) -> String { nest("maximum", values) }
}

extension MinimumRule: TorchMergeRule {
  static func torch(_ values: [TorchValue]) -> String { nest("minimum", values) }
}

extension ConcatenateRule: TorchMergeRule {
  static func torch(_ values: [TorchValue]) -> String {
    "torch.cat([\(values.map(\.code).joined(separator: ", "))], \(values[0].lastAxis))"
  }
}
