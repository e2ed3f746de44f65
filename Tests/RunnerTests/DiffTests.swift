import Testing
import Text

@Suite struct DiffTests {
  let here = Workspace()

  private func train(_ changes: String..., named name: String) throws {
    var spec = tiny
    for change in changes {
      let words = change.components
      #expect(spec.contains(words[0]))
      spec = spec.replacing(words[0], with: words[1])
    }
    try here.write(spec.replacing("name: tiny", with: "name: \(name)"), to: "\(name).yaml")
    let outcome = try here.run("\(name).yaml", "--no-report", "--quiet")
    #expect(outcome.status == 0, "\(outcome.stderr)")
  }

  @Test func aLayerAndItsEffectAreShown() throws {
    try train(named: "a")
    try train("  - dropout: {rate: 0.25} =>   - dense: {units: 20}", named: "b")
    let outcome = try here.run("diff", "a", "b")
    #expect(outcome.status == 0 && outcome.stderr == "")
    let lines = outcome.stdout.split(separator: "\n").map(String.init)
    #expect(lines[0].wholeMatch(of: /what differs +a +b/) != nil, "\(outcome.stdout)")
    #expect(lines[2].wholeMatch(of: /layers\[3\] +dropout 0\.25 +dense 20 linear/) != nil, "\(outcome.stdout)")
    #expect(outcome.stdout.contains(/\nparameters +6,810 +13,790 +\+6,980\n/))
    #expect(outcome.stdout.contains("The same: data, seed, numerics version.\n"))
    #expect(outcome.stdout.contains("Only layers[3] differs: the change is its doing, as far as one seed can tell.\n"))
    #expect(outcome.stdout.contains(/in 200 \(p/))
  }

  @Test func oneDifferenceIsTheCause() throws {
    try train(named: "a")
    try train("seed: 1 => seed: 2", named: "b")
    let seed = try here.run("diff", "a", "b").stdout
    #expect(
      seed.contains(
        "Only the seed differs: the change is chance. A p below is about the test samples: "
          + "another seed may change it back.\n"
      ))
    try train("rate: 0.25 => rate: 0.5", named: "c")
    let both = try here.run("diff", "b", "c").stdout
    #expect(
      both.contains("2 things differ: what each of them did cannot be told from two runs. Change one at a time.\n"))
    let rate = try here.run("diff", "a", "c").stdout
    #expect(rate.contains(/\nlayers\[3\]\.dropout\.rate +0\.25 +0\.5\n/))
    #expect(rate.contains("Only layers[3].dropout.rate differs: the change is its doing, as far as one seed can tell."))
  }

  @Test func theSameRunsAreTheSame() throws {
    try train(named: "a")
    try train(named: "b")
    let outcome = try here.run("diff", "a", "b")
    #expect(
      outcome.stdout.hasSuffix(
        "\nSpec, data, seed and numerics version are the same, and so is every bit of the results.\n"))
    #expect(!outcome.stdout.contains("what differs"))
    // A number that was changed by hand.
    let text = try here.read("results/b.json")
    try here.write(text.replacing(#""epoch": 2, "loss": "#, with: #""epoch": 2, "loss": 9"#), to: "results/b.json")
    let changed = try here.run("diff", "a", "b").stdout
    #expect(changed.contains(/\nfirst epoch that differs +2\n/))
    #expect(
      changed.contains(
        "and the results are not, first in epoch 2, loss: a file was changed, or a program or machine is at fault. "
          + "To see which is right: runner verify a\n"))
  }

  @Test func aSpecIsComparedBeforeItIsTrained() throws {
    try train(named: "a")
    try here.write(try here.read("a.yaml").replacing("filters: 4", with: "filters: 8"), to: "a.yaml")
    let outcome = try here.run("diff", "a", "a.yaml")
    #expect(outcome.stdout.contains(/\nlayers\[0\]\.conv2d\.filters +4 +8\n/), "\(outcome.stdout)")
    #expect(outcome.stdout.contains("There are no results of both to compare.\n"))
    #expect(!outcome.stdout.contains("what came of it"))
  }

  @Test func jsonHasWhatTheTextHas() throws {
    try train(named: "a")
    try train("seed: 1 => seed: 2", named: "b")
    let json = try JSONValue(text: here.run("diff", "a", "b", "--json").stdout)
    #expect(json["spec"] == .list([]) && json["data"] == .list([]) && json["numerics_version"] == .null)
    #expect(json["seed"] == .list([.string("1"), .string("2")]))
    #expect(json["same_result"] == .bool(false) && json["first_different_epoch"] == .number("1"))
    #expect(json["scores"]?["test_errors"] != nil)
  }

  @Test func mistakesHaveANextStep() throws {
    try train(named: "a")
    let missing = try here.run("diff", "a", "aa")
    #expect(missing.status == 66)
    #expect(missing.stderr.contains("did you mean 'a'?"))
    let commit = try here.run("diff", "a@HEAD", "a")
    #expect(commit.status == 66)
    #expect(
      commit.stderr
        == "error: a@HEAD: git has no results/a.json at 'HEAD'; to see what it has: runner history a\n")
    #expect(try here.run("diff", "a").status == 64)
  }
}

