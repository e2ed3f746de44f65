import Geometry

public struct FlattenSpec: LayerConstruct {
  public init() {}

  public static let words = ConstructWords("flatten", "all axes as one list of numbers, so that dense sees all of them")

  public mutating func options(_ visitor: any OptionVisitor) {}

  public var onlyReshapes: Bool { true }

  public func infer(_ inputs: [Shape]) -> Inference { Inference(output: Shape([inputs[0].count])) }
}
