import Testing
import Text

/// Weights as Keras's own file. That it has those of every layer, `ModelExportTests` shows.
@Suite struct KerasWeightsTests {
  let here = Workspace()

  /// So many layers that a group's names have a tree of two levels: 320 are more than 32 nodes of eight. And branches
  /// in another order than Keras's, in which the longer way to the output comes first; their layers have one shape.
  private static let networks = [
    (name: "deep", arrays: 640, layers: "  - repeat: {times: 319, layers: [dense: 2]}"),
    (
      name: "branched", arrays: 18,
      layers: """
        - dense: 4
        - add:
            one: [dense: 4]
            three: [dense: 4, residual: [dense: 4, dense: 4], dense: 4]
            none: []
            two: [dense: 4, dense: 4]
      """
    ),
  ]

  @Test(arguments: networks)
  func everyLayerFindsItsWeights(name: String, arrays: Int, layers: String) throws {
    try here.write("name: \(name)\ndataset: mnist\nlayers:\n  - flatten\n\(layers)\n" + Self.head, to: "net.yaml")
    let run = try here.run(
      "net.yaml", "--quiet", "--no-report", "--set", "dataset.train_limit=64", "--set", "dataset.test_limit=10")
    #expect(run.status == 0, "\(run.stderr)")
    let outcome = try here.run(
      "export", name, "--keras-script", "\(name)-keras.py", "--keras-weights", "\(name).weights.h5")
    #expect(
      outcome.stdout == """
        \(name)-keras.py: \(name) as a script for Keras, which reads results/\(name)/weights.safetensors
        \(name).weights.h5: the weights of \(name) for load_weights of what --keras-script builds

        """, "\(outcome.stderr)")
    guard let python = try PythonTools.interpreter(with: "keras, h5py") else { return }
    let check = try here.shell("'\(python)' '\(PythonTools.folder)/check_keras_weights.py' . \(name)")
    #expect(check.stdout == "\(name): \(arrays) arrays, largest difference 0\n", "\(check.stderr)")
  }

  private static let head = """
      - dense: {units: 10, activation: softmax}
    optimizer: adam
    loss: categorical_crossentropy
    epochs: 1
    batch_size: 64
    """

  /// The same bytes, wherever they are written.
  @Test func theFileIsAFunctionOfTheResult() throws {
    try here.write(tiny, to: "tiny.yaml")
    try here.run("tiny.yaml", "--quiet")
    try here.run("export", "tiny", "--keras-weights", "a.weights.h5")
    try here.run("export", "results/tiny.json", "--keras-weights", "b.weights.h5", "--threads", "1")
    #expect(try here.bytes("a.weights.h5") == here.bytes("b.weights.h5"))
  }
}
