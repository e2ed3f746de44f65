import Files
import Foundation
import Records
import Testing
import Text

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

  /// Two people's hand-ins have one name; what can't be verified keeps the others from nothing.
  @Test func severalAreVerified() throws {
    for name in ["anna", "ben"] { try here.run("specs/tiny.yaml", "--results", name) }
    let damaged = try here.read("ben/tiny.json").replacing(
      /"weights_sha256": "[0-9a-f]+/, with: #""weights_sha256": "0"#)
    try here.write(damaged, to: "ben/tiny.json")
    let outcome = try here.run("verify", "anna/tiny.json", "eve/tiny.json", "ben/tiny.json", "--progress", "none")
    #expect(
      outcome.status == 66 && outcome.stderr.contains("error: eve/tiny.json: there is no such result"), "\(outcome)")
    #expect(outcome.stdout.hasPrefix("anna/tiny.json: verified: 2 epochs, "))
    #expect(outcome.stdout.contains("\nben/tiny.json: DIFFERS at weights_sha256: recorded 0, now "))
    #expect(try here.run("verify", "anna/tiny.json", "ben/tiny.json", "--progress", "none").status == 1)
    #expect(try here.run("verify", "anna/tiny.json", "results/tiny.json", "--progress", "none").status == 0)
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

  /// As if the record came from a version without some options, which have their defaults here.
  @Test func optionsThatCameLaterInvalidateNothing() throws {
    try here.write(tiny, to: "one/a.yaml")
    try here.run("sweep", "one", "--set", "name=a", "--quiet")
    for file in ["results/tiny.json", "results/one/a.json"] {
      let text = try here.read(file)
      let earlier = try JSONValue(text: text).without([
        "shuffle", "beta_2", "use_bias", "padding", "kernel_initializer",
      ]).text
      #expect(earlier.count < text.count - 100)
      try here.write(earlier, to: file)
    }
    #expect(try here.run("verify", "tiny", "--quiet").status == 0)
    #expect(try here.run("sweep", "one", "--set", "name=a").stdout.contains("all of them there: nothing to train"))
    let again = try here.run("specs/tiny.yaml", "--progress", "none")
    #expect(again.stdout.contains("identical to the recorded result"), "\(again)")
    #expect(!here.exists("results/tiny/previous"))
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
    let errors = try #require(RunSummary(text: here.read("results/tiny.json")).test?.errors)
    let lines = outcome.stdout.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0].hasPrefix("tiny: test loss "))
    #expect(lines[0].hasSuffix(" (\(errors) errors in 200)"))
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
    // As in a fresh clone, which has no folder for the run.
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
    let rows = try here.read("results/tiny/predictions.csv").split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",") }
    let together = try here.run("predict", "tiny", "--test", "0", "5")
    #expect(together.status == 0)
    for index in [0, 5] {
      let outcome = try here.run("predict", "tiny", "--test", String(index))
      #expect(together.stdout.contains(outcome.stdout))
      let verdict = rows[index][1] == rows[index][2] ? "right" : "wrong: its label is \(rows[index][1])"
      let lines = outcome.stdout.split(separator: "\n")
      #expect(lines[0] == "test image \(index): \(rows[index][2]) (\(verdict))")
      for digit in 0..<10 {
        let words = lines[1 + digit].split(separator: " ").filter { !$0.hasPrefix("█") }.suffix(2)
        let (exact, shown) = (try #require(Double(rows[index][3 + digit])), try #require(Double(words.last ?? "")))
        #expect(words.first == "\(digit)" && (shown - exact).magnitude <= 0.005 * exact)
      }
    }
    let beyond = try here.run("predict", "tiny", "--test", "200")
    #expect(beyond.status == 64)
    #expect(beyond.stderr == "error: --test 200: the test set's images are 0 to 199\n")
  }

  @Test func aRangeOfTestImagesIsEachOfThem() throws {
    let single = try here.run("predict", "tiny", "--test", "0", "1", "2", "7")
    let range = try here.run("predict", "tiny", "--test", "0-2", "7-7")
    #expect(single.status == 0 && range.stdout == single.stdout)
    let beyond = try here.run("predict", "tiny", "--test", "198-\(Int.max)")
    #expect(beyond.stderr == "error: --test 200: the test set's images are 0 to 199\n")
  }

  @Test(arguments: ["2-1", "1-", "1-2-3", "one", "1-two", ""])
  func whatIsNoRangeOfImagesIsRefused(_ word: String) throws {
    let outcome = try here.run("predict", "tiny", "--test", word)
    #expect(outcome.status == 64)
    #expect(outcome.stderr.hasPrefix("Error: The value '\(word)' is invalid for '--test <index>'\n"), "\(outcome)")
  }

  @Test func aDamagedSummaryIsSaid() throws {
    try here.write("{\"status\": \"completed\", \"spec\": 1}", to: "results/tiny.json")
    let outcome = try here.run("compare", "tiny")
    #expect(outcome.status == 74)
    #expect(
      outcome.stderr == "error: results/tiny.json: the key 'name' is missing: "
        + "this is no summary that this runner can read; restore it, or train it again\n")
  }
}

extension JSONValue {
  /// Without these keys, however deeply nested they are.
  fileprivate func without(_ keys: Set<String>) -> JSONValue {
    switch self {
    case .object(let members):
      .object(members.filter { !keys.contains($0.key) }.map { Member($0.key, $0.value.without(keys)) })
    case .list(let values): .list(values.map { $0.without(keys) })
    default: self
    }
  }
}
