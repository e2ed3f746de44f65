import Foundation
import Results
import Testing
import Text

/// An unfinished run is shown as what it is: its history so far, where it stopped, and the command that continues it.
struct UnfinishedRunTests {
  let here = Workspace()

  /// Starts a long run, and ends it by a signal once it has finished an epoch.
  private func interruptedRun() throws {
    try here.write(tiny.replacing("epochs: 2", with: "epochs: 5000"), to: "specs/live.yaml")
    let outcome = try here.shell(
      """
      env --default-signal=INT "$RUNNER" specs/live.yaml --set name=live --progress none & pid=$!
      until grep -q '^2,' results/live/history.csv 2>/dev/null || ! kill -0 $pid; do sleep 0.02; done
      kill -TERM $pid; wait $pid
      """)
    try #require(outcome.status == 143, "\(outcome)")
  }

  @Test func isNamedWithItsNextStep() throws {
    try interruptedRun()
    let checkpoint = try Checkpoint(here.bytes("results/live/checkpoint"))
    let place = "live: interrupted after epoch \(checkpoint.state.finishedEpochs) of 5,000; "
    for command in ["evaluate live", "predict live --test 0", "verify live", "compare live"] {
      let outcome = try here.shell("\"$RUNNER\" \(command)")
      #expect(outcome.status == 66, "\(command)")
      #expect(outcome.stderr == "error: \(place)runner run specs/live.yaml --set name=live goes on\n", "\(command)")
    }
    try here.write(tiny, to: "tiny.yaml")
    try here.run("tiny.yaml", "--quiet")
    let compared = try here.run("compare")
    #expect(
      compared.stdout.hasSuffix("\n\n\(place)runner run specs/live.yaml --set name=live goes on\n"), "\(compared)")
  }

  @Test func itsHistoryIsTheTableOfItsEpochs() throws {
    try interruptedRun()
    let summary = try Checkpoint(here.bytes("results/live/checkpoint")).summary
    #expect(try here.read("results/live/history.csv") == summary.historyTable.text)
    #expect(summary.history.count >= 2)
    let epochs = summary.history.count + 1
    try here.run("specs/live.yaml", "--set", "name=live", "--set", "epochs=\(epochs)", "--quiet")
    #expect(try here.read("results/live.csv").hasPrefix(summary.historyTable.text))
    #expect(!here.exists("results/live/history.csv") && !here.exists("results/live/checkpoint"))
  }

  @Test func aTableOfThatNameIsKeptAside() throws {
    try here.write(tiny, to: "tiny.yaml")
    try here.write("mine\n", to: "results/tiny/history.csv")
    try here.write("model_checkpoint_path: \"model\"\n", to: "results/tiny/checkpoint")
    let outcome = try here.run("tiny.yaml", "--progress", "none")
    #expect(outcome.status == 0)
    #expect(
      outcome.stderr.hasSuffix(
        "tiny: results/tiny/checkpoint, results/tiny/history.csv: not of this program's making, "
          + "and now in results/tiny/previous/1/\n"), "\(outcome)")
    #expect(try here.read("results/tiny/previous/1/tiny/history.csv") == "mine\n")
    #expect(try here.read("results/tiny/previous/1/tiny/checkpoint").hasPrefix("model_checkpoint_path"))
  }
}

/// environment.json says from which commit a spec came, and whether there were uncommitted changes.
struct CommitTests {
  let here = Workspace()

  private func git() throws -> JSONValue? {
    try here.run("specs/tiny.yaml", "--quiet")
    return try JSONValue(text: here.read("results/tiny/environment.json"))["git"]
  }

  @Test func isRecordedWithWhatItLacks() throws {
    guard try here.shell("git --version").status == 0 else { return print("skipped: git is not installed") }
    try here.write(tiny, to: "specs/tiny.yaml")
    #expect(try git() == nil)
    let commit = "git -c user.name=n -c user.email=n@example.org commit --quiet --message note"
    _ = try here.shell("git init --quiet . && git add specs && \(commit)")
    let hash = try here.shell("git rev-parse HEAD").stdout.split(separator: "\n").first.map(String.init) ?? ""
    func state(_ isDirty: Bool) -> JSONValue {
      .object([.init("commit", .string(hash)), .init("dirty", .bool(isDirty))])
    }
    // A run's own files are not in the commit either, and don't count as a change.
    #expect(try git() == state(false))
    try here.write(tiny + "# changed\n", to: "specs/tiny.yaml")
    #expect(try git() == state(true))
    _ = try here.shell(
      "git checkout --quiet specs && mv specs/tiny.yaml specs/other.yaml && git rm -q --cached specs/tiny.yaml")
    try here.write(tiny, to: "specs/tiny.yaml")
    #expect(try git() == state(true))
  }
}
