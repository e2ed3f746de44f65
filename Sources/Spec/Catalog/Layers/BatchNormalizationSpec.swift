import Geometry
import Text

public struct BatchNormalizationSpec: LayerConstruct {
  public var axis = LastAxis()
  public var momentum = 0.99
  public var epsilon = 1e-3
  public var affine = AffineSpec()
  public var movingMeanInitializer: Initializer = .zeros
  public var movingVarianceInitializer: Initializer = .ones

  public init() {}

  public static let words = ConstructWords(
    "batch_normalization", "gives each channel the mean 0 and the variance 1 over the batch, then a scale and a shift",
    formula: "y = gamma·(x − mean) ÷ √(variance + epsilon) + beta; in evaluation with the moving mean and variance",
    positional: "axis",
    refused: [
      "renorm": noRenormalization, "renorm_clipping": noRenormalization, "renorm_momentum": noRenormalization,
      "synchronized": "remove it: all of a batch is in one place",
    ])

  private static let noRenormalization = "runner does not have 'renorm' of Keras's BatchNormalization"

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.value("axis", &axis, "the axis of the channels")
    visitor.number("momentum", &momentum, .fraction, "how much of the moving mean and variance stays in a step")
    visitor.number("epsilon", &epsilon, .positive, "keeps the divisor above 0")
    affine.options(visitor)
    visitor.member("moving_mean_initializer", &movingMeanInitializer, "what the moving mean starts with")
    visitor.member("moving_variance_initializer", &movingVarianceInitializer, "what the moving variance starts with")
  }

  public func infer(_ inputs: [Shape]) -> Inference {
    let channels = Shape([inputs[0].dimensions.last ?? 1])
    var inference = Inference(output: inputs[0])
    inference.weights =
      affine.weights(channels) + [
        Weight("moving_mean", channels, movingMeanInitializer, isTrained: false),
        Weight("moving_variance", channels, movingVarianceInitializer, isTrained: false),
      ]
    return inference
  }

  /// A batch of one sample has no other to compare it with.
  public func doubt(_ input: Shape, samples: Int, batchSize: Int) -> String? {
    guard samples % batchSize == 1 || batchSize == 1 else { return nil }
    let consequence =
      input.count == input.dimensions.last ? "whose variance is 0" : "with whose own mean and variance it is normalized"
    guard samples > batchSize else { return "the only batch has one sample, \(consequence)" }
    let batches = "\(grouped(samples)) samples in batches of \(grouped(batchSize)): "
    return batches + (batchSize == 1 ? "each has one sample, \(consequence)" : "the last batch has one, \(consequence)")
  }
}
