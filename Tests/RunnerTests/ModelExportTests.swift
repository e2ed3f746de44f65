import Foundation
import Testing
import Text

/// Trained networks in the forms of other tools, which have the same outputs as runner. The stacks are those of the fixtures from Keras,
/// which together have every layer and every activation (`theStacksTogetherHaveEverything`), and what the forms could get wrong
/// besides.
@Suite(.serialized) struct ModelExportTests {
  let here = Workspace()

  /// The tools' modules, the option with which a stack is written for them, and what reads all of these files.
  private static let tools = [
    (modules: "onnx, onnxruntime, PIL", option: "onnx", ending: ".onnx", check: "check_onnx.py ."),
    (modules: "keras, PIL", option: "keras-script", ending: "-keras.py", check: "check_scripts.py . keras"),
    // For the scripts that are there now.
    (modules: "keras, h5py", option: "keras-weights", ending: ".weights.h5", check: "check_keras_weights.py ."),
    (modules: "torch, PIL", option: "pytorch", ending: "-torch.py", check: "check_scripts.py . torch"),
  ]

  @Test func everyToolHasTheSameOutputsOfEveryLayer() throws {
    let found = try Self.tools.compactMap { tool in
      try PythonTools.interpreter(with: tool.modules).map { (tool: tool, python: $0) }
    }
    guard !found.isEmpty else { return }
    let names = try ExportedStacks(here).train()
    for (tool, python) in found {
      for name in names {
        let outcome = try here.run("export", name, "--\(tool.option)", name + tool.ending, "--quiet")
        #expect(outcome.status == 0 && outcome.stdout.isEmpty, "\(name): \(outcome.stderr)")
      }
      let check = try here.shell("'\(python)' '\(PythonTools.folder)'/\(tool.check) \(names.joined(separator: " "))")
      print("\(tool.modules):\n\(check.stdout)")
      #expect(check.status == 0, "\(check.stderr)")
      #expect(check.stdout.split(separator: "\n").filter { $0.contains("largest difference") }.count == names.count)
    }
  }

