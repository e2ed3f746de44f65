import Testing

/// Words known from other programs lead to what does the same here.
@Suite struct ForeignWordTests {
  let here = Workspace()

  @Test(arguments: [
    ("train a.yaml --set seed=2", "train: there is no such command; write: runner run a.yaml --set seed=2"),
    ("fit 'my spec.yaml'", "fit: there is no such command; write: runner run 'my spec.yaml'"),
    (
      "resume a.yaml",
      "resume: there is no such command; the same command goes on where a run was interrupted; "
        + "write: runner run a.yaml"
    ),
    ("eval dense", "eval: there is no such command; write: runner evaluate dense"),
    ("test dense", "test: there is no such command; write: runner evaluate dense"),
    ("plot", "plot: there is no such command; write: runner report"),
    ("version", "version: there is no such command; write: runner --version"),
    (
      "new mine.csv",
      "new: there is no such command; write: runner init mine.csv"
    ),
  ])
  func aCommandOfOtherProgramsNamesTheOneHere(line: String, message: String) throws {
    let outcome = try here.shell("\"$RUNNER\" \(line)")
    #expect(outcome.status == 64)
    #expect(outcome.stderr == "error: \(message)\n")
  }

  @Test func aSpecOfSuchANameIsASpec() throws {
    try here.write(tiny, to: "train")
    #expect(try here.run("train", "--set", "epochs").stderr.hasPrefix("Error: --set epochs: no '='"))
    #expect(try here.run("help", "validate").stdout == here.run("validate", "--help").stdout)
  }

  @Test(arguments: [
    ("a.yaml --epochs 3", "--epochs: this is a key of the spec; write --set epochs=3."),
    ("run a.yaml --batch-size=64", "--batch-size: this is a key of the spec; write --set batch_size=64."),
    ("a.yaml --batch_size 64", "--batch_size: this is a key of the spec; write --set batch_size=64."),
    ("sweep a.yaml --seed 4", "--seed: this is a key of the spec; write --set seed=4."),
    ("a.yaml --lr 0.1", "--lr: this is a key of the spec; write --set optimizer.learning_rate=0.1."),
    ("a.yaml --train-limit 100", "--train-limit: this is a key of the spec; write --set dataset.train_limit=100."),
    (
      "a.yaml --units 64",
      "--units: this is a key of the spec; write --set 'layers[1].dense.units=64' (layers are counted from 0)."
    ),
    (
      "compare --epochs 3",
      "--epochs: this is a key of the spec; train the changed spec: runner run SPEC --set epochs=3 --set name=NAME."
    ),
    ("summary a.yaml batch_size=32", "batch_size=32: this is no option; write --set batch_size=32."),
    ("summary a.yaml lr=0.1", "lr=0.1: this is no option; write --set optimizer.learning_rate=0.1."),
    ("a.yaml --gpu 0", "--gpu: there is no such option; all computing is done by the CPU: leave it out."),
    ("a.yaml --config b.yaml", "--config: there is no such option; name the spec alone: runner run SPEC."),
    ("a.yaml --resume", "--resume: there is no such option; an interrupted run goes on by itself: leave it out."),
    ("a.yaml --jobs 2", "--jobs means nothing to run: leave it out. It is an option of sweep."),
    ("a.yaml --resultss d", "Unknown option '--resultss'. Did you mean '--results'?"),
  ])
  func anOptionOfOtherProgramsNamesWhatToWrite(line: String, message: String) throws {
    let outcome = try here.shell("\"$RUNNER\" \(line)")
    #expect(outcome.status == 64)
    #expect(outcome.stderr.hasPrefix("Error: \(message)\nUsage: "))
  }

  @Test(arguments: [("batch_size=32", "batch_size=32"), ("lr=0.1", "optimizer.learning_rate=0.1"), ("a.b=c", "a.b=c")])
  func aKeyAmongTheSpecsIsShownWithItsOption(word: String, override: String) throws {
    let outcome = try here.run("validate", word)
    #expect(outcome.status == 66)
    #expect(
      outcome.stderr
        == "\(word): error: No such file or directory; a key of the spec is changed with --set \(override)\n")
  }

  @Test(arguments: ["evaluate", "predict"]) func aTrainedModelCanHaveOtherDataAndNoOtherSpec(command: String) throws {
    let words = command == "predict" ? "predict tiny --test 0" : "evaluate tiny"
    let outcome = try here.shell("\"$RUNNER\" \(words) --set epochs=3")
    #expect(outcome.status == 64)
    #expect(
      outcome.stderr.hasPrefix(
        "Error: --set epochs=3: a trained model is as it was trained, only its data set can be changed; train the "
          + "changed spec: runner run SPEC --set epochs=3 --set name=NAME\n"))
    #expect(try here.shell("\"$RUNNER\" \(words) --set dataset.test_limit=3").status == 66)
  }
}
