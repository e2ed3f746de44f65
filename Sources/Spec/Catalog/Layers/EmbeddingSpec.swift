import Geometry

/// A layer whose input must be the samples themselves: no computed numbers, and none that an earlier layer would need a gradient of.
public protocol SampleConstruct: LayerConstruct {
  /// What a sample's numbers must be: whole, and below this.
  var wholeNumbersBelow: Int { get }
}

public struct EmbeddingSpec: SampleConstruct {
  public var inputDim: Int
  public var outputDim: Int
  public var embeddingsInitializer: Initializer = .randomUniform()
  public var embeddingsRegularizer: RegularizerSpec?
  public var embeddingsConstraint: ConstraintSpec?

  public init(inputDim: Int, outputDim: Int) { (self.inputDim, self.outputDim) = (inputDim, outputDim) }

  public static let words = ConstructWords(
    "embedding", "a trained row of numbers for each whole number", formula: "y[t] = embeddings[x[t]]",
    example: "embedding: {input_dim: 10000, output_dim: 32}", positional: "input_dim",
    refused: [
      "mask_zero": "remove it: no step is masked", "input_length": "remove it: the data give the input's length",
      "weights": "write initial_weights: with a file at the top of the spec",
    ])

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.integer(
      .required("input_dim"), &inputDim, 1...Limits.units, "how many numbers there are: 0 to one less than this")
    visitor.integer(.required("output_dim"), &outputDim, 1...Limits.units, "how many outputs each of them has")
    visitor.member("embeddings_initializer", &embeddingsInitializer, "what the rows start with")
    visitor.optionalMember("embeddings_regularizer", &embeddingsRegularizer, "a penalty on the rows, added to the loss")
    visitor.optionalMember("embeddings_constraint", &embeddingsConstraint, "bounds within which the rows are kept")
  }

  public var wholeNumbersBelow: Int { inputDim }
  public var details: [String] { ["\(inputDim)", "\(outputDim)"] }

  public func infer(_ inputs: [Shape]) throws(LayerProblem) -> Inference {
    let input = inputs[0]
    guard input.rank == 1 else {
      throw LayerProblem(
        "embedding needs a flat row of whole numbers, but its input is \(input)", hint: "put flatten before it")
    }
    var inference = Inference(output: Shape([input[0], outputDim]))
    inference.weights = [
      Weight(
        "embeddings", Shape([inputDim, outputDim]), embeddingsInitializer, regularizer: embeddingsRegularizer,
        constraint: embeddingsConstraint)
    ]
    return inference
  }
}
