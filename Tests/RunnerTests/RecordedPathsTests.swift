import Foundation
import Testing

/// Every command that needs them finds the files that a run was trained from, wherever the path was written and from
/// whatever working directory; files that a command does not need may be missing.
struct RecordedPathsTests {
  let here = Workspace()
  private static let model = """
    layers: [flatten, {dense: {units: 10, activation: softmax}}]
    loss: categorical_crossentropy

    """

  init() throws { try here.writeImages(to: "project/data") }

  /// Runs the following commands in the folder `project`.
  private func run(_ arguments: String..., in folder: String = "project") throws -> Outcome {
    let line = arguments.joined(separator: " ")
    let trains = ["run", "sweep", "verify"].contains { line.hasPrefix($0) }
    return try here.shell("exec \"$RUNNER\" \(line)\(trains ? " --progress none" : "")", in: here.path + "/" + folder)
  }

  private func requireAllCommands(_ result: String, _ options: String = "", in folder: String = "project") throws {
    for command in ["evaluate \(result)", "predict \(result) --test 3", "verify \(result)"] {
      let outcome = try run(command, options, in: folder)
      #expect(outcome.status == 0 && outcome.stderr.isEmpty, "\(command) in \(folder): \(outcome)")
    }
    let report = try run("report \(result) --output \(here.path)/page.html", options, in: folder)
    #expect(report.status == 0, "\(report)")
    #expect(try !here.read("page.html").contains("Pictures of the test samples need"), "report \(result) in \(folder)")
  }

  /// How a spec names its data: what is written to which file, and the arguments of `run`.
  enum Way: String, CaseIterable {
    case besideTheSpec, inAnExtendedFile, byAnOption, twoFoldersUp

    func write(_ here: Workspace) throws -> String {
      let model = RecordedPathsTests.model
      switch self {
      case .besideTheSpec:
        try here.write("dataset: {idx: data}\n" + model, to: "project/x.yaml")
        return "x.yaml"
      case .inAnExtendedFile:
        try here.write("dataset: {idx: ../../data}\n" + model, to: "project/specs/common/base.yaml")
        try here.write("extends: common/base.yaml\n", to: "project/specs/x.yaml")
        return "specs/x.yaml"
      case .byAnOption:
        try here.write("dataset: mnist\n" + model, to: "project/specs/x.yaml")
        return "specs/x.yaml --set dataset.idx=data"
      case .twoFoldersUp:
        try here.write("dataset: {idx: ../../data}\n" + model, to: "project/specs/deep/x.yaml")
        return "./specs/deep/x.yaml"
      }
    }
  }

  @Test(arguments: Way.allCases) func dataAreFoundAgain(_ way: Way) throws {
    let trained = try run("run", try way.write(here))
    #expect(trained.status == 0, "\(trained)")
    try requireAllCommands("x")
    // From another folder, and after the whole project has moved under another name.
    try here.write("", to: "elsewhere/note")
    try requireAllCommands("x", "--results ../project/results", in: "elsewhere")
    _ = try here.shell("mv project renamed")
    try requireAllCommands("x", in: "renamed")
    try requireAllCommands("x", "--results ../renamed/results", in: "elsewhere")
  }

  @Test func theRunsOfASweepFindTheirs() throws {
    _ = try Way.inAnExtendedFile.write(here)
    try here.write(
      "extends: ../common/base.yaml\nsweep: {grid: {batch_size: [20, 30]}}\n", to: "project/specs/sweeps/sizes.yaml")
    #expect(try run("sweep specs/sweeps/sizes.yaml").status == 0)
    for name in ["sizes/batch_size-20", "sizes/batch_size-30"] {
      #expect(try run("verify", name).status == 0)
      #expect(try run("evaluate", name, "--results ../results", in: "project/data").status == 0)
    }
  }

  @Test func aFolderOfDataSetsIsFoundAgain() throws {
    try here.write("dataset: fashion_mnist\n" + Self.model, to: "project/x.yaml")
    #expect(try run("run x.yaml --data data").status == 0)
    #expect(try run("evaluate x").status == 0)
    #expect(try run("evaluate x --results ../results", in: "project/data").status == 0)
  }

