import Foundation
import Hashing
import Records
import Results
import Testing
import Text

/// `runner sweep` of a search: whatever trains it, and however often it is interrupted, it comes to the same trials, stops and winner.
@Suite(.serialized) struct SearchTests {
  let here = Workspace()

  private static let spec = """
    dataset: {name: mnist, train_limit: 300, test_limit: 100}
    layers: [flatten, dense: {units: 8, activation: relu}, dense: {units: 10, activation: softmax}]
    optimizer: {sgd: {learning_rate: {cosine_decay: {initial_learning_rate: 0.1}}}}
    loss: categorical_crossentropy
    validation_split: 0.2
    batch_size: 32
    epochs: 9
    sweep:
      search:
        METHOD
        optimizer.sgd.learning_rate.cosine_decay.initial_learning_rate: {log_uniform: [1e-2, 3000]}
        batch_size: {choice: [16, 32, 64]}
        "layers[1].dense.units": {int_log_uniform: [4, 64]}

    """

  private func write(_ options: String) throws {
    try here.write(
      Self.spec.replacing("METHOD", with: options.replacing(", ", with: "\n    ")), to: "s.yaml")
  }

  /// Of all that is a function of specs and data: names and bytes.
  private func hash(_ folder: String) throws -> String {
    var bytes: [UInt8] = []
    for name in try FileManager.default.subpathsOfDirectory(atPath: here.path + "/" + folder).sorted()
    where ["csv", "json", "safetensors", "yaml"].contains((name as NSString).pathExtension) {
      if name.hasSuffix("timing.csv") || name.hasSuffix("environment.json") { continue }
      bytes += Array(name.utf8) + [0] + SHA256.hash(try here.bytes(folder + "/" + name)).bytes
    }
    return SHA256.hash(bytes).hex
  }

  @Test(arguments: [
    "method: asha, trials: 6, reduction: 2", "method: hyperband, trials: 6, reduction: 2",
    "method: tpe, trials: 6, startup_trials: 2, batch: 2",
  ])
  func theRecordIsTheSameHoweverItIsTrained(options: String) throws {
    try write(options)
    try here.write(here.read("s.yaml").replacing("epochs: 9", with: "epochs: 4"), to: "s.yaml")
    var hashes: [String] = []
    for (jobs, threads) in [(1, 1), (2, 2), (3, 2)] {
      let folder = "results-\(jobs)-\(threads)"
      let outcome = try here.run(
        "sweep", "s.yaml", "--jobs", "\(jobs)", "--threads", "\(threads)", "--results", folder, "--progress", "none")
      #expect(outcome.status == 0, "\(outcome)")
      hashes.append(try hash(folder))
    }
    // Three kills of everything, at random moments, and then to the end.
    for _ in 0..<3 {
      let pause = Double.random(in: 0.1...1.2)
      _ = try here.shell(
        """
        setsid "$RUNNER" sweep s.yaml --jobs 2 --results killed --progress none --checkpoint-every 0 & pid=$!
        sleep \(pause); kill -9 -- -$pid 2>/dev/null; wait $pid
        """)
    }
    let last = try here.run("sweep", "s.yaml", "--results", "killed", "--progress", "none")
    #expect(last.status == 0, "\(last)")
    hashes.append(try hash("killed"))
    #expect(Set(hashes).count == 1, "\(hashes)")
    let before = try here.read("killed/s.json")
    let again = try here.run("sweep", "s.yaml", "--results", "killed", "--progress", "none")
    #expect(again.stdout.contains("all of them there: nothing to train"), "\(again)")
    #expect(try here.read("killed/s.json") == before)
  }

