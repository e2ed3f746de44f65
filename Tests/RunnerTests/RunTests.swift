import Records
import Testing
import Text

@Suite struct RunTests {
  let here = Workspace()

  init() throws { try here.write(tiny, to: "tiny.yaml") }

  @Test func aRunWritesItsFilesAndSaysSo() throws {
    let outcome = try here.run("tiny.yaml")
    #expect(outcome.status == 0)
    let summary = try RunSummary(text: here.read("results/tiny.json"))
    let errors = try #require(summary.test?.errors)
    let hash = try #require(summary.weightsHash)
    #expect(summary.json.text == (try here.read("results/tiny.json")))
    #expect(summary.historyTable.text == (try here.read("results/tiny.csv")))
    #expect(summary.history.count == 2)
    #expect(summary.data.trainingCount == 540)
    #expect(summary.data.validationCount == 60)
    #expect(
      withoutTimes(outcome.stdout).hasSuffix(
        """
        (\(errors) errors in 200), trained in #
          weights sha256 \(hash)
          results/tiny.csv, results/tiny.json, results/tiny/
        report: results/report.html

        """))
    #expect(outcome.stdout.hasPrefix("tiny: test loss "))
    let header = "epoch,loss,accuracy,val_loss,val_accuracy,learning_rate\n1,"
    #expect(try here.read("results/tiny.csv").hasPrefix(header))
    #expect(try here.read("results/tiny/steps.csv").split(separator: "\n").count == 1 + 18)
    #expect(try here.read("results/tiny/steps.csv").hasPrefix("step,epoch,loss,accuracy\n1,1,"))
    let predictions = try here.read("results/tiny/predictions.csv").split(separator: "\n")
    #expect(predictions[0] == "index,label,predicted,p0,p1,p2,p3,p4,p5,p6,p7,p8,p9")
    #expect(predictions.count == 201)
    #expect(try here.read("results/tiny/timing.csv").split(separator: "\n").count == 3)
    #expect(try here.read("results/tiny/resolved.yaml").hasPrefix("name: tiny\n"))
    #expect(!here.exists("results/comparison.json"))
  }

  @Test func aLogHasALineAnEpochAndNoEscapes() throws {
    let outcome = try here.run("run", "tiny.yaml")
    let history = try RunSummary(text: here.read("results/tiny.json")).history
    let lines = withoutTimes(outcome.stderr).split(separator: "\n")
    #expect(lines[0] == "tiny (tiny.yaml): 6,810 parameters, 540 training images, 9 steps an epoch")
    #expect(lines.count == 3)
    for (line, record) in zip(lines.dropFirst(), history) {
      let pattern =
        /Epoch ([12])\/2 - # - loss: ([0-9.]+) - accuracy: ([0-9.]+) - val_loss: ([0-9.]+) - val_accuracy: ([0-9.]+)/
      let match = try #require(line.wholeMatch(of: pattern))
      #expect(Int(match.1) == record.epoch)
      let loss = try #require(Float(match.2))
      #expect((loss - record.training.loss).magnitude <= 0.00005001)
    }
    #expect(!outcome.stderr.utf8.contains { $0 < 0x20 && $0 != 0x0A })
    #expect(!outcome.stdout.utf8.contains { $0 < 0x20 && $0 != 0x0A })
  }

  @Test func progressIsJSONOrNothingOnDemand() throws {
    let json = try here.run("tiny.yaml", "--progress", "json")
    let events = try json.stderr.split(separator: "\n").map { try JSONValue(text: String($0)) }
    #expect(events.map { $0["event"] } == [.string("start"), .string("epoch"), .string("epoch"), .string("end")])
    #expect(events[2]["epoch"] == .number("2"))
    #expect(try here.run("tiny.yaml", "--progress", "none").stderr.isEmpty)
    #expect(try here.run("tiny.yaml", "--progress", "bar").stderr.contains("\r") == false)
    let quiet = try here.run("tiny.yaml", "--quiet")
    #expect(quiet.stderr + quiet.stdout == "")
  }

  @Test func theSameSpecAgainIsIdentical() throws {
    try here.run("tiny.yaml")
    let files = try ["csv", "json"].map { try here.read("results/tiny.\($0)") }
    let outcome = try here.run("tiny.yaml")
    #expect(outcome.stdout.hasSuffix("  identical to the recorded result\nreport: results/report.html\n"))
    #expect(try ["csv", "json"].map { try here.read("results/tiny.\($0)") } == files)
    #expect(!here.exists("results/tiny/previous"))
  }

  @Test func anotherSpecOfThatNameKeepsTheEarlierResult() throws {
    try here.run("tiny.yaml")
    let json = try here.read("results/tiny.json")
    let outcome = try here.run("tiny.yaml", "--set", "epochs=1")
    #expect(outcome.status == 0)
    #expect(
      outcome.stdout.hasSuffix(
        "  the earlier result of another spec is now in results/tiny/previous/1/\nreport: results/report.html\n"))
    #expect(try here.read("results/tiny/previous/1/tiny.json") == json)
    #expect(here.exists("results/tiny/previous/1/tiny/weights.safetensors"))
    // What was moved aside is itself a folder of results.
    #expect(try here.run("evaluate", "results/tiny/previous/1/tiny").status == 0)
  }

  @Test func aResultThatDoesNotComeOutAgainIsSaidLoudly() throws {
    try here.run("tiny.yaml", "--set", "epochs=1")
    let json = try here.read("results/tiny.json")
    let summary = try RunSummary(text: json)
    let loss = summary.history[0].training.loss
    try here.write(json.replacing("\"loss\": \(loss)", with: "\"loss\": 7.5"), to: "results/tiny.json")
    let outcome = try here.run("tiny.yaml", "--set", "epochs=1", "--progress", "none")
    #expect(outcome.status == 0)
    #expect(
      outcome.stderr == "warning: tiny DIFFERS from the recorded result at epoch 1, loss: recorded 7.5, now \(loss); "
        + "the recorded files are now in results/tiny/previous/1/\n")
    #expect(
      outcome.stdout.hasSuffix(
        "  not the recorded result, which is now in results/tiny/previous/1/\nreport: results/report.html\n"))
  }

  @Test func twoRunsEndWithTheirComparison() throws {
    let outcome = try here.shell(
      "cp tiny.yaml b.yaml && sed -i 's/name: tiny/name: b/;s/seed: 1/seed: 2/' b.yaml && \"$RUNNER\" tiny.yaml b.yaml")
    #expect(outcome.status == 0)
    let csv = try here.read("results/comparison.csv").split(separator: "\n")
    #expect(csv.count == 3)
    #expect(csv[0].hasPrefix("name,status,seed,parameters,multiply_adds,epochs,batch_size,loss,accuracy,val_loss,"))
    #expect(csv[1].hasPrefix("tiny,completed,1,6810,31096,2,64,"))
    #expect(csv[2].hasPrefix("b,completed,2,6810,31096,2,64,"))
    let json = try JSONValue(text: here.read("results/comparison.json"))
    guard case .list(let pairs)? = json["pairs"] else { throw TestError.noPairs }
    #expect(pairs.count == 1)
    #expect(pairs[0]["test_images"] == .number("200"))
    #expect(outcome.stdout.contains("errors than") || outcome.stdout.contains("same number of errors"))
    let compared = try here.run("compare", "tiny", "b")
    #expect(compared.status == 0)
    #expect(outcome.stdout.hasSuffix("\n\n" + compared.stdout + "\nreport: results/report.html\n"))
    #expect(try here.run("compare", "tiny", "b", "--csv", "-").stdout == here.read("results/comparison.csv"))
  }

  @Test func aDivergedRunIsRecordedAndTheOthersGoOn() throws {
    try here.write(tiny.replacing("optimizer: adam", with: "optimizer: {sgd: {learning_rate: 1e30}}"), to: "boom.yaml")
    let outcome = try here.run("boom.yaml", "--set", "name=boom", "--progress", "none")
    #expect(outcome.status == 1)
    let summary = try RunSummary(text: here.read("results/boom.json"))
    #expect(summary.status == .diverged)
    let divergence = try #require(summary.divergence)
    #expect(divergence.epoch == 1)
    #expect(
      outcome.stderr
        == "error: boom: diverged in epoch 1, step \(divergence.step): the loss or a weight is no longer a finite number; "
        + "try a smaller learning rate (optimizer.sgd.learning_rate is 1e+30)\n")
    #expect(try here.read("results/boom.csv") == "epoch,loss,accuracy,val_loss,val_accuracy,learning_rate\n")
    #expect(!here.exists("results/boom/weights.safetensors"))
    try here.write(
      tiny.replacing("name: tiny", with: "name: boom").replacing("adam", with: "{sgd: {learning_rate: 1e30}}"),
      to: "boom.yaml")
    let both = try here.run("boom.yaml", "tiny.yaml")
    #expect(both.status == 1)
    #expect(here.exists("results/tiny.json"))
    #expect(both.stdout.contains("\nboom diverged: it cannot be compared.\n"))
    let verified = try here.run("verify", "boom")
    #expect(verified.status == 0)
    #expect(verified.stdout == "boom: verified: 0 epochs, then diverged as recorded\n")
    let evaluated = try here.run("evaluate", "boom")
    #expect(evaluated.status == 66)
    #expect(
      evaluated.stderr == "error: results/boom/weights.safetensors: 'boom' diverged, and has no weights\n")
  }

  /// The loss of the only step is finite; the weights after it are not.
  @Test func weightsThatTheLastStepSpoiltAreADivergence() throws {
    try here.write(tiny.replacing("validation_split: 0.1\n", with: ""), to: "last.yaml")
    let outcome = try here.run(
      "last.yaml", "--set", "name=last", "--set", "batch_size=600", "--set", "epochs=1", "--progress", "none",
      "--checkpoint-every", "1e9", "--set",
      "optimizer.adam.learning_rate=3e38")
    #expect(outcome.status == 1)
    #expect(
      outcome.stderr == "error: last: diverged in epoch 1, step 1: the loss or a weight is no longer a finite number; "
        + "try a smaller learning rate (optimizer.adam.learning_rate is 3e+38)\n")
    let summary = try RunSummary(text: here.read("results/last.json"))
    #expect(summary.status == .diverged)
    #expect(summary.history.count == 1)
    #expect(summary.test == nil && summary.weightsHash == nil)
    #expect(!here.exists("results/last/weights.safetensors"))
    let verified = try here.run("verify", "last")
    #expect(verified.stdout == "last: verified: 1 epoch, then diverged as recorded\n")
  }

  @Test func nothingTrainsWhileAnySpecIsInvalid() throws {
    try here.write(tiny.replacing("epochs", with: "epoch"), to: "typo.yaml")
    let outcome = try here.run("tiny.yaml", "missing.yaml", "typo.yaml")
    #expect(outcome.status == 65)
    #expect(outcome.stderr.contains("missing.yaml: error: No such file or directory; check the path\n"))
    #expect(outcome.stderr.contains("typo.yaml:14:1: error: unknown key 'epoch'\n"))
    #expect(!here.exists("results"))
  }

  @Test func twoSpecsOfOneNameAreRefused() throws {
    try here.write(tiny, to: "other.yaml")
    let outcome = try here.run("tiny.yaml", "other.yaml")
    #expect(outcome.status == 65)
    #expect(
      outcome.stderr == """
        other.yaml:1:7: error: name: the name 'tiny' is taken by tiny.yaml: both would write the same results
          name: tiny
                ^~~~ give each spec of a run its own name

        """)
    #expect(!here.exists("results"))
  }

  @Test func aResultThatAnotherProcessHoldsIsLeftAlone() throws {
    try here.run("tiny.yaml", "--set", "epochs=1")
    let outcome = try here.shell(
      "exec 9<>results/tiny/lock; flock -x 9; echo $$ > results/tiny/lock; \"$RUNNER\" tiny.yaml 9>&-")
    #expect(outcome.status == 75)
    #expect(
      outcome.stderr.wholeMatch(
        of: /error: results\/tiny\/lock: another process \([0-9]+\) is writing this result; .*\n/) != nil)
  }

  @Test func aNameOfAnyKindIsReachedByTheCommandLine() throws {
    let outcome = try here.run("tiny.yaml", "--set", "name=v1.2_x", "--set", "epochs=1", "--results", "out/deep/")
    #expect(outcome.status == 0)
    #expect(outcome.stdout.contains("\n  out/deep/v1.2_x.csv, out/deep/v1.2_x.json, out/deep/v1.2_x/\n"))
    #expect(try here.run("compare", "--results", "out/deep").status == 0)
    #expect(try here.run("evaluate", "out/deep/v1.2_x").status == 0)
  }
}

enum TestError: Error {
  case noPairs
}
