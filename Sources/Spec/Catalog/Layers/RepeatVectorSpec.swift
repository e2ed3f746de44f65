import Geometry

public struct RepeatVectorSpec: LayerConstruct {
  public var count: Int

  public init(count: Int) { self.count = count }

  public static let words = ConstructWords(
    "repeat_vector", "its input several times", formula: "y[i, k] = x[k] for each i below n",
    example: "repeat_vector: {n: 3}", positional: "n")

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.integer(.required("n"), &count, 1...Limits.units, "how many times")
  }

  public var details: [String] { [String(count)] }

  public func infer(_ inputs: [Shape]) throws(LayerProblem) -> Inference {
    try inputs[0].requireFlat(words.name)
    return Inference(output: Shape([count, inputs[0][0]]))
  }
}
