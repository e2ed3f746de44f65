import Foundation
import Records
import Results
import Testing

/// Callbacks from the spec to all that follows the saved epoch.
@Suite struct CallbackTests {
  let here = Workspace()
  /// What a run is a function of its spec and data in.
  private static let files =
    ["tiny.csv", "tiny.json"]
    + ["weights.safetensors", "best.safetensors", "predictions.csv", "steps.csv", "resolved.yaml"].map { "tiny/\($0)" }

  private let spec = tiny.replacing("epochs: 2", with: "epochs: 40").replacing(
    "optimizer: adam", with: "optimizer: {adam: {learning_rate: 0.02}}")

  private let rules = """
    callbacks:
      - early_stopping: {patience: 4, restore_best_weights: true}
      - model_checkpoint: {monitor: val_accuracy}
      - reduce_lr_on_plateau: {patience: 2, factor: 0.5}

    """

  init() throws { try here.write(spec + rules, to: "tiny.yaml") }

  private func summary(_ path: String) throws -> RunSummary { try RunSummary(text: here.read(path)) }

  /// A run of fewer epochs that saves its last one.
  private func shortened(to epochs: Int, _ name: String) throws -> RunSummary {
    let outcome = try here.run(
      "tiny.yaml", "--set", "epochs=\(epochs)", "--set", "callbacks[0].early_stopping.restore_best_weights=false",
      "--results", name, "--quiet")
    #expect(outcome.status == 0)
    return try summary("\(name)/tiny.json")
  }

