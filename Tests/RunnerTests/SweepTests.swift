import Foundation
import Records
import Testing
import Text

/// `runner sweep` on this machine: the built program, several processes, real files.
struct SweepTests {
  let here = Workspace()

  init() throws {
    try here.write(tiny.replacing("log_steps: true\n", with: ""), to: "tiny.yaml")
    for size in [16, 64, 128] {
      try here.write("extends: ../tiny.yaml\nbatch_size: \(size)\n", to: "sizes/batch-\(size).yaml")
    }
  }

  /// The bytes of the files that are a function of specs and data.
  private func results(_ folder: String = "results") throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: here.path + "/" + folder)
    where ["csv", "json", "safetensors"].contains((name as NSString).pathExtension) {
      if name.hasSuffix("timing.csv") || name.hasSuffix("environment.json") { continue }
      files[name] = try here.bytes(folder + "/" + name)
    }
    return files
  }

  @Test func aFolderIsTrainedAndRanked() throws {
    let outcome = try here.run("sweep", "sizes/", "--jobs", "2")
    #expect(outcome.status == 0)
    let plan = outcome.stdout.replacing(/[0-9.]+s/, with: "#")
    #expect(
      plan.hasPrefix(
        """
        run        batch size  epochs  parameters  multiply-adds  forecast  result
        ─────────  ──────────  ──────  ──────────  ─────────────  ────────  ──────

        """))
    #expect(plan.contains("\nsizes: 3 runs, 3 to train, 2 at a time with "))
    #expect(outcome.stderr.contains("batch-64: Epoch 2/2 - "))
    #expect(outcome.stderr.contains("[3/3] batch-"))
    let summary = try SweepSummary(text: here.read("results/sizes.json"))
    #expect(summary.runs.map(\.name) == ["batch-16", "batch-64", "batch-128"])
    #expect(summary.rankBy == "val_accuracy")
    #expect(summary.missing.isEmpty)
    #expect(try here.read("results/sizes.csv") == summary.table.text)
    for run in summary.runs {
      #expect(try here.read("results/sizes/\(run.name).json") == run.json.text)
      #expect(here.exists("results/sizes/\(run.name)/weights.safetensors"))
    }
    // A run of a sweep is a result like any other, except for its place.
    #expect(try here.run("verify", "results/sizes/batch-16").status == 0)
    #expect(try here.run("sizes/batch-16.yaml", "--results", "alone").status == 0)
    #expect(try here.read("alone/batch-16.json") == here.read("results/sizes/batch-16.json"))
  }

  @Test func onlyWhatIsMissingIsTrained() throws {
    try here.run("sweep", "sizes", "--quiet")
    let before = try results()
    let environment = try here.read("results/sizes/batch-64/environment.json")
    try here.remove("results/sizes/batch-16.json")
    try here.remove("results/sizes.json")
    let outcome = try here.run("sweep", "sizes")
    #expect(outcome.stdout.contains("\nsizes: 3 runs, 1 to train, one after the other with "))
    #expect(outcome.stdout.hasSuffix("\n\nreport: results/report.html\n"))
    #expect(try here.read("results/report.html").contains("Sweep: sizes</h2>"))
    #expect(outcome.stderr.split(separator: "\n").count { $0.contains("Epoch") } == 2)
    #expect(try results() == before)
    #expect(try here.read("results/sizes/batch-64/environment.json") == environment)
    let again = try here.run("sweep", "sizes")
    #expect(again.stderr.isEmpty)
    #expect(again.stdout.contains("\nsizes: 3 runs, all of them there: nothing to train\n"))
    #expect(try results() == before)
  }

  /// Runs that differ only in their number of epochs share them: each epoch is trained once.
  @Test func aSweepOverEpochsGoesOnFromItsShorterRuns() throws {
    try here.write(
      "extends: tiny.yaml\nsweep: {grid: {epochs: [5, 2, 4], batch_size: [60, 100]}}\n", to: "longer.yaml")
    let plan = try here.run("sweep", "longer.yaml", "--dry-run")
    #expect(plan.stdout.contains("goes on from epochs-4-batch_size-60, epoch 4\n"), "\(plan)")
    let outcome = try here.run("sweep", "longer.yaml", "--progress", "plain")
    #expect(outcome.status == 0)
    for (run, epochs, from) in [("4", 4, "2"), ("5", 5, "4")] {
      for size in [60, 100] {
        #expect(
          outcome.stderr.contains(
            "epochs-\(run)-batch_size-\(size): the finished run epochs-\(from)-batch_size-\(size) goes on after epoch "
              + "\(Int(from) ?? 0) of \(epochs)\n"), "\(outcome)")
        try here.run(
          "tiny.yaml", "--results", "alone", "--quiet", "--set", "epochs=\(epochs)", "--set", "batch_size=\(size)",
          "--set", "name=epochs-\(epochs)-batch_size-\(size)")
        for file in [".csv", ".json", "/weights.safetensors", "/predictions.csv"] {
          let name = "epochs-\(epochs)-batch_size-\(size)" + file
          #expect(try here.bytes("results/longer/\(name)") == here.bytes("alone/\(name)"), "\(name)")
        }
      }
    }
    #expect(outcome.stderr.count(of: /Epoch [0-9]\/[0-9]/) == 10, "\(outcome)")
  }

  @Test func anotherDescriptionTrainsNothing() throws {
    try here.run("sweep", "sizes", "--quiet")
    let weights = try here.bytes("results/sizes/batch-64/weights.safetensors")
    let outcome = try here.run("sweep", "sizes", "--set", "description=in other words", "--progress", "none")
    #expect(outcome.stdout.contains("\nsizes: 3 runs, all of them there: nothing to train"), "\(outcome)")
    for file in ["sizes.json", "sizes/batch-64.json", "sizes/batch-64/resolved.yaml"] {
      #expect(try here.read("results/\(file)").contains("in other words"), "\(file)")
    }
    #expect(try here.bytes("results/sizes/batch-64/weights.safetensors") == weights)
    #expect(!here.exists("results/sizes/previous"))
  }

  @Test func aChangedSpecIsTrainedAndTheEarlierResultKept() throws {
    try here.run("sweep", "sizes", "--quiet")
    let before = try here.read("results/sizes/batch-64.json")
    try here.write("extends: ../tiny.yaml\nbatch_size: 60\n", to: "sizes/batch-64.yaml")
    let outcome = try here.run("sweep", "sizes", "--progress", "none")
    #expect(outcome.status == 0)
    #expect(outcome.stdout.contains("changed: the earlier result is kept aside\n"))
    #expect(outcome.stdout.contains("\nsizes: 3 runs, 1 to train"))
    #expect(try here.read("results/sizes/batch-64/previous/1/batch-64.json") == before)
    #expect(try SweepSummary(text: here.read("results/sizes.json")).differences.keys == ["batch_size"])
    #expect(outcome.stderr == "sizes: the earlier results of that name are now in results/sizes/previous/1/\n")
    #expect(try SweepSummary(text: here.read("results/sizes/previous/1/sizes.json")).runs.count == 3)
    // Another run of that name is not destroyed either, nor does it destroy the ranking.
    try here.run("tiny.yaml", "--set", "name=sizes", "--quiet")
    #expect(here.exists("results/sizes/previous/2/sizes/batch-16.json"))
    #expect(try here.run("sweep", "sizes", "--quiet").status == 0)
    #expect(here.exists("results/sizes/previous/3/sizes/weights.safetensors"))
  }

  @Test func aPlanTrainsNothing() throws {
    let outcome = try here.run("sweep", "sizes", "--dry-run")
    #expect(outcome.status == 0)
    #expect(outcome.stdout.contains("batch-128         128       2       6,810         31,096"))
    #expect(!here.exists("results"))
  }

  @Test func thatNothingWillRankIsSaidBefore() throws {
    let words =
      "no ranking: without validation_split nothing but the test set could rank; write validation_split: 0.1\n"
    let plan = try here.run("sweep", "sizes", "--dry-run", "--set", "validation_split=0")
    #expect(plan.stdout.hasSuffix("\n" + words))
    #expect(try !here.run("sweep", "sizes", "--dry-run").stdout.contains("no ranking"))
    let outcome = try here.run("sweep", "sizes", "--quiet", "--set", "validation_split=0", "--set", "epochs=1")
    #expect(outcome.stderr == "warning: sizes: " + words)
    let events = try here.run("sweep", "sizes", "--progress", "json", "--set", "validation_split=0", "--set", "seed=9")
      .stderr.split(separator: "\n")
    let warning = try #require(
      events.firstIndex { $0.hasPrefix(#"{"event": "warning", "message": "sizes: no ranking: "#) })
    #expect(try #require(events.firstIndex { $0.hasPrefix(#"{"event": "start""#) }) > warning)
  }

  @Test func aSweepFileStandsForItsRuns() throws {
    try here.write(
      """
      extends: tiny.yaml
      epochs: 1
      sweep:
        grid: {optimizer.adam.learning_rate: [1e-3, 1e-2]}
        seeds: 2
        rank_by: val_loss

      """, to: "rates.yaml")
    let outcome = try here.run("sweep", "rates.yaml", "--progress", "none")
    #expect(outcome.status == 0)
    let summary = try SweepSummary(text: here.read("results/rates.json"))
    #expect(
      summary.runs.map(\.name) == [
        "learning_rate-1e-3-seed-1", "learning_rate-1e-3-seed-2", "learning_rate-1e-2-seed-1",
        "learning_rate-1e-2-seed-2",
      ])
    #expect(summary.rankBy == "val_loss")
    #expect(summary.ranking.map(\.configuration.runs.count) == [2, 2])
    let single = try here.run(
      "tiny.yaml", "--set", "epochs=1", "--set", "optimizer.adam.learning_rate=1e-2", "--set", "seed=2", "--set",
      "name=learning_rate-1e-2-seed-2", "--results", "alone")
    #expect(single.status == 0)
    #expect(
      try here.read("alone/learning_rate-1e-2-seed-2.json") == here.read("results/rates/learning_rate-1e-2-seed-2.json")
    )
  }

  @Test func oneRunThatDivergesDoesNotStopTheOthers() throws {
    try here.write("extends: ../tiny.yaml\noptimizer: {sgd: {learning_rate: 1e30}}\n", to: "sizes/a-boom.yaml")
    let outcome = try here.run("sweep", "sizes", "--jobs", "1", "--progress", "none")
    #expect(outcome.status == 1)
    #expect(outcome.stderr.hasSuffix("error: sizes: a-boom: diverged\n"))
    let summary = try SweepSummary(text: here.read("results/sizes.json"))
    #expect(summary.runs.count == 4)
    #expect(summary.ranking.last?.rank == nil)
    // It would diverge again, so it is not trained again, but it is reported again.
    let again = try here.run("sweep", "sizes", "--progress", "none")
    #expect(again.status == 1)
    #expect(again.stdout.contains("all of them there: nothing to train"))
    #expect(again.stderr == "error: sizes: a-boom: diverged\n")
  }

  @Test func oneRunThatFailsDoesNotStopTheOthers() throws {
    // Its files can't be written.
    try here.write("", to: "results/sizes/batch-16")
    let outcome = try here.run("sweep", "sizes", "--progress", "none")
    #expect(outcome.status == 1)
    #expect(
      outcome.stderr.hasSuffix(
        "error: sizes: batch-16: error: results/sizes/batch-16: create folder failed: Not a directory\n"))
    let summary = try SweepSummary(text: here.read("results/sizes.json"))
    #expect(summary.missing == ["batch-16"])
    #expect(summary.runs.map(\.name) == ["batch-64", "batch-128"])
    // Once it is repaired, the same command trains what failed.
    try here.remove("results/sizes/batch-16")
    #expect(try here.run("sweep", "sizes", "--progress", "none").status == 0)
    #expect(try SweepSummary(text: here.read("results/sizes.json")).missing.isEmpty)
  }

  @Test func failFastStops() throws {
    try here.write("", to: "results/sizes/batch-16")
    try here.write("", to: "results/sizes/batch-64")
    try here.write("", to: "results/sizes/batch-128")
    let outcome = try here.run("sweep", "sizes", "--jobs", "1", "--fail-fast")
    #expect(outcome.status == 1)
    #expect(outcome.stderr.split(separator: "\n").count { $0.contains("FAILED") } == 1)
    #expect(try SweepSummary(text: here.read("results/sizes.json")).missing.count == 3)
  }

  @Test func anythingWrongIsSaidBeforeAnythingTrains() throws {
    try here.write("extends: ../tiny.yaml\nbatchsize: 3\n", to: "sizes/b.yaml")
    let outcome = try here.run("sweep", "sizes")
    #expect(outcome.status == 65)
    #expect(outcome.stderr.contains("sizes/b.yaml:2:1: error: unknown key 'batchsize'"))
    #expect(!here.exists("results"))
    #expect(try here.run("sweep", "nothing").status == 66)
    #expect(try here.run("sweep", "sizes", "--jobs", "0").status == 64)
    #expect(
      try here.run("sweep", "tiny.yaml").stderr.hasPrefix("tiny.yaml:1:1: error: this is one experiment, not a sweep\n")
    )
  }

  // MARK: Several at once, and interrupted

  @Test func jobsComeToTheSameBits() throws {
    for jobs in ["1", "2", "3"] { try here.run("sweep", "sizes", "--jobs", jobs, "--results", jobs, "--quiet") }
    let one = try results("1")
    #expect(one.keys.contains("sizes.csv"))
    #expect(one.count == 2 + 3 * 5)
    #expect(try results("2") == one)
    #expect(try results("3") == one)
  }

  @Test func threadsThatBecomeIdleGoToTheRunThatLasts() throws {
    try here.write("extends: ../tiny.yaml\nepochs: 1000\n", to: "two/long.yaml")
    // Another seed, because a run of the same seed would continue from its end.
    try here.write("extends: ../tiny.yaml\nseed: 2\n", to: "two/short.yaml")
    let outcome = try here.run("sweep", "two", "--jobs", "2", "--threads", "2", "--restart")
    #expect(outcome.status == 0)
    // Stopped and started again once, with the other run's thread.
    #expect(outcome.stderr.split(separator: "\n").count { $0.hasPrefix("long: an interrupted run goes on") } == 1)
    #expect(!outcome.stderr.contains("same command"))
    #expect(try JSONValue(text: here.read("results/two/long/environment.json"))["threads"] == .number("2"))
    #expect(try here.run("sweep", "two", "--jobs", "1", "--results", "alone", "--quiet").status == 0)
    #expect(try results() == results("alone"))
  }

  /// The sweep reads the data set once; its runs find it in memory, even those that start after its files are gone.
  @Test func theRunsShareWhatTheSweepHasRead() throws {
    let (images, labels) = ([UInt8](repeating: 9, count: 100 * 64), (0..<100).map { UInt8($0 % 10) })
    for part in ["train", "t10k"] {
      try here.write(idx([100, 8, 8]) + images, to: "data/\(part)-images-idx3-ubyte")
      try here.write(idx([100]) + labels, to: "data/\(part)-labels-idx1-ubyte")
    }
    let data = "{name: mnist, train_limit: 600, test_limit: 200}"
    try here.write(here.read("tiny.yaml").replacing(data, with: "{idx: data, train_limit: 90}"), to: "tiny.yaml")
    try here.run("sweep", "sizes", "--quiet", "--results", "expected")
    let outcome = try here.shell(
      """
      "$RUNNER" sweep sizes --jobs 1 --progress plain 2>&1 | while read -r line; do
        echo "$line"
        case "$line" in *"Epoch 1/2"*) mv data gone 2>/dev/null;; esac
      done; mv gone data
      """)
    #expect(outcome.stdout.contains("[3/3] batch-"), "\(outcome)")
    #expect(try results() == results("expected"))
  }

  /// The start of an IDX file.
  private func idx(_ sizes: [UInt8]) -> [UInt8] { [0, 0, 8, UInt8(sizes.count)] + sizes.flatMap { [0, 0, 0, $0] } }

  @Test func twoSweepsOfOneFolderTrainEachRunOnce() throws {
    try here.run("sweep", "sizes", "--quiet", "--results", "expected")
    let outcome = try here.shell(
      "\"$RUNNER\" sweep sizes 2>a.log >a.out & \"$RUNNER\" sweep sizes 2>b.log >b.out & wait $! && wait")
    #expect(outcome.status == 0)
    #expect(try results() == results("expected"))
    let logs = try here.read("a.log") + here.read("b.log")
    for name in ["batch-16", "batch-64", "batch-128"] {
      #expect(logs.split(separator: "\n").count { $0.hasPrefix("\(name): Epoch 2/2") } == 1, "\(name)")
    }
  }

  @Test func interruptedItSavesEverythingAndSaysSo() throws {
    try here.write(tiny.replacing("epochs: 2", with: "epochs: 1000"), to: "tiny.yaml")
    let outcome = try here.shell(
      """
      "$RUNNER" sweep sizes & pid=$!
      while [ ! -e results/sizes/batch-16/checkpoint ]; do sleep 0.05; done; kill -TERM $pid; wait $pid; code=$?; sleep 0.3
      pgrep -f "[-]-parent $pid" && exit 1; exit $code
      """
    )
    #expect(outcome.status == 143)
    #expect(outcome.stderr.hasSuffix("sizes: interrupted; the same command goes on from there\n"))
    #expect(outcome.stderr.contains("; the same command goes on from there\n"))
    #expect(here.exists("results/sizes/batch-16/checkpoint"))
    let plan = try here.run("sweep", "sizes", "--dry-run")
    #expect(plan.stdout.contains("goes on after epoch "))
  }
}

extension String {
  fileprivate func count(of pattern: some RegexComponent) -> Int { matches(of: pattern).count }
}
