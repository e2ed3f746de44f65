import Diagnostics
import ExperimentSpec
import SpecMutations
import Testing

@Suite("A mistake is reported where it was made")
struct MistakeTests {
  /// Every key and every keyword there is.
  static let specs = [
    """
    name: every
    description: words
    dataset: {name: fashion_mnist, train_limit: 100, test_limit: 50}
    seed: 12
    layers:
      - conv2d: {filters: 4, kernel_size: 3, strides: 1, padding: same, activation: relu, use_bias: false}
      - conv2d: {filters: 4, kernel_size: 3, kernel_initializer: he_normal, bias_initializer: ones}
      - max_pooling2d: {pool_size: 2, strides: 2, padding: valid}
      - average_pooling2d: {pool_size: 2}
      - activation: {leaky_relu: {negative_slope: 0.1}}
      - dropout: {rate: 0.25}
      - global_average_pooling2d
      - flatten
      - dense: {units: 16, activation: {gelu: {approximate: true}}}
      - dense: {units: 16, activation: {elu: {alpha: 0.5}}, use_bias: true, kernel_initializer: glorot_normal}
      - dense: {units: 10, activation: softmax}
    optimizer: {rmsprop: {learning_rate: 1e-3, rho: 0.9, momentum: 0.1, epsilon: 1e-7, centered: true}}
    loss: {categorical_crossentropy: {from_logits: false}}
    metrics: [accuracy, {top_k_categorical_accuracy: {k: 3}}]
    batch_size: 32
    epochs: 2
    shuffle: false
    validation_split: 0.1
    log_steps: true
    """,
    """
    name: blocks
    dataset:
      name: mnist
      train_limit: 100
    layers:
      - flatten
      - dense:
          units: 10
          activation: softmax
    optimizer:
      sgd:
        learning_rate: 0.1
        momentum: 0.9
        nesterov: true
    loss: categorical_crossentropy
    batch_size: 8
    """,
    """
    name: adamw
    dataset: mnist
    layers: [flatten, {dense: {units: 10, activation: sigmoid}}]
    loss: mean_squared_error
    optimizer: {adamw: {learning_rate: 1e-3, weight_decay: 0.004, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7}}
    """,
    """
    name: adagrad
    dataset: mnist
    layers: [flatten, {dense: {units: 10, activation: softmax}}]
    loss: categorical_crossentropy
    optimizer: {adagrad: {learning_rate: 1e-3, initial_accumulator_value: 0.1, epsilon: 1e-7}}
    """,
  ]

  @Test("each of at least 500 mistakes is reported on its line, and in its column where only one is right")
  func places() throws {
    let folder = try Folder()
    let path = folder.path + "/spec.yaml"
    var (count, missed): (Int, [String]) = (0, [])
    for spec in Self.specs + [try packageFile("experiments/dense.yaml"), try packageFile("experiments/conv.yaml")] {
      try folder.write("spec.yaml", spec)
      _ = try ExperimentLoader.load(path)
      for mistake in Mistakes(in: spec).all() {
        count += 1
        try folder.write("spec.yaml", mistake.text)
        if let finding = finding(mistake, path) { missed.append("\(mistake.what): line \(mistake.line): \(finding)") }
      }
    }
    #expect(missed == [])
    #expect(count >= 500)
    print("\(count) mistakes, \(count - missed.count) reported in their place")
  }

  /// What is wrong with the report of a mistake; nil when nothing is.
  private func finding(_ mistake: Mistake, _ path: String) -> String? {
    do {
      _ = try ExperimentLoader.load(path)
      return "nothing is reported"
    } catch let list as DiagnosticList {
      let marks = list.diagnostics.compactMap(\.mark)
      let isRight = marks.contains { $0.line == mistake.line && $0.column == mistake.column ?? $0.column }
      // A misspelt key is not reported as missing too, and nothing else is reported.
      return isRight && list.diagnostics.allSatisfy({ $0.mark?.line == mistake.line }) ? nil : "\(list)"
    } catch { return "\(error)" }
  }
}