  @Test func whatIsNowhereIsNamedAsItWasWritten() throws {
    _ = try run("run", try Way.inAnExtendedFile.write(here))
    try here.remove("project/data")
    let outcome = try run("evaluate x")
    #expect(outcome.status == 66)
    #expect(outcome.stderr.contains("error: dataset: ../../data "), "\(outcome)")
    #expect(
      outcome.stderr.hasSuffix(
        "\n  the run found it in \(here.path)/project/specs/common/../../data; another place is named with "
          + "--set dataset.idx=FOLDER or --set initial_weights=FILE\n"), "\(outcome)")
    try here.writeImages(to: "project/moved")
    #expect(try run("verify x --set dataset.idx=moved").status == 0)
  }

  /// Data are compared by hash, not by path: another path to the same bytes is the same run, other bytes under the same
  /// path are not.
  @Test func verifyComparesBytes() throws {
    _ = try run("run", try Way.besideTheSpec.write(here))
    let recorded = try here.bytes("project/results/x.json")
    try here.write("dataset: {idx: ./data/}\n" + Self.model, to: "project/x.yaml")
    #expect(try run("verify x.yaml").status == 0)
    let again = try run("run x.yaml")
    #expect(again.stdout.contains("  identical to the recorded result\n"), "\(again)")
    #expect(!here.exists("project/results/x/previous"))
    #expect(try here.bytes("project/results/x.json") != recorded)
    try here.writeImages(to: "project/data", seed: 5)
    let other = try run("verify x.yaml")
    #expect(other.status == 1)
    #expect(
      other.stdout.contains(/x: DIFFERS at data\.files\[0\]\.sha256 \(.*\): recorded [0-9a-f]{64}, now [0-9a-f]{64}\n/))
    let evaluated = try run("evaluate x")
    #expect(evaluated.status == 0)
    let warning =
      /warning: x was tested on other data: the SHA-256 of t10k-images-idx3-ubyte was [0-9a-f]{64}, is [0-9a-f]{64}\n/
    #expect(evaluated.stderr.wholeMatch(of: warning) != nil, "\(evaluated)")
  }

  @Test func otherDataUnderAnotherNameIsAnotherRun() throws {
    _ = try run("run", try Way.besideTheSpec.write(here))
    try here.writeImages(to: "project/other", seed: 5)
    let outcome = try run("verify x.yaml --set dataset.idx=other")
    #expect(outcome.stdout == "x: DIFFERS at spec.dataset.idx: recorded data, now other\n")
    let again = try run("run x.yaml --set dataset.idx=other")
    #expect(again.stdout.contains("  the earlier result of another spec is now in results/x/previous/1/\n"), "\(again)")
  }

  @Test func initialWeightsAreFoundAgainAndNotNeededForAnswers() throws {
    _ = try Way.besideTheSpec.write(here)
    _ = try run("run x.yaml --set name=start")
    try here.write("", to: "project/weights/note")
    _ = try here.shell("cp project/results/start/weights.safetensors project/weights/w.safetensors")
    #expect(try run("run x.yaml --set initial_weights=weights/w.safetensors --set seed=2").status == 0)
    #expect(try run("verify x --results ../results", in: "project/data").status == 0)
    try here.remove("project/weights")
    #expect(try run("evaluate x").status == 0)
    #expect(try run("predict x --test 0").status == 0)
    #expect(try run("verify x").status == 66)
  }

  @Test func picturesNeedNoData() throws {
    _ = try run("run", try Way.besideTheSpec.write(here))
    try here.remove("project/data")
    try here.write("P2\n6 6\n255\n" + String(repeating: "0 0 9 200 0 0\n", count: 6), to: "project/one.pgm")
    #expect(try run("predict x one.pgm").status == 0)
    #expect(try run("predict x --test 0").status == 66)
  }

  /// For a result older than preprocessing.json, environment.json tells its model's input; for an even older one, the
  /// data do.
  @Test func earlierResultsAnswerAsTheyDid() throws {
    _ = try run("run", try Way.besideTheSpec.write(here))
    try here.write("P2\n6 6\n255\n" + String(repeating: "0 0 9 200 0 0\n", count: 6), to: "project/one.pgm")
    let answer = try run("predict x one.pgm").stdout
    try #require(answer.hasPrefix("one.pgm ("))
    try here.remove("project/results/x/preprocessing.json")
    #expect(try run("predict x one.pgm").stdout == answer)
    try here.remove("project/data")
    #expect(try run("predict x one.pgm").status == 66)
    let environment = try here.read("project/results/x/environment.json")
    let input = #""input": {"shape": [6, 6, 1], "classes": 10}, "places""#
    try here.write(environment.replacing("\"places\"", with: input), to: "project/results/x/environment.json")
    #expect(try run("predict x one.pgm").stdout == answer)
  }

  @Test(arguments: ["", "{}", #"{"inputs": [], "target": {"classes": ["a"]}}"#, "inputs", "{\n  \"inputs\": [\n    7"])
  func aDamagedRecordIsRefused(_ text: String) throws {
    _ = try run("run", try Way.besideTheSpec.write(here))
    try here.write(text, to: "project/results/x/preprocessing.json")
    let outcome = try run("evaluate x")
    #expect(outcome.status == 74)
    #expect(
      outcome.stderr
        == "error: results/x/preprocessing.json: this is not what a run has written, or a later version's; "
        + "train its spec again\n")
  }
}

extension Workspace {
  /// The four files of a data set of 6 × 6 images: 120 to train on, 40 to test.
  func writeImages(to folder: String, seed: UInt64 = 1) throws {
    for (prefix, count) in [("train", 120), ("t10k", 40)] {
      let labels = (0..<count).map { UInt8(($0 * 7 + Int(seed)) % 10) }
      let pixels = labels.enumerated().flatMap { index, label in
        (0..<36).map { UInt8(truncatingIfNeeded: $0 * (Int(label) + 1) * 13 + index &* Int(seed)) }
      }
      try write([0, 0, 8, 3] + [count, 6, 6].flatMap(bigEndian) + pixels, to: "\(folder)/\(prefix)-images-idx3-ubyte")
      try write([0, 0, 8, 1] + bigEndian(count) + labels, to: "\(folder)/\(prefix)-labels-idx1-ubyte")
    }
  }

  private func bigEndian(_ number: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
  }
}
