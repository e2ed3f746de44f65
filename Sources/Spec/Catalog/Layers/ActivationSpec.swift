import Geometry

/// An activation as a layer of its own.
public struct ActivationSpec: LayerConstruct {
  public var function: Activation

  public init(_ function: Activation) { self.function = function }

  public static let words = ConstructWords(
    "activation", "an activation as a layer of its own", example: "activation: relu")

  public mutating func options(_ visitor: any OptionVisitor) { visitor.body(&function) }

  public var details: [String] { [function.detail] }
  public var finalActivation: Activation? { function }

  public func infer(_ inputs: [Shape]) -> Inference { Inference(output: inputs[0]) }
}
