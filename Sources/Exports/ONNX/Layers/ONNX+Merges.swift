import Catalog
import Geometry

extension MergeSpec: ONNXLayer {
  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) throws -> ONNXValue {
    let values = builder.alike(inputs)
    let rule: any ONNXMergeRule.Type = mergeRule()
    let y = rule.onnx(values, &builder)
    return ONNXValue(name: y, shape: try infer(inputs.map(\.shape)).output, isChannelsFirst: values[0].isChannelsFirst)
  }

  private func mergeRule() -> any ONNXMergeRule.Type {
    guard let rule = Rule.self as? any ONNXMergeRule.Type else {
      preconditionFailure("\(words.name) has no operator")
    }
    return rule
  }
}

extension ResidualSpec: ONNXLayer {
  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) throws -> ONNXValue {
    let values = builder.alike(inputs)
    let y = AddRule.onnx(values, &builder)
    return ONNXValue(name: y, shape: try infer(inputs.map(\.shape)).output, isChannelsFirst: values[0].isChannelsFirst)
  }
}

extension RepeatSpec: ONNXLayer {
  /// The copies are nodes of the graph; the block itself is none.
  func onnx(_ inputs: [ONNXValue], _ builder: inout ONNXBuilder) -> ONNXValue { inputs[0] }
}

/// What becomes of the values of branches, whose axes are in the same order.
private protocol ONNXMergeRule: MergeRule {
  static func onnx(_ values: [ONNXValue], _ builder: inout ONNXBuilder) -> String
}

extension ONNXBuilder {
  /// Channels first only if all have them so.
  fileprivate mutating func alike(_ values: [ONNXValue]) -> [ONNXValue] {
    values.allSatisfy(\.isChannelsFirst) ? values : values.map { channelsLast($0) }
  }

  /// In the order written.
  fileprivate mutating func chain(_ operation: String, _ values: [ONNXValue]) -> String {
    values.dropFirst().reduce(values[0].name) { add(operation, [$0, $1.name]) }
  }
}

extension AddRule: ONNXMergeRule {
  static func onnx(_ values: [ONNXValue], _ builder: inout ONNXBuilder) -> String { builder.chain("Add", values) }
}

extension SubtractRule: ONNXMergeRule {
  static func onnx(_ values: [ONNXValue], _ builder: inout ONNXBuilder) -> String { builder.chain("Sub", values) }
}

extension MultiplyRule: ONNXMergeRule {
  static func onnx(_ values: [ONNXValue], _ builder: inout ONNXBuilder) -> String { builder.chain("Mul", values) }
}

extension AverageRule: ONNXMergeRule {
  static func onnx(_ values: [ONNXValue], _ builder: inout ONNXBuilder) -> String {
    builder.add("Div", [builder.chain("Add", values), builder.constant("count", Float(values.count))])
  }
}

extension MaximumRule: ONNXMergeRule {
  static func onnx(_ values: [ONNXValue], _ builder: inout ONNXBuilder) -> String {
    builder.add("Max", values.map(\.name))
  }
}

extension MinimumRule: ONNXMergeRule {
  static func onnx(_ values: [ONNXValue], _ builder: inout ONNXBuilder) -> String {
    builder.add("Min", values.map(\.name))
  }
}

extension ConcatenateRule: ONNXMergeRule {
  static func onnx(_ values: [ONNXValue], _ builder: inout ONNXBuilder) -> String {
    builder.add("Concat", values.map(\.name), [("axis", .integer(values[0].lastAxis))])
  }
}
