import Catalog
import ExperimentSpec
import Testing

/// Each run of a sweep does what its name says, or the sweep is refused.
@Suite("A sweep trains what its runs' names say")
struct SweepOverlapTests {
  private func load(_ sweep: String, overrides: [String] = []) throws -> [ExperimentSpec] {
    let folder = try Folder()
    let spec = complete.replacing("flatten", with: "flatten, {dense: {units: 3, activation: relu}}")
    let path = try folder.write("spec.yaml", spec + "validation_split: 0.1\nsweep: \(sweep)\n")
    return try SweepLoader.load(path, overrides: overrides).runs.map(\.spec)
  }

  /// The first lines of the messages, without places.
  private func problems(_ sweep: String, overrides: String...) throws -> [String] {
    do {
      _ = try load(sweep, overrides: overrides)
      return []
    } catch {
      return "\(error)".split(separator: "\n").compactMap { line in
        line.firstRange(of: ": error: ").map { String(line[$0.upperBound...]) }
      }
    }
  }

  @Test("optimizer.learning_rate is varied for each optimizer, in either order of the keys")
  func optimizerInUse() throws {
    let runs = try load("{grid: {optimizer: [adam, sgd], optimizer.learning_rate: [1e-3, 1e-2]}}")
    #expect(
      runs.map(\.name) == [
        "optimizer-adam-learning_rate-1e-3", "optimizer-adam-learning_rate-1e-2", "optimizer-sgd-learning_rate-1e-3",
        "optimizer-sgd-learning_rate-1e-2",
      ])
    #expect(runs.map(\.optimizer.learningRate) == [0.001, 0.01, 0.001, 0.01])
    #expect(runs.map { $0.optimizer.construct is Adam } == [true, true, false, false])
    let reversed = try load("{grid: {optimizer.learning_rate: [1e-3, 1e-2], optimizer: [adam, sgd]}}")
    #expect(reversed.map(\.optimizer) == [0, 2, 1, 3].map { runs[$0].optimizer })
    let drawn = try load(
      "{random: {samples: 9, optimizer: {choice: [adam, sgd]}, optimizer.learning_rate: {log_uniform: [1e-4, 1]}}}")
    #expect(Set(drawn.map(\.optimizer)).count == 9)
  }

  @Test("an optimizer's option beside another optimizer")
  func place() throws {
    try expect(
      complete + """
        sweep:
          grid:
            optimizer: [adam, sgd]
            ↓
            optimizer.adam.learning_rate: [1e-3, 1e-2]
        """,
      """
      spec.yaml:7:5: error: 'optimizer.adam.learning_rate' has nothing to set where optimizer is sgd
            optimizer.adam.learning_rate: [1e-3, 1e-2]
            ^~~~~~~~~~~~~~~~~~~~~~~~~~~~ write optimizer.learning_rate, or values of optimizer such as \
      {adam: {learning_rate: …}}
      """, isSweep: true)
    try expect(
      complete + """
        sweep:
          grid:
            ↓
            optimizer.adam.beta_1: [0.8, 0.9]
            optimizer: [{adam: {learning_rate: 0.1}}, sgd]
        """,
      """
      spec.yaml:6:5: error: 'optimizer.adam.beta_1' has nothing to set where optimizer is sgd
            optimizer.adam.beta_1: [0.8, 0.9]
            ^~~~~~~~~~~~~~~~~~~~~ write values of optimizer such as {adam: {beta_1: …}}
      """, isSweep: true)
    try expect(
      complete + """
        sweep:
                 ↓
          grid: {seed: [10, 20]}
          seeds: 2
        """,
      """
      spec.yaml:5:10: error: 'seed' is what 'seeds' sets
          grid: {seed: [10, 20]}
                 ^~~~ keep one of them
      """, isSweep: true)
  }

  @Test(
    "two keys, one of which undoes the other",
    arguments: [
      (
        "{optimizer.adam.epsilon: [0, 1], optimizer.sgd.momentum: [0, 0.5]}",
        "'optimizer.adam.epsilon' beside 'optimizer.sgd.momentum': one undoes the other"
      ),
      (
        "{\"layers[1].dense.activation.leaky_relu.negative_slope\": [0.1, 0.2], \"layers[1].dense.activation\": [tanh]}",
        "'layers[1].dense.activation.leaky_relu.negative_slope' has nothing to set where layers[1].dense.activation is tanh"
      ),
      ("{dataset.name: [mnist], dataset.idx: [a]}", "'dataset.name' beside 'dataset.idx': one undoes the other"),
      ("{dataset: [{idx: a}], dataset.name: [mnist]}", "'dataset.name' has nothing to set where dataset is idx"),
      (
        "{layers: [[flatten, dense: {units: 3}]], \"layers[1].dense.units\": [4, 5]}",
        "'layers[1].dense.units' lies within 'layers', which is varied too"
      ),
      (
        "{\"layers[1].dense.units\": [4, 5], \"layers[1]\": [{dense: {units: 6}}]}",
        "'layers[1].dense.units' lies within 'layers[1]', which is varied too"
      ),
      (
        "{optimizer: [{adam: {learning_rate: 0.1}}], optimizer.learning_rate: [0.2, 0.3]}",
        "'optimizer.learning_rate' lies within 'optimizer', which is varied too"
      ),
      (
        "{optimizer.learning_rate: [0.2, 0.3], optimizer.rmsprop.learning_rate: [0.1, 0.4]}",
        "'optimizer.rmsprop.learning_rate' is what 'optimizer.learning_rate' sets"
      ),
      (
        "{loss: [mse], loss.categorical_crossentropy.from_logits: [true]}",
        "'loss.categorical_crossentropy.from_logits' has nothing to set where loss is mse"
      ),
    ])
  func overlaps(grid: String, problem: String) throws { #expect(try problems("{grid: \(grid)}") == [problem]) }

  @Test("--set can neither undo a sweep nor be undone by it")
  func overrides() throws {
    let sizes = "{grid: {batch_size: [8, 16]}}"
    #expect(try problems(sizes, overrides: "batch_size=8") == ["'batch_size' is what the sweep sets"])
    #expect(try problems(sizes, overrides: "name=x") == ["'name' is what the sweep sets"])
    #expect(try problems("{seeds: [3, 4]}", overrides: "seed=5") == ["'seed' is what the sweep sets"])
    #expect(
      try problems("{grid: {optimizer: [adam, sgd]}}", overrides: "optimizer.sgd.momentum=0.5")
        == ["'optimizer.sgd.momentum' has nothing to set where optimizer is adam"])
    #expect(
      try problems("{grid: {optimizer.adam.beta_1: [0.8, 0.9]}}", overrides: "optimizer=sgd")
        == ["'optimizer.adam.beta_1' has nothing to set where optimizer is sgd"])
    #expect(try load("{seeds: 2}", overrides: ["seed=5"]).map(\.seed) == [5, 6])
    #expect(
      try load("{grid: {optimizer: [adam, sgd]}}", overrides: ["optimizer.learning_rate=0.5"])
        .map(\.optimizer.learningRate) == [0.5, 0.5])
    #expect(try problems("{seeds: 2}", overrides: "seed=x") == ["seed: 'x' is not a whole number"])
  }

  @Test("a clash with --set is reported at the argument")
  func placeOfArgument() throws {
    let folder = try Folder()
    try folder.write("spec.yaml", complete + "sweep: {grid: {batch_size: [8, 16]}}\n")
    #expect(
      messages("spec.yaml", in: folder, overrides: ["epochs=2", "batch_size=8"], isSweep: true) == """
        --set:1:1: error: 'batch_size' is what the sweep sets
          batch_size=8
          ^~~~~~~~~~ leave --set out, or change the sweep
        """)
  }

  @Test("a key with brackets within braces")
  func brackets() throws {
    try expect(
      complete + """
        sweep:
                       ↓
          grid: {layers[0].dense.units: [4, 5]}
        """,
      """
      spec.yaml:5:16: error: a '[' within a key
          grid: {layers[0].dense.units: [4, 5]}
                       ^ quote a key with brackets: "layers[0].dense.units": …
      """, isSweep: true)
  }

  // MARK: Duplicates

  @Test("two runs of one experiment")
  func same() throws {
    try expect(
      complete + """
        sweep:
          grid:
                                            ↓
            optimizer.learning_rate: [1e-3, 0.001]
                             ↓
            batch_size: [32, 32]
        """,
      """
      spec.yaml:6:37: error: sweep: runs learning_rate-1e-3-batch_size-1 and learning_rate-0.001-batch_size-1 are the same \
      experiment
            optimizer.learning_rate: [1e-3, 0.001]
                                            ^~~~~ leave one of them out
      spec.yaml:7:22: error: sweep: runs learning_rate-1e-3-batch_size-1 and learning_rate-1e-3-batch_size-2 are the same \
      experiment
            batch_size: [32, 32]
                             ^~ leave one of them out
      """, isSweep: true)
    try expect(
      complete + """
        sweep:
          ↓
          random: {samples: 3, shuffle: {choice: [true, false]}}
        """,
      """
      spec.yaml:5:3: error: sweep: runs sample-1 and sample-3 are the same experiment
          random: {samples: 3, shuffle: {choice: [true, false]}}
          ^~~~~~ draw fewer samples, or from more values
      """, isSweep: true)
    #expect(
      try problems("{grid: {optimizer: [rmsprop, {rmsprop: {learning_rate: 1e-3}}]}}").count == 1)
    #expect(try problems("{grid: {description: [a, b]}}").count == 1)
  }

  @Test("two files of one experiment")
  func sameFiles() throws {
    let folder = try Folder()
    try folder.write("a/one.yaml", complete + "batch_size: 8\n")
    try folder.write("a/two.yaml", "extends: one.yaml\ndescription: the same\n")
    try folder.write("a/three.yaml", "extends: one.yaml\nbatch_size: 16\n")
    #expect(
      messages("a", in: folder, isSweep: true) == """
        a/two.yaml:1:1: error: runs one and two are the same experiment
          extends: one.yaml
          ^ leave one of them out
        """)
    try folder.write("a/two.yaml", "extends: one.yaml\nepochs: 2\n")
    #expect(messages("a", in: folder, isSweep: true) == "")
    #expect(
      messages("a", in: folder, overrides: ["epochs=3"], isSweep: true).hasSuffix(
        "leave one of them out, or the --set that makes them equal"))
    // The same text in two folders.
    try folder.write("b/far/one.yaml", complete.replacing("mnist", with: "{idx: data}"))
    try folder.write("b/one.yaml", complete.replacing("mnist", with: "{idx: data}"))
    try folder.write("b/two.yaml", "extends: far/one.yaml\n")
    #expect(messages("b", in: folder, isSweep: true) == "")
  }

  @Test("the last of 2,000 runs repeats the first")
  func sameOfMany() throws {
    let folder = try Folder()
    let sizes = (1...1_999).map(String.init).joined(separator: ", ")
    try folder.write("spec.yaml", complete + "sweep: {grid: {batch_size: [\(sizes), 1]}}\n")
    let start = ContinuousClock.now
    #expect(
      messages("spec.yaml", in: folder, isSweep: true).contains(
        "error: sweep: runs batch_size-1 and batch_size-2000 are the same experiment\n"))
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  // MARK: Names

  @Test(
    "names contain what tells the values apart",
    arguments: [
      (
        "optimizer: [{adam: {learning_rate: 1e-3}}, {sgd: {learning_rate: 0.1}}, {sgd: {learning_rate: 0.01}}]",
        ["optimizer-adam-1e-3", "optimizer-sgd-0.1", "optimizer-sgd-0.01"]
      ),
      (
        "optimizer: [adam, {sgd: {momentum: 0.9, nesterov: true}}, {sgd: {nesterov: true}}]",
        ["optimizer-adam", "optimizer-sgd-0.9", "optimizer-sgd"]
      ),
      (
        "\"layers[1].dense.activation\": [relu, {leaky_relu: {negative_slope: 0.1}}, {leaky_relu: {negative_slope: 0.2}}]",
        ["activation-relu", "activation-leaky_relu-0.1", "activation-leaky_relu-0.2"]
      ),
      (
        "dataset: [{name: mnist, train_limit: 60}, {name: mnist, train_limit: 600}]", ["dataset-60", "dataset-600"]
      ),
      ("\"layers[1]\": [dropout: {rate: 0.1}, activation: relu]", ["layers-1-dropout", "layers-1-activation"]),
      ("optimizer: [adam: , sgd]", ["optimizer-adam", "optimizer-sgd"]),
      ("layers: [[flatten, dense: {units: 3}], [flatten, dense: {units: 4}]]", ["layers-1", "layers-2"]),
      ("dataset: [{idx: a/b}, {idx: a/c}]", ["dataset-1", "dataset-2"]),
    ])
  func names(grid: String, names: [String]) throws { #expect(try load("{grid: {\(grid)}}").map(\.name) == names) }

  @Test("a rate is named after its layer")
  func rates() throws {
    let folder = try Folder()
    try folder.write(
      "spec.yaml",
      complete.replacing("flatten", with: "flatten, dropout: {rate: 0.5}")
        + "sweep: {grid: {\"layers[1].dropout.rate\": [0.1, 0.2]}}\n")
    #expect(
      try SweepLoader.load(folder.path + "/spec.yaml").runs.map(\.spec.name) == [
        "dropout_rate-0.1", "dropout_rate-0.2",
      ])
  }

  @Test("depth and width of blocks: a count is named after its block, and equal ends from their blocks on")
  func blocks() throws {
    func names(_ grid: String) throws -> [String] {
      let folder = try Folder()
      let layers = """
        layers:
          - repeat: {times: 2, layers: [dense: 4]}
          - concatenate: {wide: [], deep: [dense: 4, repeat_vector: 2, flatten]}
          - dense: 4
        """
      try folder.write(
        "spec.yaml", complete.replacing("layers: [flatten]", with: layers) + "sweep: {grid: {\(grid)}}\n")
      return try SweepLoader.load(folder.path + "/spec.yaml").runs.map(\.spec.name)
    }
    #expect(
      try names(#""layers[0].repeat.times": [1, 2], "layers[1].concatenate.deep[1].repeat_vector.n": [3]"#) == [
        "repeat_times-1-repeat_vector_n-3", "repeat_times-2-repeat_vector_n-3",
      ])
    #expect(try names(#""layers[0].repeat.layers[0].dense.units": [5, 6]"#) == ["units-5", "units-6"])
    let a = "layers[0].repeat.layers[0].dense.units"
    #expect(
      try names("\"\(a)\": [5, 6], \"layers[2].dense.units\": [8]")
        == [5, 6].map { "repeat.layers-0.dense.units-\($0)-layers-2.dense.units-8" })
    #expect(
      try names("\"layers[1].concatenate.deep[0].dense.units\": [5, 6], \"layers[2].dense.units\": [8]")
        == [5, 6].map { "concatenate.deep-0.dense.units-\($0)-layers-2.dense.units-8" })
    #expect(shortKey(a, among: [a, "layers[3].repeat.layers[0].dense.units"]) == a)
    #expect(
      shortKey("layers[0].repeat.times", among: ["layers[0].repeat.times", "layers[3].repeat.times"])
        == "layers[0].repeat.times")
  }

  @Test(
    "the program's own files",
    arguments: [
      "lock", "previous", "checkpoint", "checkpoint.previous", "weights", "resolved", "predictions", "steps", "timing",
      "environment", "preprocessing", "history", "timing.csv", "sweep.svg",
    ])
  func programFiles(name: String) throws {
    let folder = try Folder()
    try folder.write("a/\(name).yaml", complete)
    try folder.write("a/b.yaml", complete + "epochs: 2\n")
    #expect(
      messages("a", in: folder, isSweep: true) == """
        a/\(name).yaml:1:1: error: name: '\(name)' is what the program calls a file of its own beside the runs
          dataset: mnist
          ^ choose another name
        """)
  }

  // MARK: Random draws

  @Test(
    "fractions where whole numbers belong are reported as one problem",
    arguments: ["epochs", "batch_size", "dataset.train_limit"])
  func fractions(key: String) throws {
    #expect(
      try problems("{random: {samples: 9, \(key): {uniform: [1, 10]}}}")
        == ["\(key): fractions are drawn where a whole number belongs"])
    #expect(
      try problems("{random: {samples: 9, \(key): {log_uniform: [1, 10]}}}")
        == ["\(key): fractions are drawn where a whole number belongs"])
  }

  @Test("a problem of a drawn value is reported at its distribution")
  func drawnPlaces() throws {
    try expect(
      complete + """
        sweep:
          random:
            samples: 20
                     ↓
            epochs: {uniform: [1, 10]}
            validation_split:
              ↓
              uniform:
                - 0.5
                - 1.5
        """,
      """
      spec.yaml:7:14: error: epochs: fractions are drawn where a whole number belongs
            epochs: {uniform: [1, 10]}
                     ^~~~~~~ write int_uniform, or int_log_uniform
      spec.yaml:9:7: error: validation_split: a number that is drawn is out of range
              uniform:
              ^~~~~~~ write a number from 0 to below 1
      """, isSweep: true)
  }

  /// Expected: the fraction as in `SweepTests.randomSearch`, then `int(8 * (513 / 8) ** fraction)`, in Python.
  @Test("whole numbers on a logarithmic scale")
  func wholeLogUniform() throws {
    let runs = try load("{random: {samples: 5, batch_size: {int_log_uniform: [8, 512]}}}")
    #expect(runs.map(\.batchSize) == [28, 8, 501, 164, 46])
    #expect(
      try problems("{random: {samples: 5, batch_size: {int_log_uniform: [0, 512]}}}")
        == ["sweep.random.batch_size.int_log_uniform[0]: 0 is out of range"])
    let ends = try load(
      "{random: {samples: 500, seed: 3, batch_size: {int_log_uniform: [1, 2]}, epochs: {int_uniform: [1, 100000]}}}")
    let ones = ends.count { $0.batchSize == 1 }
    // log 2 ÷ log 3 is 0.63.
    #expect((280...350).contains(ones) && ends.allSatisfy { $0.batchSize <= 2 })
  }
}
