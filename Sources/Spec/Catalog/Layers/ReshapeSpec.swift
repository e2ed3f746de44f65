import Geometry

public struct ReshapeSpec: LayerConstruct {
  public var target: TargetShape

  public init(_ sizes: [Int]) { target = TargetShape(sizes: sizes) }

  public static let words = ConstructWords(
    "reshape", "the same numbers in another shape", example: "reshape: {target_shape: [28, 28, 1]}",
    positional: "target_shape")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.value(.required("target_shape"), &target, "the sizes; one of them may be −1, and follows from the others")
  }

  public var details: [String] { [target.config.flow] }
  public var onlyReshapes: Bool { true }

  public func infer(_ inputs: [Shape]) throws(LayerProblem) -> Inference {
    let count = inputs[0].count
    guard let output = target.shape(of: count) else {
      throw LayerProblem(
        "target_shape \(target.config.flow) does not fit its input \(inputs[0])", key: "target_shape",
        hint: "write sizes whose product is \(count); one of them may be -1")
    }
    return Inference(output: output)
  }
}

/// Sizes of which one may be −1: it follows from the others.
public struct TargetShape: OptionValue {
  public var sizes: [Int]

  public init(sizes: [Int]) { self.sizes = sizes }

  /// Far more axes than any layer has.
  private static let axes = 8
  public static let form = ValueForm.list(of: .integer(-1...GraphBuilder.mostOutputs), counts: 1...axes)

  public init?(_ config: ConfigValue) {
    guard let sizes = [Int](config) else { return nil }
    self.init(sizes: sizes)
  }

  public var config: ConfigValue { sizes.config }

  /// The shape of so many numbers; nil if there is none.
  func shape(of count: Int) -> Shape? {
    let known = Shape(sizes.filter { $0 != -1 })
    switch sizes.count - known.rank {
    case 0: return known.count == count ? known : nil
    case 1 where known.count > 0 && count.isMultiple(of: known.count):
      return Shape(sizes.map { $0 == -1 ? count / known.count : $0 })
    default: return nil
    }
  }
}
