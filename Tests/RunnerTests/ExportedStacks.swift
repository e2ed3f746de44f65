import Foundation
import Testing

/// Small networks that together have every layer and activation, trained for a moment on MNIST or on a table.
struct ExportedStacks {
  private let here: Workspace
  private static let fixtures = PythonTools.packageRoot + "/Tests/TrainingTests/Fixtures"

  init(_ here: Workspace) { self.here = here }

  /// - Returns: the results' names; a table's test part is in NAME-test.csv.
  func train() throws -> [String] {
    let stacks = try FileManager.default.contentsOfDirectory(atPath: Self.fixtures).sorted().filter {
      FileManager.default.fileExists(atPath: "\(Self.fixtures)/\($0)/spec.yaml")
    }
    try #require(stacks.count > 30)
    let limits = ["--set", "dataset.train_limit=640", "--set", "dataset.test_limit=200"]
    for stack in stacks {
      try train("\(Self.fixtures)/\(stack)/spec.yaml", limits + ["--set", "name=\(stack)"])
    }
    let experiments = try trainExperiments(limits)
    for (name, spec) in Self.others {
      try here.write("name: \(name)\n" + spec, to: "\(name).yaml")
      try train("\(name).yaml", limits)
    }
    try here.write(Self.rows, to: "rows.csv")
    for (name, spec) in Self.tables {
      let columns = name == "places" ? ", features: [b, c], scaling: none" : ""
      try here.write(
        "name: \(name)\ndataset: {csv: rows.csv, target: y, split: {test: 0.25}\(columns)}\n" + spec,
        to: "\(name).yaml")
      try train("\(name).yaml", [])
      try writeTestPart(of: "\(name).yaml", name)
    }
    let own: [String] = (Self.others + Self.tables).map(\.0)
    return stacks + experiments + own
  }

  /// A table's, as the network sees it.
  private func writeTestPart(of spec: String, _ name: String) throws {
    #expect(try here.run("data", spec, "--output", "parts-\(name)", "--quiet").status == 0)
    #expect(try here.shell("mv parts-\(name)/test.csv \(name)-test.csv").status == 0)
  }

  /// All networks of this repository's experiments whose data are here, each for one epoch; of a sweep over seeds one. Dense and conv have
  /// a test of their own.
  private func trainExperiments(_ limits: [String]) throws -> [String] {
    let outcome = try here.shell(
      """
      cp -r '\(PythonTools.packageRoot)/experiments' . && sed -i '/^sweep: {seeds/d' experiments/*/*.yaml experiments/*/*/*.yaml &&
      ls experiments/*.yaml experiments/published/*.yaml experiments/published/mnist/*.yaml
      """)
    try #require(outcome.status == 0, "\(outcome.stderr)")
    var names: [String] = []
    for spec in outcome.stdout.split(separator: "\n").map(String.init)
    where !["dense", "conv"].contains(stem(of: spec)) {
      let data = try here.run("data", spec, "--json")
      // Fashion-MNIST is not everywhere.
      guard data.status == 0 else { continue }
      let isMNIST = try Regex(#""dataset": "(fashion_)?mnist""#).firstMatch(in: data.stdout) != nil
      try train(spec, ["--set", "epochs=1"] + (isMNIST ? limits : []))
      names.append(stem(of: spec))
      if data.stdout.contains("\"columns\"") { try writeTestPart(of: spec, stem(of: spec)) }
    }
    try #require(names.count > 15)
    return names
  }

  private func stem(of path: String) -> String { URL(filePath: path).deletingPathExtension().lastPathComponent }

  private func train(_ spec: String, _ settings: [String]) throws {
    let words = settings.map { "'\($0)'" }.joined(separator: " ")
    let outcome = try here.shell("\"$RUNNER\" run '\(spec)' --quiet --no-report \(words)")
    #expect(outcome.status == 0, "\(spec): \(outcome.stderr)")
  }

  private static let training = """

    optimizer: adam
    loss: categorical_crossentropy
    batch_size: 64
    epochs: 2
    """

  /// What the fixtures from Keras lack: layers that are random in training, axes in other orders, activations that the operators of
  /// recurrent layers lack.
  private static let others: [(String, String)] = [
    (
      "random",
      """
      dataset: mnist
      layers:
        - gaussian_noise: 0.1
        - conv2d: {filters: 4, kernel_size: 3, strides: 2, activation: relu}
        - spatial_dropout2d: 0.2
        - flatten
        - gaussian_dropout: 0.2
        - dense: {units: 20, activation: selu}
        - alpha_dropout: 0.1
        - dropout: 0.2
        - reshape: [5, 4]
        - spatial_dropout1d: 0.2
        - flatten
        - dense: {units: 10, activation: softmax}
      """ + training
    ),
    (
      "channels-first",
      """
      dataset: mnist
      layers:
        - conv2d: {filters: 6, kernel_size: 3, strides: 2, activation: softmax}
        - zero_padding2d: {padding: [[1, 2], [0, 3]]}
        - cropping2d: {cropping: [[0, 1], [2, 0]]}
        - activation: log_softmax
        - rescaling: {scale: 0.5, offset: 0.25}
        - up_sampling2d: {size: [1, 2]}
        - prelu: {shared_axes: [1]}
        - residual: [conv2d: {filters: 6, kernel_size: 3, padding: same, activation: gelu}]
        - layer_normalization: {axis: [1, 2, 3]}
        - concatenate:
            mean: [global_average_pooling2d: {keepdims: true}]
            max: [global_max_pooling2d: {keepdims: true}]
        - batch_normalization
        - permute: [3, 2, 1]
        - flatten
        - dense: {units: 10, activation: softmax}
      """ + training
    ),
    (
      "loops",
      """
      dataset: mnist
      layers:
        - reshape: [28, 28]
        - conv1d: {filters: 8, kernel_size: 4, strides: 3, padding: same}
        - bidirectional: {gru: {units: 5, activation: {leaky_relu: {negative_slope: 0.3}}, return_sequences: true}, merge_mode: sum}
        - bidirectional: {lstm: {units: 5, recurrent_activation: hard_sigmoid, return_sequences: true}}
        - simple_rnn: {units: 6, activation: {leaky_relu: {negative_slope: 0.1}}, return_sequences: true}
        - average_pooling1d: {pool_size: 3, strides: 2, padding: same}
        - simple_rnn: {units: 6, activation: relu, use_bias: false}
        - repeat_vector: 2
        - gru: {units: 5, activation: softmax, use_bias: false}
        - dense: {units: 10, activation: softmax}
      """ + training
    ),
  ]

  private static let tables: [(String, String)] = [
    (
      "places",
      """
      layers:
        - embedding: {input_dim: 7, output_dim: 3}
        - gru: {units: 4}
        - dense: {units: 3, activation: softmax}
      """ + training
    ),
    (
      "columns",
      """
      layers:
        - concatenate:
            wide: [select: [c, a]]
            deep: [dense: {units: 4, activation: tanh}]
        - dense: {units: 3, activation: softmax}
      """ + training
    ),
    (
      "measured",
      """
      layers:
        - normalization
        - dense: {units: 8, activation: tanh}
        - dense: 3
      """
        + training.replacing(
          "loss: categorical_crossentropy", with: "loss: {categorical_crossentropy: {from_logits: true}}")
    ),
  ]

  private static let rows =
    "a,b,c,y\n"
    + (0..<400).map { "\(Double($0 * 37 % 100) / 50),\($0 % 7),\($0 * 5 % 6),k\($0 * 37 % 100 / 34)\n" }.joined()
}
