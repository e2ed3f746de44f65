import Foundation
import Results
import Testing

@Suite struct SavedResultTests {
  let here = Workspace()

  init() throws {
    try here.write(tiny, to: "specs/tiny.yaml")
    try here.run("specs/tiny.yaml")
  }

  @Test(arguments: ["tiny", "results/tiny", "results/tiny/", "results/tiny.json", "specs/tiny.yaml"])
  func aRecordedRunIsVerified(argument: String) throws {
    let outcome = try here.run("verify", argument, "--progress", "none")
    #expect(outcome.status == 0)
    let hash = try #require(RunSummary(text: here.read("results/tiny.json")).weightsHash)
    #expect(
      outcome.stdout == """
        tiny: verified: 2 epochs, the test and the weights are the recorded ones, bit for bit
          weights sha256 \(hash)

        """)
  }

  @Test func theCommittedFileAloneIsEnoughToVerify() throws {
    try here.remove("results/tiny")
    try here.remove("results/tiny.csv")
    try here.remove("specs")
    let outcome = try here.run("verify", "tiny")
    #expect(outcome.status == 0)
    #expect(outcome.stderr.hasPrefix("tiny (results/tiny.json): 6,810 parameters"))
    #expect(!here.exists("results/tiny"))
  }

  @Test func theFirstEpochThatDiffersIsNamed() throws {
    let json = try here.read("results/tiny.json")
    let record = try RunSummary(text: json).history[1]
    let accuracy = "\"accuracy\": \(record.training.metrics[0])"
    try here.write(json.replacing(accuracy, with: "\"accuracy\": 0.125"), to: "results/tiny.json")
    let outcome = try here.run("verify", "tiny")
    #expect(outcome.status == 1)
    #expect(
      outcome.stdout == "tiny: DIFFERS at epoch 2, accuracy: recorded 0.125, now \(record.training.metrics[0])\n")
  }

  @Test func weightsThatDifferAreFound() throws {
    let json = try here.read("results/tiny.json")
    let hash = try #require(RunSummary(text: json).weightsHash)
    try here.write(json.replacing(hash, with: "0"), to: "results/tiny.json")
    let outcome = try here.run("verify", "tiny")
    #expect(outcome.status == 1)
    #expect(outcome.stdout == "tiny: DIFFERS at weights_sha256: recorded 0, now \(hash)\n")
  }

  @Test func anotherSpecIsNotTheRecordedOne() throws {
    let outcome = try here.run("verify", "specs/tiny.yaml", "--set", "seed=2")
    #expect(outcome.status == 1)
    #expect(outcome.stdout == "tiny: DIFFERS at spec.seed: recorded 1, now 2\n")
    #expect(outcome.stderr.isEmpty)
  }

  @Test func weightsOfASpecAreFoundFromAnywhere() throws {
    try here.write(
      tiny.replacing("name: tiny", with: "name: on")
        + "initial_weights: ../results/tiny/weights.safetensors\n", to: "specs/on.yaml")
    #expect(try here.run("specs/on.yaml").status == 0)
    let summary = try RunSummary(text: here.read("results/on.json"))
    #expect(summary.data.initialWeightsHash == (try RunSummary(text: here.read("results/tiny.json")).weightsHash))
    #expect(try here.run("verify", "on").status == 0)
    #expect(try here.run("verify", "specs/on.yaml").status == 0)
  }

  @Test func evaluationRepeatsTheRecordedTest() throws {
    let outcome = try here.run("evaluate", "tiny")
    #expect(outcome.status == 0)
    let test = try #require(RunSummary(text: here.read("results/tiny.json")).test)
    let lines = outcome.stdout.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0].hasPrefix("tiny: test loss "))
    #expect(lines[0].hasSuffix(" (\(test.errors) errors in 200)"))
    #expect(lines[2].hasPrefix("true\\predicted "))
    let counts = lines[4..<14].flatMap { $0.split(separator: " ").dropFirst().compactMap { Int($0) } }
    #expect(counts.reduce(0, +) == 200)
    #expect(lines[15] == "digit  precision  recall      f1  images")
  }

  @Test func weightsThatAreNotTheResultsAreRefused() throws {
    let path = here.path + "/results/tiny/weights.safetensors"
    var bytes = try AtomicFile.read(path)
    bytes[bytes.count - 2] ^= 1
    try AtomicFile.write(bytes, to: path)
    let outcome = try here.run("evaluate", "tiny")
    #expect(outcome.status == 74)
    #expect(
      outcome.stderr
        == "error: results/tiny/weights.safetensors is not what 'tiny' was trained to: its SHA-256 is another\n")
  }

  @Test func withoutWeightsTheNextStepIsNamed() throws {
    try here.remove("results/tiny/weights.safetensors")
    for command in [["evaluate", "tiny"], ["predict", "tiny", "--test", "0"]] {
      let outcome = try here.shell((["\"$RUNNER\""] + command).joined(separator: " "))
      #expect(outcome.status == 66)
      #expect(
        outcome.stderr
          == "error: results/tiny/weights.safetensors: there are no weights here (they are not committed); "
          + "train them: runner run specs/tiny.yaml\n")
    }
    // As in a fresh clone, which has no folder of the run.
    try here.remove("results/tiny/environment.json")
    #expect(try here.run("evaluate", "tiny").stderr.hasSuffix("train them: runner run SPEC\n"))
    try here.write(tiny, to: "experiments/tiny.yaml")
    #expect(try here.run("evaluate", "tiny").stderr.hasSuffix("train them: runner run experiments/tiny.yaml\n"))
  }

  @Test func resultsThatAreNotThereAreSaid() throws {
    let near = try here.run("evaluate", "tinny")
    #expect(near.status == 66)
    #expect(near.stderr == "error: results/tinny.json: there is no such result; did you mean 'tiny'?\n")
    let spec = try here.run("evaluate", "specs/tiny.yaml")
    #expect(spec.status == 66)
    #expect(
      spec.stderr == "error: specs/tiny.yaml: this is a spec; name its result, or train it first: "
        + "runner run specs/tiny.yaml\n")
    let empty = try here.run("compare", "--results", "nowhere")
    #expect(empty.status == 66)
    #expect(empty.stderr == "error: nowhere: there is no result here; train a spec first: runner run SPEC\n")
  }

  @Test func aTestImageGetsItsTenOutputs() throws {
    let outcome = try here.run("predict", "tiny", "--test", "0", "5")
    #expect(outcome.status == 0)
    let rows = try here.read("results/tiny/predictions.csv").split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",") }
    for index in [0, 5] {
      let verdict = rows[index][1] == rows[index][2] ? "right" : "wrong: its label is \(rows[index][1])"
      #expect(outcome.stdout.contains("test image \(index): \(rows[index][2]) (\(verdict))\n"))
      for digit in 0..<10 {
        let probability = try #require(Double(rows[index][3 + digit]))
        #expect(outcome.stdout.contains("  \(digit)  \(fixed(probability, decimals: 4))"))
      }
    }
    let beyond = try here.run("predict", "tiny", "--test", "200")
    #expect(beyond.status == 64)
    #expect(beyond.stderr == "error: --test 200: the test set's images are 0 to 199\n")
  }

  /// A white picture with a black stroke, and its negative: both are the same digit to the model.
  @Test func pictureFilesAreReadWithTheirInk() throws {
    func pgm(_ ink: Int, _ paper: Int) -> String {
      let rows = (0..<56).map { y in (0..<56).map { (26...29).contains($0) && (8...47).contains(y) ? ink : paper } }
      return "P2\n56 56\n255\n" + rows.map { $0.map(String.init).joined(separator: " ") + "\n" }.joined()
    }
    try here.write(pgm(0, 255), to: "dark.pgm")
    try here.write(pgm(255, 0), to: "light.pgm")
    let outcome = try here.run("predict", "tiny", "dark.pgm", "light.pgm")
    #expect(outcome.status == 0)
    let answers = outcome.stdout.split(separator: "light.pgm")
    #expect(answers.count == 2)
    #expect(outcome.stdout.hasPrefix("dark.pgm (assumed dark ink on light paper; --invert if not): "))
    #expect(answers[1].hasPrefix(" (assumed light ink on dark paper; --invert if not): "))
    let lines = answers.map { $0.split(separator: "\n").dropFirst().map(String.init) }
    #expect(lines[0] == lines[1])
    let inverted = try here.run("predict", "tiny", "dark.pgm", "--invert")
    #expect(inverted.stdout.hasPrefix("dark.pgm (light ink on dark paper): "))
    let missing = try here.run("predict", "tiny", "none.png")
    #expect(missing.status == 66)
    #expect(missing.stderr == "error: none.png: can't be read: No such file or directory; check the path\n")
    try here.write("GIF89a", to: "x.gif")
    #expect(try here.run("predict", "tiny", "x.gif").status == 74)
  }

  @Test func aDamagedSummaryIsSaid() throws {
    try here.write("{\"status\": \"completed\", \"spec\": 1}", to: "results/tiny.json")
    let outcome = try here.run("compare", "tiny")
    #expect(outcome.status == 74)
    #expect(
      outcome.stderr == "error: results/tiny.json: the key 'name' is missing: "
        + "this is no summary that this runner can read\n")
  }
}
