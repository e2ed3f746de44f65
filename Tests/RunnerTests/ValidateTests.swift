import Testing

@Suite struct ValidateTests {
  let here = Workspace()

  @Test func aValidSpecIsCalledSo() throws {
    try here.write(tiny, to: "tiny.yaml")
    let outcome = try here.run("validate", "tiny.yaml")
    #expect(outcome.status == 0)
    #expect(outcome.stdout == "tiny.yaml: valid (6,810 parameters, 2 epochs of mnist)\n")
    #expect(outcome.stderr.isEmpty)
    #expect(!here.exists("results"))
  }

  @Test func fiveMistakesAreFiveErrors() throws {
    try here.write(
      """
      name: five
      dataset: mnist
      layers:
        - flatten
        - dense: {unit: 512, activation: relu}
        - dense: {units: 10, activation: sotfmax}
      optimizer: {adam: {learning_rate: fast}}
      loss: categorical_crossentropy
      batch_size: 0
      epoch: 3

      """, to: "five.yaml")
    let outcome = try here.run("validate", "five.yaml")
    #expect(outcome.status == 65)
    #expect(outcome.stdout.isEmpty)
    let places = outcome.stderr.split(separator: "\n").filter { $0.contains(": error: ") }
      .map { $0.prefix(while: { $0 != " " }) }
    #expect(places == ["five.yaml:5:13:", "five.yaml:6:36:", "five.yaml:7:35:", "five.yaml:9:13:", "five.yaml:10:1:"])
    #expect(
      outcome.stderr.hasPrefix(
        """
        five.yaml:5:13: error: layers[1].dense: unknown key 'unit'
            - dense: {unit: 512, activation: relu}
                      ^~~~ did you mean 'units'?

        """))
  }

  @Test func shapesAreCheckedAtTheirLine() throws {
    try here.write(
      tiny.replacing("kernel_size: 3", with: "kernel_size: 29"), to: "tiny.yaml")
    let outcome = try here.run("validate", "tiny.yaml")
    #expect(outcome.status == 65)
    #expect(outcome.stderr.hasPrefix("tiny.yaml:5:39: error: layers[0].conv2d.kernel_size: "))
    #expect(outcome.stderr.contains("[28, 28, 1]"))
  }

  /// A folder stands for its own files, here as in a sweep; which it does not stand for is said.
  @Test func foldersInFoldersAreNamed() throws {
    try here.write(tiny, to: "specs/tiny.yaml")
    try here.write("layers: []\n", to: "specs/more/bad.yaml")
    try here.write("no spec", to: "specs/other/readme.txt")
    let outcome = try here.run("validate", "specs/")
    #expect(outcome.status == 0)
    #expect(
      outcome.stderr == "note: not checked, because a folder stands for its own files: specs/more\n", "\(outcome)")
    let both = try here.run("validate", "specs", "specs/more/")
    #expect(both.status == 65 && !both.stderr.contains("not checked"))
  }

  @Test func aSearchHasAllOfItsTrials() throws {
    try here.write(
      small.replacing("name: tiny\n", with: "") + """
        sweep:
          search: {method: tpe, trials: 12, startup_trials: 4, batch_size: {int_uniform: [8, 64]}}

        """, to: "search.yaml")
    #expect(try here.run("validate", "search.yaml").stdout == "search.yaml: valid sweep (12 trials)\n")
    #expect(try here.run("validate", "search.yaml", "--json").stdout.contains("\"runs\": 12,"))
    let plan = try here.run("sweep", "search.yaml", "--dry-run").stdout
    #expect(
      plan.contains("\nsearch: so far 4 trials, 4 to train, ") && plan.components(separatedBy: "about").count == 3)
  }

  @Test func everyFileIsChecked() throws {
    try here.write(tiny, to: "good.yaml")
    try here.write("layers: []\n", to: "bad.yaml")
    let outcome = try here.run("validate", "bad.yaml", "missing.yaml", "good.yaml")
    #expect(outcome.status == 65)
    #expect(outcome.stdout == "good.yaml: valid (6,810 parameters, 2 epochs of mnist)\n")
    #expect(outcome.stderr.contains("bad.yaml"))
    #expect(outcome.stderr.contains("missing.yaml: error: No such file or directory; check the path\n"))
  }

  @Test func dataAndWeightsAreCheckedAtTheirPlace() throws {
    try here.write(tiny.replacing("train_limit: 600", with: "train_limit: 60001"), to: "limit.yaml")
    let limit = try here.run("validate", "limit.yaml")
    #expect(limit.status == 65)
    #expect(
      limit.stderr == """
        limit.yaml:2:37: error: dataset.train_limit: mnist has 60000 training samples, and the limit asks for 60001
          dataset: {name: mnist, train_limit: 60001, test_limit: 200}
                                              ^~~~~ ask for 1 to 60000, or leave the limit out

        """)
    try here.write(tiny + "initial_weights: w.safetensors\n", to: "weights.yaml")
    let weights = try here.run("validate", "weights.yaml")
    #expect(weights.status == 66)
    #expect(
      weights.stderr.hasPrefix(
        "weights.yaml:17:18: error: initial_weights: w.safetensors: open failed: No such file or directory\n"))
    try here.write(tiny.replacing("name: mnist", with: "idx: none"), to: "idx.yaml")
    #expect(try here.run("validate", "idx.yaml").status == 66)
  }

  @Test func theSummaryIsATableOfLayers() throws {
    try here.write(tiny, to: "tiny.yaml")
    let outcome = try here.run("summary", "tiny.yaml", "--set", "layers[0].conv2d.padding=same")
    #expect(outcome.status == 0)
    #expect(
      outcome.stdout == """
        tiny (tiny.yaml)

           layer                      output shape  parameters  multiply-adds
        ─  ─────────────────────────  ────────────  ──────────  ─────────────
           input                      [28, 28, 1]
        0  conv2d 4, 3×3, same, relu  [28, 28, 4]           40         28,224
        1  max_pooling2d 2×2          [14, 14, 4]            0              0
        2  flatten                    [784]                  0              0
        3  dropout 0.25               [784]                  0              0
        4  dense 10, softmax          [10]               7,850          7,840
        ─  ─────────────────────────  ────────────  ──────────  ─────────────
           total                                         7,890         36,064

        """)
  }
}