  /// Of multiply-adds: trials of fewer units are cheaper. The record says what was spent.
  @Test func aBudgetEndsIt() throws {
    try write("method: asha, trials: 12, budget: {multiply_adds: 2e7}")
    let outcome = try here.run("sweep", "s.yaml", "--progress", "none")
    #expect(outcome.status == 0 && outcome.stdout.contains("asha: at most 12 trials, at most "), "\(outcome)")
    let summary = try SweepSummary(text: here.read("results/s.json"))
    let search = try #require(summary.search)
    let spent = summary.runs.map { $0.conditions.multiplyAddsOfAnEpoch * Double($0.history.count) }.reduce(0, +)
    #expect(spent <= 2e7 && spent > 1e7, "\(spent)")
    #expect(search.trials.count < 12 && search.trials.map(\.rung) == Array(repeating: 1, count: search.trials.count))
    #expect(try here.read("results/s.json").contains("\"budget\": {\"multiply_adds\": 20000000.0}"))
    let again = try here.run("sweep", "s.yaml", "--progress", "none")
    #expect(again.stdout.contains("all of them there: nothing to train"), "\(again)")
    try write("method: asha, trials: 12, budget: {multiply_adds: 5}")
    let small = try here.run("sweep", "s.yaml", "--dry-run")
    #expect(small.status == 65 && small.stderr.contains("sweep.search.budget: too small for the first trial"))
    try write("method: tpe, trials: 6, startup_trials: 2, batch: 2, budget: {epochs: 30}")
    #expect(try here.run("sweep", "s.yaml", "--progress", "none").status == 0)
    #expect(try SweepSummary(text: here.read("results/s.json")).search?.totalEpochs == 27)
  }