extension String {
  /// What is before and after the arrow.
  fileprivate var components: [String] {
    let parts = split(separator: " => ", maxSplits: 1, omittingEmptySubsequences: false)
    return parts.map(String.init)
  }
}

@Suite struct HistoryTests {
  let here = Workspace()

  private func git(_ line: String) throws {
    let outcome = try here.shell("git -c user.name=a -c user.email=a@example.org \(line)")
    #expect(outcome.status == 0, "\(outcome.stderr)")
  }

  private func train(seed: Int) throws {
    try here.write(small + "\nseed: \(seed)\n", to: "tiny.yaml")
    let outcome = try here.run("tiny.yaml", "--no-report", "--quiet")
    #expect(outcome.status == 0, "\(outcome.stderr)")
  }

  @Test func resultsInGitAndAsideAreListedWithTheirChanges() throws {
    try git("init -q .")
    try train(seed: 1)
    #expect(try here.run("history", "tiny").stdout.contains("There is no earlier result of this name"))
    try git("add tiny.yaml results/tiny.json results/tiny.csv")
    try git("commit -q -m first")
    try train(seed: 2)
    try train(seed: 3)
    let outcome = try here.run("history", "tiny")
    #expect(outcome.status == 0 && outcome.stderr == "")
    let lines = outcome.stdout.split(separator: "\n").map(String.init)
    #expect(lines.count == 6, "\(outcome.stdout)")
    // The first one was moved aside as well, and is listed once.
    #expect(lines[2].contains(/^tiny +20[0-9T:-]+Z .* seed: 2 → 3$/))
    #expect(lines[3].contains(/^results\/tiny\/previous\/2\/tiny\.json +20[0-9T:-]+Z .* seed: 1 → 2$/))
    #expect(lines[4].contains(/^tiny@[0-9a-f]+ +20[0-9T:-]+Z/))
    #expect(lines[5] == "What a change did: runner diff results/tiny/previous/2/tiny.json tiny")
    let diff = try here.run("diff", "tiny@HEAD", "tiny")
    #expect(diff.stdout.contains(/\nseed +1 +3\n/), "\(diff.stderr)")
    let verified = try here.run("verify", "tiny@HEAD")
    #expect(verified.status == 0 && verified.stdout.hasPrefix("tiny: verified: "), "\(verified)")
    let last = String(lines[5].split(separator: ": ")[1].dropFirst("runner ".count))
    #expect(try here.shell("$RUNNER \(last)").stdout.contains(/\nseed +2 +3\n/))
    #expect(try JSONValue(text: here.run("history", "tiny", "--json").stdout) != .list([]))
  }

  @Test func withoutGitTheOnesMovedAsideAreListed() throws {
    try train(seed: 1)
    try train(seed: 2)
    let outcome = try here.shell("GIT_DIR=/nowhere $RUNNER history tiny")
    #expect(outcome.status == 0)
    #expect(outcome.stdout.contains("results/tiny/previous/1/tiny.json"))
  }

  @Test func aDamagedEarlierResultIsSaid() throws {
    try train(seed: 1)
    try train(seed: 2)
    try here.write("{}", to: "results/tiny/previous/1/tiny.json")
    #expect(try here.run("history", "tiny").stdout.contains("cannot be read by this version"))
  }
}
