import Testing
import Text

/// Weights as Keras's own file. That it has those of every layer, `ModelExportTests` shows.
@Suite struct KerasWeightsTests {
  let here = Workspace()

  /// So many that a group's names have a tree of two levels: 320 are more than 32 nodes of eight.
  @Test func aNetworkMayHaveHundredsOfLayers() throws {
    try here.write(
      """
      name: deep
      dataset: mnist
      layers:
        - flatten
        - repeat: {times: 319, layers: [dense: 2]}
        - dense: {units: 10, activation: softmax}
      optimizer: adam
      loss: categorical_crossentropy
      epochs: 1
      batch_size: 64
      """, to: "deep.yaml")
    let run = try here.run(
      "deep.yaml", "--quiet", "--no-report", "--set", "dataset.train_limit=64", "--set", "dataset.test_limit=10")
    #expect(run.status == 0, "\(run.stderr)")
    let outcome = try here.run(
      "export", "deep", "--keras-script", "deep-keras.py", "--keras-weights", "deep.weights.h5")
    #expect(
      outcome.stdout == """
        deep-keras.py: deep as a script for Keras, which reads results/deep/weights.safetensors
        deep.weights.h5: the weights of deep for load_weights of what --keras-script builds

        """, "\(outcome.stderr)")
    guard let python = try PythonTools.interpreter(with: "keras, h5py") else { return }
    let check = try here.shell("'\(python)' '\(PythonTools.folder)/check_keras_weights.py' . deep")
    #expect(check.stdout == "deep: 640 arrays, largest difference 0\n", "\(check.stderr)")
  }

  /// The same bytes, wherever they are written.
  @Test func theFileIsAFunctionOfTheResult() throws {
    try here.write(tiny, to: "tiny.yaml")
    try here.run("tiny.yaml", "--quiet")
    try here.run("export", "tiny", "--keras-weights", "a.weights.h5")
    try here.run("export", "results/tiny.json", "--keras-weights", "b.weights.h5", "--threads", "1")
    #expect(try here.bytes("a.weights.h5") == here.bytes("b.weights.h5"))
  }
}