  @Test func aTrialIsTheBeginningOfTheWholeTraining() throws {
    try write("method: asha, trials: 12")
    let outcome = try here.run("sweep", "s.yaml", "--progress", "plain")
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.stdout.contains("asha: 12 trials, 26 epochs in place of the 108 of all trials to the end (24 %)"))
    #expect(outcome.stderr.contains("s: rung 2: 4 trials go on to epoch 3"))
    #expect(outcome.stderr.contains("s: rung 3: 1 trial goes on to epoch 9"))
    let summary = try SweepSummary(text: here.read("results/s.json"))
    let search = try #require(summary.search)
    #expect(search.trials.map(\.rung).sorted() == Array(repeating: 1, count: 8) + [2, 2, 2, 3])
    #expect(search.totalEpochs == 26 && search.method == "asha" && search.epochs == 9)
    #expect(try here.read("results/s.csv").hasPrefix("rank,rung,name,status,"))
    // No epoch is trained twice, and nothing is kept aside.
    #expect(outcome.stderr.matches(of: /Epoch [0-9]\/[0-9]/).count == 26)
    #expect(!here.exists("results/s/trial-01/previous"))
    for trial in search.trials where trial.rung > 1 || trial.name == "trial-01" {
      let resolved = try here.read("results/s/\(trial.name)/resolved.yaml")
      #expect(resolved.contains("\nschedule_epochs: 9\n") && resolved.contains("\nepochs: \(trial.epochs)\n"))
      try here.write(
        resolved.replacing("\nschedule_epochs: 9\n", with: "\n")
          .replacing("\nepochs: \(trial.epochs)\n", with: "\nepochs: 9\n"), to: "whole.yaml")
      let whole = try here.run("whole.yaml", "--results", "whole", "--set", "name=\(trial.name)", "--quiet")
      #expect(whole.status == 0, "\(whole)")
      let (part, all) = (try here.read("results/s/\(trial.name).csv"), try here.read("whole/\(trial.name).csv"))
      #expect(all.hasPrefix(part), "\(trial.name)")
      // Each rung's score is what the history says there.
      let run = try #require(summary.runs.first { $0.name == trial.name })
      let scores = search.brackets[0].prefix(trial.rung).map { run.history[$0.epochs - 1].validation?.metrics[0] }
      #expect(trial.scores == scores.map { $0.flatMap { Double($0.description) } })
    }
    #expect(try here.run("verify", "results/s/trial-01").status == 0)
    // The page and the comparison know it.
    let page = try here.read("results/report.html")
    #expect(page.contains("s: trials") && page.contains("s: best so far"), "the page shows the search")
    #expect(try here.run("compare", "results/s").status == 0)
  }

  /// results/dense-asha.json against results/dense-grid.json: as good within 0.1 % of the validation images, for a third of the work.
  @Test func theCommittedSearchFindsWhatTheGridDoes() throws {
    let root = URL(fileURLWithPath: #filePath).appending(path: "../../..").standardized
    func sweep(_ name: String) throws -> SweepSummary {
      try SweepSummary(text: String(contentsOf: root.appending(path: "results/\(name).json"), encoding: .utf8))
    }
    let (asha, grid) = (try sweep("dense-asha"), try sweep("dense-grid"))
    func best(_ sweep: SweepSummary) -> Float {
      sweep.runs.compactMap { $0.history.last?.validation?.metrics[0] }.max() ?? 0
    }
    func multiplyAdds(_ sweep: SweepSummary) -> Int {
      sweep.runs.reduce(0) { $0 + $1.multiplyAdds * $1.history.count * $1.data.trainingCount }
    }
    #expect(grid.runs.count == 48 && grid.runs.allSatisfy { $0.history.count == 9 })
    #expect(best(asha) >= best(grid) - 0.001)
    #expect(3 * multiplyAdds(asha) <= multiplyAdds(grid))
    // Its winner is what the spec's trial comes to.
    let file = root.appending(path: "results/dense-asha.json")
    try here.write(String(contentsOf: file, encoding: .utf8), to: "results/dense-asha.json")
    let winner = try #require(asha.ranking.first?.configuration.runs.first)
    let verified = try here.run("verify", "dense-asha/\(winner.name)", "--progress", "none")
    #expect(verified.status == 0, "\(verified.stderr)")
  }

  /// More trials change none of those before, and what was trained longer than now is trained anew.
  @Test func anotherSearchUsesWhatIsThere() throws {
    try write("method: asha, trials: 12")
    #expect(try here.run("sweep", "s.yaml", "--progress", "none").status == 0)
    let options = ["--results", "fresh", "--progress", "none"]
    try here.write(here.read("s.yaml").replacing("trials: 12", with: "trials: 18"), to: "s.yaml")
    #expect(try here.run("sweep", "s.yaml", "--progress", "none").status == 0)
    #expect(try here.run("sweep", "s.yaml", options[0], options[1], options[2], options[3]).status == 0)
    #expect(try here.read("results/s.json") == here.read("fresh/s.json"))
  }

  @Test func aPlanSaysWhatItCosts() throws {
    try write("method: hyperband, trials: 16")
    let plan = try here.run("sweep", "s.yaml", "--dry-run")
    #expect(plan.status == 0)
    #expect(
      plan.stdout.contains(
        """
        bracket  rung  trials  to epoch  epochs trained
        ───────  ────  ──────  ────────  ──────────────
              1     1       9         1               9
              1     2       3         3               6
              1     3       1         9               6
              2     1       5         3              15
              2     2       1         9               6
              3     1       2         9              18

        hyperband: 16 trials, 60 epochs in place of the 144 of all trials to the end (42 %)
        """), "\(plan.stdout)")
    #expect(!here.exists("results"))
  }

  @Test func aTrialThatFailsHasLost() throws {
    try write("method: asha, trials: 12")
    let task = try here.run("sweep", "s.yaml", "--task", "trial-01:3:2")
    #expect(task.status == 64 && task.stderr.contains("this sweep has no run 'trial-01:3:2'"), "\(task)")
    // A folder takes the place of the lock's file.
    try here.write("", to: "results/s/trial-05/lock/file")
    let outcome = try here.run("sweep", "s.yaml", "--progress", "none")
    #expect(outcome.status == 1 && outcome.stderr.contains("trial-05"), "\(outcome)")
    let summary = try SweepSummary(text: here.read("results/s.json"))
    #expect(summary.missing == ["trial-05"] && summary.search?.trials.map(\.rung).max() == 3)
    #expect(summary.search?.trial(named: "trial-05")?.scores == [nil])
    // The same command tries it again.
    try here.remove("results/s/trial-05/lock")
    #expect(try here.run("sweep", "s.yaml", "--progress", "none").status == 0)
    #expect(try here.run("sweep", "s.yaml", "--results", "fresh", "--progress", "none").status == 0)
    #expect(try here.read("results/s.json") == here.read("fresh/s.json"))
  }

  @Test func aTrialThatDivergesHasLost() throws {
    try write("method: asha, trials: 12")
    let range = "1e30, 3e38"
    try here.write(here.read("s.yaml").replacing("1e-2, 3000", with: range), to: "s.yaml")
    let outcome = try here.run("sweep", "s.yaml", "--progress", "none")
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.stdout.contains("diverged: a configuration with such a run has no rank"), "\(outcome)")
  }
}
