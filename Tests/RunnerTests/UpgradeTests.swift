import Foundation
import Testing

/// What earlier versions have written, taken by this one as Documentation/installing.md promises.
///
/// `Fixtures/earlier-version` is from the program of 25 November 2026: a spec, its result, and an interrupted run. `Fixtures/earlier-numerics` has
/// dense.yaml's committed result as it was with each `numerics_version`.
struct UpgradeTests {
  let here = Workspace()

  private static let fixtures = String(#filePath.dropLast("UpgradeTests.swift".count)) + "Fixtures/"

  private func copy(_ folder: String) throws {
    let from = Self.fixtures + folder
    for path in try FileManager.default.subpathsOfDirectory(atPath: from) {
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: from + "/" + path, isDirectory: &isFolder)
      if isFolder.boolValue { continue }
      try here.write([UInt8](Data(contentsOf: URL(fileURLWithPath: from + "/" + path))), to: path)
    }
  }

  @Test(arguments: 1...4) func theResultsOfEachNumericsVersionAreRead(version: Int) throws {
    try copy("earlier-numerics")
    for kind in ["csv", "json"] {
      try here.write(here.read("dense-\(version).\(kind)"), to: "results/dense.\(kind)")
    }
    for command in ["list", "compare", "report", "export --output tables", "compare --json -"] {
      let outcome = try here.shell("\"$RUNNER\" \(command)")
      #expect(outcome.status == 0 && outcome.stderr.isEmpty, "\(command): \(outcome)")
    }
    #expect(try here.run("compare").stdout.contains("dense     437,530 "))
    // Another version's bits are others, and that is said without training.
    let verified = try here.run("verify", "dense", "--set", "epochs=1")
    #expect(verified.status == (version == 4 ? verified.status : 1))
    if version < 4 {
      #expect(verified.stderr + verified.stdout == "dense: DIFFERS at numerics_version: recorded \(version), now 4\n")
    }
  }

  @Test func anEarlierSpecGivesTheSameBits() throws {
    try copy("earlier-version")
    let again = try here.run("tiny.yaml", "--no-report", "--progress", "none")
    #expect(again.status == 0 && again.stdout.contains("identical to the recorded result"), "\(again)")
    let verified = try here.run("verify", "tiny", "--progress", "none")
    #expect(verified.status == 0 && verified.stdout.contains("bit for bit"), "\(verified)")
  }

  @Test func anEarlierModelAnswersAsItDid() throws {
    try copy("earlier-version")
    let answers = try here.run("predict", "tiny", "--test", "0-99", "--csv")
    let recorded = try here.read("results/tiny/predictions.csv").split(separator: "\n").map { $0.split(separator: ",") }
    let now = answers.stdout.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(recorded.count == 101 && now.map { $0.dropFirst().dropLast() } == recorded.map { $0.dropFirst() })
    #expect(
      try here.run("evaluate", "tiny").stdout.hasPrefix("tiny: test loss 2.2917, test accuracy 0.1600 (84 errors"))
    #expect(try here.run("export", "tiny", "--onnx", "tiny.onnx").status == 0)
  }

  /// From a state within an epoch, and from the end of a training that is to be longer.
  @Test func anEarlierCheckpointGoesOnToTheSameBits() throws {
    try copy("earlier-version")
    let part = try here.run("part.yaml", "--no-report", "--progress", "plain")
    #expect(
      part.stderr.contains("part: an interrupted run goes on within epoch 1 of 40, after step 1 of 10"), "\(part)")
    let longer = try here.run("tiny.yaml", "--set", "epochs=5", "--no-report", "--progress", "plain")
    #expect(longer.stderr.contains("goes on after epoch 3 of 5"), "\(longer)")
    for (spec, name, epochs) in [("part.yaml", "part", "40"), ("tiny.yaml", "tiny", "5")] {
      let fresh = try here.run(
        spec, "--set", "epochs=\(epochs)", "--results", "fresh", "--no-report", "--progress", "none")
      #expect(fresh.status == 0)
      #expect(try here.read("fresh/\(name).json") == here.read("results/\(name).json"))
    }
  }
}
