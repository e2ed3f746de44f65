import Foundation
import Testing

/// Trained networks as ONNX files: the format's checker accepts them, and onnxruntime has the same outputs. The stacks are those of
/// the fixtures from Keras, which together have every layer and every activation (`theStacksTogetherHaveEverything`), and
/// what ONNX could get wrong besides.
@Suite(.serialized) struct ONNXTests {
  let here = Workspace()

  @Test func onnxruntimeHasTheSameOutputsOfEveryLayer() throws {
    guard let python = try PythonTools.interpreter(with: "onnx, onnxruntime") else { return }
    let names = try ExportedStacks(here).train()
    for name in names {
      let outcome = try here.run("export", name, "--onnx", "\(name).onnx", "--quiet")
      #expect(outcome.status == 0 && outcome.stdout.isEmpty, "\(name): \(outcome.stderr)")
    }
    let check = try here.shell("'\(python)' '\(PythonTools.folder)/check_onnx.py' . \(names.joined(separator: " "))")
    print(check.stdout)
    #expect(check.status == 0, "\(check.stderr)")
    #expect(check.stdout.split(separator: "\n").count == names.count)
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
    ("--onnx x.onnx", 64, "Error: --onnx: name one run, as in runner export dense --onnx dense.onnx."),
    ("tiny --onnx -", 64, "Error: --onnx -: a model is bytes, not text; name a file."),
    ("tiny --onnx x.onnx --weights best", 66, "'tiny' has kept no best weights"),
    ("none --onnx x.onnx", 66, "there is no such result"),
  ]) func mistakesAreSaid(words: String, status: Int32, message: String) throws {
    try here.write(tiny, to: "tiny.yaml")
    try here.run("tiny.yaml", "--quiet", "--set", "epochs=1")
    let outcome = try here.shell("\"$RUNNER\" export " + words)
    #expect(outcome.status == status)
    #expect(outcome.stderr.contains(message), "\(outcome.stderr)")
    #expect(!here.exists("x.onnx"))
  }
}