  @Test func aRunEndsAndItsBestEpochIsSaved() throws {
    let outcome = try here.run("tiny.yaml", "--progress", "plain", "--threads", "1")
    let run = try summary("results/tiny.json")
    let (stop, saved, best) = try (#require(run.stop), #require(run.savedEpoch), #require(run.best))
    #expect(outcome.status == 0 && stop.by == "early_stopping" && run.status == .completed)
    #expect(saved < stop.epoch && best.epoch != saved && stop.epoch == run.history.count && stop.epoch < 40)
    #expect(
      outcome.stderr.hasSuffix(
        "\ntiny: early_stopping ended the run after epoch \(stop.epoch) of 40: val_loss has not improved for 4 epochs; "
          + "the weights of epoch \(saved) are saved\n"), "\(outcome)")
    let rates = run.history.map(\.learningRate)
    let lowered = try #require(rates.firstIndex { $0 != rates[0] })
    #expect(rates[lowered] == 0.01)
    #expect(
      outcome.stderr.contains(
        "\nEpoch \(lowered)/40 - ")
        && outcome.stderr.contains(
          "\ntiny: reduce_lr_on_plateau: the learning rate goes from 0.02 to 0.01: val_loss has not improved for 2 epochs\n"
            + "Epoch \(lowered + 1)/40 - "),
      "\(outcome)")
    // The weights are those of the epoch, and so are the test's scores.
    let shorter = try shortened(to: saved, "shorter")
    #expect(run.weightsHash == shorter.weightsHash && run.test == shorter.test)
    #expect(best.weightsHash == (try shortened(to: best.epoch, "best").weightsHash))
    #expect(best.value == run.history.compactMap { $0.validation?.metrics[0] }.max())
    #expect(try here.bytes("results/tiny/best.safetensors") == here.bytes("best/tiny/weights.safetensors"))
  }

  /// With moving averages of the weights, these are what is scored, kept, restored and saved.
  @Test func theAveragesOfTheBestEpochsAreSaved() throws {
    let averaged = spec.replacing(
      "{learning_rate: 0.02}", with: "{learning_rate: 0.02, use_ema: true, ema_momentum: 0.8}")
    try here.write(averaged + rules, to: "tiny.yaml")
    try here.run("tiny.yaml", "--quiet")
    let run = try summary("results/tiny.json")
    let (saved, best) = try (#require(run.savedEpoch), #require(run.best))
    #expect(saved < run.history.count && best.epoch != saved)
    let shorter = try shortened(to: saved, "shorter")
    #expect(run.weightsHash == shorter.weightsHash && run.test == shorter.test)
    #expect(best.weightsHash == (try shortened(to: best.epoch, "best").weightsHash))
    #expect(try here.bytes("results/tiny/best.safetensors") == here.bytes("best/tiny/weights.safetensors"))
    // What is saved has the scores that were recorded.
    #expect(
      try here.run("evaluate", "tiny").stdout == here.run("evaluate", "shorter/tiny").stdout
        && here.run("verify", "tiny", "--progress", "none").status == 0)
  }

  @Test func theBestWeightsAnswerToo() throws {
    try here.run("tiny.yaml", "--quiet")
    let epoch = try #require(try summary("results/tiny.json").best?.epoch)
    _ = try shortened(to: epoch, "best")
    let evaluated = try here.run("evaluate", "tiny", "--weights", "best")
    let expected = try here.run("evaluate", "best/tiny").stdout
    #expect(
      evaluated.stdout == expected.replacing("tiny:", with: "tiny, best weights, of epoch \(epoch):"), "\(evaluated)")
    let last = try here.run("evaluate", "tiny").stdout
    #expect(try here.run("evaluate", "tiny", "--weights", "saved").stdout == last && last != expected)
    let predicted = try here.run("predict", "tiny", "--test", "0-9", "--csv", "--weights", "best").stdout
    #expect(predicted == (try here.run("predict", "best/tiny", "--test", "0-9", "--csv").stdout) && !predicted.isEmpty)
    try here.remove("results/tiny/best.safetensors")
    #expect(
      try here.run("evaluate", "tiny", "--weights", "best").stderr
        == "error: results/tiny/best.safetensors: there are no weights here (they are not committed); train them: "
        + "runner run tiny.yaml\n")
    try here.run("tiny.yaml", "--set", "callbacks=[]", "--set", "epochs=1", "--quiet")
    let none = try here.run("evaluate", "tiny", "--weights", "best")
    #expect(
      none.status == 66
        && none.stderr
          == "error: results/tiny/best.safetensors: 'tiny' has kept no best weights; write callbacks: [model_checkpoint] into "
          + "its spec, and train it again: runner run tiny.yaml\n",
      "\(none)")
  }

  @Test func threadsInterruptionsAndAVerificationGiveTheSameBits() throws {
    // Long enough to be interrupted several times.
    try here.write((spec + rules).replacing("train_limit: 600", with: "train_limit: 6000"), to: "tiny.yaml")
    try here.run("tiny.yaml", "--results", "expected", "--threads", "1", "--quiet")
    // By SIGTERM or SIGKILL, within and between epochs, until it is done. With the least priority, and not in a session, which the
    // kernel would give a share of its own: on a busy machine it could be done before the shell has seen its first checkpoint.
    let outcome = try here.shell(
      """
      interrupted=0
      for signal in TERM KILL TERM KILL TERM KILL TERM KILL TERM KILL TERM KILL TERM KILL TERM KILL; do
        nice -n 19 "$RUNNER" tiny.yaml --checkpoint-every 0 --threads 2 --progress none --no-report >/dev/null 2>&1 & pid=$!
        before=$(stat -c %Y%i results/tiny/checkpoint 2>/dev/null)
        until [ "$(stat -c %Y%i results/tiny/checkpoint 2>/dev/null)" != "$before" ] || ! kill -0 $pid 2>/dev/null; do sleep 0.01; done
        sleep 0.0$((interrupted * 7 % 10)); kill -$signal $pid 2>/dev/null; wait $pid && break
        interrupted=$((interrupted + 1))
      done
      echo $interrupted
      "$RUNNER" tiny.yaml --threads 3 --quiet --no-report
      """)
    #expect(outcome.status == 0 && (Int(outcome.stdout.prefix { $0 != "\n" }) ?? 0) >= 3, "\(outcome)")
    for file in Self.files { #expect(try here.bytes("results/\(file)") == here.bytes("expected/\(file)"), "\(file)") }
    let verified = try here.run("verify", "tiny", "--threads", "2", "--progress", "none")
    #expect(verified.status == 0 && verified.stdout.hasPrefix("tiny: verified: ") && verified.stderr.isEmpty)
    var recorded = try summary("results/tiny.json")
    recorded.best?.epoch = 1
    try here.write(recorded.json.text, to: "results/tiny.json")
    let changed = try here.run("verify", "tiny", "--progress", "none")
    #expect(
      changed.status == 1 && changed.stdout.hasPrefix("tiny: DIFFERS at best: recorded {\"epoch\": 1,"), "\(changed)")
  }

  /// A run that was ended early goes on as it would have, with more epochs as with the same.
  @Test func moreEpochsChangeNothingAfterTheEnd() throws {
    try here.run("tiny.yaml", "--quiet")
    let first = try summary("results/tiny.json")
    let longer = try here.run("tiny.yaml", "--set", "epochs=50", "--progress", "plain")
    #expect(
      longer.stderr.contains("goes on after epoch \(first.history.count) of 50") && !longer.stderr.contains("\nEpoch "))
    let second = try summary("results/tiny.json")
    #expect(second.history == first.history && second.weightsHash == first.weightsHash && second.best == first.best)
    // From within the training, before a rule has ended it.
    try here.run("tiny.yaml", "--set", "epochs=6", "--quiet", "--results", "parts")
    #expect(
      try here.run("tiny.yaml", "--results", "parts", "--progress", "plain").stderr.contains(
        "goes on after epoch 6 of 40"))
    #expect(try summary("parts/tiny.json").json == first.json)
  }

  @Test func whereTheBestEpochIsNotTheLastItIsSaidToBeSaved() throws {
    let outcome = try here.run("tiny.yaml", "--set", "epochs=10")
    let saved = try #require(try summary("results/tiny.json").savedEpoch)
    #expect(saved < 10)
    #expect(
      outcome.stderr.hasSuffix("\ntiny: the weights of epoch \(saved) are saved, not those of the last, 10\n"),
      "\(outcome)")
    #expect(try here.run("tiny.yaml", "--quiet").stderr.isEmpty)
  }

  @Test func aSweepRanksBySavedEpochs() throws {
    try here.write(
      spec.replacing("name: tiny\n", with: "") + rules
        + "sweep: {grid: {optimizer.adam.learning_rate: [0.02, 0.1], seed: [1, 2]}, rank_by: val_loss}\n",
      to: "rates.yaml")
    let plan = try here.run("sweep", "rates.yaml", "--dry-run")
    #expect(plan.stdout.matches(of: /≤ [0-9.]+s/).count == 5 && !plan.stdout.contains("about"), "\(plan)")
    let outcome = try here.run("sweep", "rates.yaml", "--jobs", "2", "--progress", "plain")
    #expect(outcome.status == 0)
    #expect(outcome.stdout.contains("Best by val_loss of the saved epoch: "), "\(outcome)")
    let sweep = try SweepSummary(text: here.read("results/rates.json"))
    let table = try here.read("results/rates.csv").split(separator: "\n").map {
      $0.split(separator: ",").map(String.init)
    }
    let (name, saved, loss) = try (
      #require(table[0].firstIndex(of: "name")), #require(table[0].firstIndex(of: "saved_epoch")),
      #require(table[0].firstIndex(of: "val_loss"))
    )
    #expect(sweep.runs.contains { $0.stop != nil } && sweep.runs.count == 4)
    for run in sweep.runs {
      let row = try #require(table.first { $0[name] == run.name })
      let epoch = try #require(run.savedEpoch)
      #expect(row[saved] == String(epoch) && row[loss] == run.history[epoch - 1].validation?.loss.description)
      #expect(try RunSummary(text: here.read("results/rates/\(run.name).json")).json == run.json)
      let notes = outcome.stderr.split(separator: "\n").filter { $0.hasPrefix("\(run.name): early_stopping ended") }
      #expect(notes.count == (run.stop == nil ? 0 : 1))
    }
    // Again, one after the other and interrupted: the same ranking.
    let again = try here.shell(
      """
      timeout -s INT 2 "$RUNNER" sweep rates.yaml --jobs 1 --results again --quiet
      "$RUNNER" sweep rates.yaml --jobs 1 --results again --quiet
      """)
    #expect(again.status == 0 && again.stderr.split(separator: "\n").count <= 1, "\(again)")
    #expect(try here.read("again/rates.json") == here.read("results/rates.json"))
  }

  @Test func foldsAreAnsweredByTheirSavedEpochs() throws {
    let rows = (0..<60).map { "\($0 * 7 % 10 + $0 % 2),\($0 * 3 % 11),\($0 % 2 == 0 ? "a" : "b")\n" }
    try here.write("length,width,kind\n" + rows.joined(), to: "own.csv")
    try here.write(
      """
      dataset: {csv: own.csv, target: kind}
      layers: [dense: {units: 32, activation: relu}, dense: {units: 2, activation: softmax}]
      loss: categorical_crossentropy
      optimizer: {adam: {learning_rate: 0.3}}
      epochs: 30
      validation_split: 0.2
      callbacks: [early_stopping: {patience: 2, restore_best_weights: true}]
      cross_validation: {folds: 3}

      """, to: "folds.yaml")
    #expect(try here.run("sweep", "folds.yaml", "--quiet").status == 0)
    let runs = try SweepSummary(text: here.read("results/folds.json")).runs
    #expect(runs.count == 3 && runs.contains { $0.stop != nil } && runs.allSatisfy { $0.savedEpoch != nil })
    let answers = try here.read("results/folds/predictions.csv").split(separator: "\n").dropFirst()
    #expect(answers.count == 60)
    let wrong = answers.map { $0.split(separator: ",") }.count { $0[3] != $0[4] }
    #expect(wrong == runs.compactMap(\.test?.errors).reduce(0, +))
  }

  @Test func programsAreToldWhatIsSaved() throws {
    let stderr = try here.run("tiny.yaml", "--progress", "json").stderr
    let run = try summary("results/tiny.json")
    let events = try EventPage().events(stderr)
    let saved = try #require(events.first { $0["event"]?.string == "saved" })
    #expect(saved["epoch"]?.count == run.savedEpoch && saved["epochs"]?.count == run.history.count)
    #expect(saved["stopped_by"]?.string == "early_stopping" && events.last?["event"]?.string == "end")
    #expect(!events.contains { $0["event"]?.string == "note" })
  }

  /// Its losses are as large as a Float can be, and yet there is a report.
  @Test func aRunThatDivergesHasItsBestWeights() throws {
    try here.write("x,y\n" + String(repeating: "1,2\n", count: 12), to: "own.csv")
    try here.write(
      """
      dataset: {csv: own.csv, target: y, scaling: none, split: {test: 4, validation: 4, shuffle: false}}
      layers: [dense: {units: 1}]
      loss: mse
      optimizer: {sgd: {learning_rate: 3}}
      epochs: 40
      callbacks: [model_checkpoint, early_stopping: {patience: 30, restore_best_weights: true}]

      """, to: "own.yaml")
    let outcome = try here.run("own.yaml", "--quiet")
    #expect(outcome.status == 1 && outcome.stderr.split(separator: "\n").count == 2, "\(outcome)")
    let run = try summary("results/own.json")
    #expect(run.status == .diverged && run.savedEpoch == nil && run.weightsHash == nil && run.best?.epoch == 1)
    #expect(
      try here.run("evaluate", "own", "--weights", "best").stdout.hasPrefix("own, best weights, of epoch 1: test loss ")
    )
    #expect(try here.run("evaluate", "own").stderr.contains("diverged, and has no weights"))
    let page = try here.read("results/report.html")
    #expect(
      page.contains("The weights of epoch 1 are in best.safetensors, too: val_loss was ") && page.contains("e37</text>")
    )
  }

  /// Some data sets say only when they are read whether there are validation data.
  @Test func aColumnThatOnlyTheDataRuleOutIsAnError() throws {
    try here.write("x,kind,part\n1,a,train\n2,b,train\n3,a,test\n4,b,test\n", to: "own.csv")
    try here.write(
      """
      dataset: {csv: own.csv, target: kind, split: {column: part}}
      layers: [dense: {units: 2, activation: softmax}]
      loss: categorical_crossentropy
      callbacks: [early_stopping]

      """, to: "own.yaml")
    #expect(
      try here.run("own.yaml").stderr == """
        own.yaml:4:13: error: callbacks[0].early_stopping.monitor: no 'val_loss' without validation data
          callbacks: [early_stopping]
                      ^~~~~~~~~~~~~~ write validation_split: 0.1

        """)
  }

  @Test func whatIsAlwaysSoIsSaidAndChangesNothing() throws {
    let always = "callbacks: [terminate_on_nan, swap_ema_weights, csv_logger, backup_and_restore]\n"
    try here.write(tiny + always, to: "tiny.yaml")
    let outcome = try here.run("tiny.yaml", "--progress", "none")
    #expect(
      outcome.stderr == """
        terminate_on_nan is always so: a run ends where its loss or a weight is no longer a finite number
        swap_ema_weights is always so: with an optimizer's use_ema, the averaged weights are what is validated, tested and saved
        csv_logger is always so: every run writes its history, a row for each epoch, as results/NAME.csv
        backup_and_restore is always so: a run that was interrupted goes on, with the same bits, when its command is given again

        """)
    try here.write(tiny, to: "plain.yaml")
    try here.run("plain.yaml", "--quiet", "--results", "plain")
    #expect(try summary("results/tiny.json").weightsHash == summary("plain/tiny.json").weightsHash)
  }

  @Test func weightsChosenByATrainingColumnAreDoubted() throws {
    try here.write(
      tiny + "callbacks: [early_stopping: {monitor: loss, restore_best_weights: true, patience: 9}]\n", to: "tiny.yaml")
    #expect(
      try here.run("validate", "tiny.yaml").stderr
        == "warning: tiny: early_stopping keeps weights by 'loss', a mean over an epoch in which the weights changed: the epoch with the "
        + "best one need not end with the best model; monitor: val_loss is of one model\n")
    try here.write(tiny + "callbacks: [early_stopping: {monitor: loss, patience: 9}]\n", to: "tiny.yaml")
    #expect(try here.run("validate", "tiny.yaml").stderr.isEmpty)
  }

  @Test func theReportSaysWhereAndWhyARunStopped() throws {
    try here.run("tiny.yaml", "--quiet")
    let run = try summary("results/tiny.json")
    let (stop, saved, best) = try (#require(run.stop), #require(run.savedEpoch), #require(run.best))
    let page = try here.read("results/report.html")
    #expect(
      page.contains(
        "<p>early_stopping ended the run after epoch \(stop.epoch) of 40: val_loss has not improved for 4 epochs; the weights of epoch "
          + "\(saved) are saved. The weights of epoch \(best.epoch) are in best.safetensors, too: val_accuracy was "),
      "\(page)")
    #expect(page.contains("tiny: learning rate") && page.contains("test, once, of the saved epoch"))
    #expect(page.contains("scores are those of the saved epoch"))
    #expect(page.contains("After the saved epoch accuracy is "))
    try here.run("tiny.yaml", "--set", "callbacks=[]", "--set", "epochs=2", "--quiet")
    let plain = try here.read("results/report.html")
    #expect(!plain.contains("learning rate</text>") && !plain.contains("tiny: learning rate"))
    #expect(plain.contains("test, once at the end") && !plain.contains("early_stopping ended"))
  }
}