  /// As a person writes it: into another folder, with the weights found from there, and again with weights in another place.
  @Test func aScriptFindsTheWeightsAndPrintsTheLayers() throws {
    try here.write(tiny, to: "tiny.yaml")
    try here.run("tiny.yaml", "--quiet", "--no-report")
    try here.write("", to: "lesson/one/note.txt")
    let outcome = try here.run("export", "tiny", "--keras-script", "lesson/one/tiny.py")
    #expect(
      outcome.stdout
        == "lesson/one/tiny.py: tiny as a script for Keras, which reads results/tiny/weights.safetensors\n")
    let script = try here.read("lesson/one/tiny.py")
    #expect(script.contains("parent / \"../../results/tiny/weights.safetensors\"\n"))
    #expect(
      script.contains(
        """
            inputs = keras.Input((28, 28, 1))
            x = keras.layers.Conv2D(4, kernel_size=(3, 3), activation="relu", name="layers.0")(inputs)
            x = keras.layers.MaxPooling2D((2, 2))(x)
            x = keras.layers.Flatten()(x)
            x = keras.layers.Dropout(0.25)(x)
            x = keras.layers.Dense(10, activation="softmax", name="layers.4")(x)
            return keras.Model(inputs, x, name="tiny")

        """))
    guard let python = try PythonTools.interpreter(with: "keras") else { return }
    let summary = try here.shell("cd / && '\(python)' '\(here.path)/lesson/one/tiny.py'")
    #expect(summary.status == 0 && summary.stdout.contains("6,810"), "\(summary.stderr)")
    let other = try here.shell("mv results/tiny/weights.safetensors w && '\(python)' lesson/one/tiny.py w")
    #expect(other.status == 0, "\(other.stderr)")
  }

  /// Weights that Keras has changed are those with which runner goes on.
  @Test func weightsComeBackFromKeras() throws {
    guard let python = try PythonTools.interpreter(with: "keras") else { return }
    try here.write(tiny, to: "tiny.yaml")
    try here.run("tiny.yaml", "--quiet", "--no-report")
    try here.run("export", "tiny", "--keras-script", "tiny.py")
    let scaled = try here.shell(
      """
      '\(python)' -c 'import tiny; model = tiny.load_model()
      model.get_layer("layers.4").bias.assign([9, 0, 0, 0, 0, 0, 0, 0, 0, 0]); tiny.save_weights(model, "nine.safetensors")'
      """)
    #expect(scaled.status == 0, "\(scaled.stderr)")
    // A rate at which nothing moves: the test is that of the weights as they came.
    let outcome = try here.run(
      "tiny.yaml", "--set", "initial_weights=nine.safetensors", "--set", "name=nine", "--set", "epochs=1", "--set",
      "optimizer.learning_rate=1e-30", "--quiet", "--no-report")
    #expect(outcome.status == 0, "\(outcome.stderr)")
    let predicted = try #require(CSVTable(text: here.read("results/nine/predictions.csv")))
    let column = try #require(predicted.header.firstIndex(of: "predicted"))
    #expect(predicted.rows.count(where: { $0[column] == "0" }) > 190)
  }

  /// Both experiments, trained for an epoch, on the whole test set: every class is the same.
  @Test func theWholeTestSetHasTheSameClasses() throws {
    guard let python = try PythonTools.interpreter(with: "onnx, onnxruntime") else { return }
    for name in ["dense", "conv"] {
      try here.run("\(PythonTools.packageRoot)/experiments/\(name).yaml", "--set", "epochs=1", "--quiet")
      let outcome = try here.run("export", name, "--onnx", "\(name).onnx")
      #expect(
        outcome.stdout
          == "\(name).onnx: \(name) as ONNX 1.13, operator set 18, input [N, 28, 28, 1], output [N, 10]\n")
    }
    let check = try here.shell("'\(python)' '\(PythonTools.folder)/check_onnx.py' . dense conv")
    print(check.stdout)
    #expect(check.status == 0, "\(check.stderr)")
    #expect(check.stdout.contains("conv: 10000 samples"))
  }

  /// Names from the data cannot end a text, a comment or a line of the scripts.
  @Test func aScriptIsPythonWhateverTheClassesAreCalled() throws {
    let names = [#"a"""b"#, "c\\"]
    let rows = (0..<40).map { "\($0 % 7),\"\(names[$0 % 2].replacing("\"", with: "\"\""))\"\n" }
    try here.write("x,y\n" + rows.joined(), to: "t.csv")
    try here.write(
      """
      name: t
      dataset: {csv: t.csv, target: y, split: {test: 0.25}}
      layers: [dense: {units: 1, activation: sigmoid}]
      optimizer: adam
      loss: binary_crossentropy
      epochs: 1
      batch_size: 8
      """, to: "t.yaml")
    #expect(try here.run("t.yaml", "--quiet", "--no-report").status == 0)
    let outcome = try here.run("export", "t", "--keras-script", "keras_t.py", "--pytorch", "torch_t.py", "--quiet")
    #expect(outcome.status == 0, "\(outcome.stderr)")
    for script in ["keras_t", "torch_t"] {
      let check = try here.shell(
        """
        python3 -c 'import ast; tree = ast.parse(open("\(script).py", encoding="utf-8").read())
        print([ast.literal_eval(node.value) for node in tree.body
               if isinstance(node, ast.Assign) and node.targets[0].id == "CLASSES"][0] == ["a" + 3 * chr(34) + "b", "c" + chr(92)])'
        """)
      #expect(check.stdout == "True\n", "\(check.stderr)")
    }
  }

  @Test func theFileIsAFunctionOfTheResult() throws {
    try here.write(tiny, to: "tiny.yaml")
    try here.run("tiny.yaml", "--quiet")
    try here.run("export", "tiny", "--onnx", "a.onnx")
    try here.run("export", "results/tiny.json", "--onnx", "b.onnx", "--threads", "1")
    #expect(try here.bytes("a.onnx") == here.bytes("b.onnx"))
  }

  @Test(arguments: [
    ("tiny --onnx results/x.onnx", 64, "--onnx results/x.onnx: results holds the results as runs have written them"),
    ("tiny", 64, "Error: Name a file or a folder: --onnx FILE for a model, --output DIR for tables."),
    ("--onnx x.onnx", 64, "Error: --onnx: name one run: runner export NAME --onnx FILE"),
    ("tiny --onnx x.onnx --csv-dialect excel-eu", 64, "Error: --csv-dialect needs --output DIR."),
    ("tiny --onnx -", 64, "Error: --onnx -: name a file."),
    (
      "tiny --keras-weights x.h5", 64,
      "Error: --keras-weights x.h5: Keras knows the format by the name's end: name a file FILE.weights.h5."
    ),
    ("tiny --onnx x.onnx --weights best", 66, "'tiny' has kept no best weights"),
    ("none --onnx x.onnx", 66, "there is no such result"),
  ]) func mistakesAreSaid(words: String, status: Int32, message: String) throws {
    try here.write(tiny, to: "tiny.yaml")
    try here.run("tiny.yaml", "--quiet", "--set", "epochs=1")
    let outcome = try here.shell("\"$RUNNER\" export " + words)
    #expect(outcome.status == status)
    #expect(outcome.stderr.contains(message), "\(outcome.stderr)")
    #expect(!here.exists("x.onnx") && !here.exists("x.h5"))
  }
}
