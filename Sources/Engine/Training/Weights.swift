import Catalog
import Datasets
import Kernels
import Records

extension Network {
  /// Copies of all weights under their names in files.
  func weights() -> [NamedTensor] {
    parameters.map { name, parameter in
      NamedTensor(name: name, shape: parameter.shape, values: parameter.rowMajorValues)
    }
  }

  /// Whether the tensors have the names and shapes of this network's `weights`.
  func hasWeights(like tensors: [NamedTensor]) -> Bool {
    parameters.elementsEqual(tensors) { $1.name == $0.name && $1.shape == $0.parameter.shape }
  }

  /// Replaces all weights by tensors that fit, see `hasWeights(like:)`.
  func replaceWeights(by tensors: [NamedTensor]) {
    for ((_, parameter), tensor) in zip(parameters, tensors) { parameter.setValues(rowMajor: tensor.values) }
  }

  /// Replaces all weights. Each of the model's tensors must be there in its shape, without any others; all values must be
  /// finite.
  func setWeights(_ tensors: [NamedTensor]) throws(InitialWeightsProblem) {
    var left = tensors
    for (name, parameter) in parameters {
      guard let index = left.firstIndex(where: { $0.name == name }) else {
        throw .missing(name, parameter.shape, among: tensors)
      }
      let tensor = left.remove(at: index)
      guard tensor.shape == parameter.shape else { throw .shape(of: tensor, needed: parameter.shape) }
      if let value = tensor.values.first(where: { !$0.isFinite }) { throw .value(value, of: tensor) }
      parameter.setValues(rowMajor: tensor.values)
    }
    if let extra = left.first {
      throw InitialWeightsProblem(problem: "the model has no tensor \(extra.name)", hint: "leave it out of the file")
    }
  }
}

/// A trained model without its training: for `evaluate` and `predict`.
public final class TrainedModel {
  private let evaluator: Evaluator
  /// Samples in a pass.
  private static let capacity = 64

  /// The memory that a model will need, including its file and its tensors.
  public static func memory(_ graph: ModelGraph, workers: Int) -> TrainingMemory {
    TrainingMemory(graph, samples: capacity, workers: workers, statesPerParameter: nil)
  }

  /// `metrics`: what `evaluate` reports besides the loss.
  public init(
    graph: ModelGraph, metrics: [MetricSpec], weights: [NamedTensor], compute: Compute
  ) throws(InitialWeightsProblem) {
    let network = Network(graph, seed: 0, capacity: Self.capacity, isTraining: false)
    try network.setWeights(weights)
    evaluator = Evaluator(
      network: network,
      scoring: Scoring(graph, metrics: metrics, capacity: network.capacity),
      compute: compute)
  }

  public func evaluate(_ samples: Samples) -> Evaluation { evaluator.evaluate(samples, 0..<samples.count) }
}
