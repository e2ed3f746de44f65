import Catalog
import Datasets
import Text

/// The text of a first spec for some data: a network that is known to work on data of their kind, to be changed.
package struct FirstSpec {
  /// Lines of the data set, below `dataset:`; a word for one that has a name.
  var dataset: [String]
  /// Until the data are read, only the one that the loss needs.
  var layers: [String]
  var optimizer = "{adam: {learning_rate: 1e-3}}"
  var loss: Loss
  var batchSize = 32
  var epochs = 20
  /// What the comment says beside the file's name.
  var subject: String

  enum Loss: String {
    case classes = "categorical_crossentropy"
    case numbers = "mse"
  }

  /// - Parameter schema: the JSON Schema for editors, if it is installed.
  package func text(named file: String, schema: String?) -> String {
    // Some versions of yaml-language-server complete and explain only from a schema that is named by a URI.
    var lines = schema.map { ["# yaml-language-server: $schema=\(uriReference($0))"] } ?? []
    lines += [
      "# A first network for \(visibleOnOneLine(subject)). Change it, then: runner validate \(shellWord(file)), runner \(shellWord(file))"
    ]
    lines +=
      dataset.count == 1 && !dataset[0].contains(": ")
      ? ["dataset: \(dataset[0])"] : ["dataset:"] + dataset.map { "  " + $0 }
    lines += ["layers:"] + layers.map { "  - " + $0 }
    lines += ["optimizer: \(optimizer)", "loss: \(loss.rawValue)"]
    if loss == .numbers { lines.append("metrics: [mae]") }
    return (lines + ["batch_size: \(batchSize)", "epochs: \(epochs)"]).map { $0 + "\n" }.joined()
  }

  /// Fits the network to the shape of a sample and to what is asked.
  mutating func fit(_ data: DataInterface, samples: Int) {
    let last: String
    switch data.target {
    case .classes(let names): (loss, last) = (.classes, "dense: {units: \(names.count), activation: softmax}")
    case .values(let names): (loss, last) = (.numbers, "dense: {units: \(names.count)}")
    }
    layers = Self.hiddenLayers(data.input.shape.dimensions) + [last]
    // About as many steps as small networks need, and no more time than a first look is worth.
    batchSize = samples < 2_000 ? 16 : samples < 50_000 ? 32 : 128
    epochs = samples < 2_000 ? 50 : samples < 20_000 ? 20 : 10
  }

  private static func hiddenLayers(_ shape: [Int]) -> [String] {
    switch shape.count {
    case 3:
      var (layers, side, filters): ([String], Int, Int) = ([], min(shape[0], shape[1]), 16)
      repeat {
        layers.append("conv2d: {filters: \(filters), kernel_size: 3, padding: same, activation: relu}")
        if side >= 2 { layers.append("max_pooling2d") }
        (side, filters) = (side / 2, min(2 * filters, 128))
      } while side > 8
      return layers + ["flatten", "dropout: 0.25", "dense: {units: 64, activation: relu}"]
    case 2:
      return [
        "conv1d: {filters: 32, kernel_size: 5, padding: same, activation: relu}",
        "conv1d: {filters: 32, kernel_size: 5, padding: same, activation: relu}", "global_average_pooling1d",
      ]
    default: return ["dense: {units: 64, activation: relu}", "dense: {units: 64, activation: relu}"]
    }
  }
}

extension FirstSpec {
  /// For data that have not been read.
  init(dataset: [String], loss: Loss, subject: String) {
    let last = loss == .classes ? "dense: {units: 2, activation: softmax}" : "dense: {units: 1}"
    self.init(dataset: dataset, layers: [last], loss: loss, subject: subject)
  }

  /// Networks for data that come with the program, by the names that `--like` takes.
  package static let examples: [(name: String, spec: FirstSpec)] = [
    (
      "mnist-dense",
      FirstSpec(
        dataset: ["mnist"],
        layers: [
          "flatten", "dense: {units: 128, activation: relu}", "dropout: 0.2", "dense: {units: 10, activation: softmax}",
        ], loss: .classes, batchSize: 128, epochs: 10, subject: "MNIST's digits")
    ),
    (
      "mnist-conv",
      FirstSpec(
        dataset: ["mnist"],
        layers: [
          "conv2d: {filters: 32, kernel_size: 3, activation: relu}", "max_pooling2d",
          "conv2d: {filters: 64, kernel_size: 3, activation: relu}", "max_pooling2d", "flatten", "dropout: 0.5",
          "dense: {units: 10, activation: softmax}",
        ], loss: .classes, batchSize: 128, epochs: 5, subject: "MNIST's digits")
    ),
    (
      "mnist-batch-normalization",
      FirstSpec(
        dataset: ["mnist"],
        layers: [
          "conv2d: {filters: 32, kernel_size: 3, use_bias: false}", "batch_normalization", "activation: relu",
          "conv2d: {filters: 32, kernel_size: 3, strides: 2, use_bias: false}", "batch_normalization",
          "activation: relu",
          "conv2d: {filters: 64, kernel_size: 3, use_bias: false}", "batch_normalization", "activation: relu",
          "global_average_pooling2d", "dense: {units: 10, activation: softmax}",
        ], optimizer: "{adam: {learning_rate: {cosine_decay: {initial_learning_rate: 2e-3}}}}", loss: .classes,
        batchSize: 64, epochs: 5, subject: "MNIST's digits")
    ),
  ]
}
