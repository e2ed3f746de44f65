import Catalog
import ExperimentSpec
import Testing

@Suite("A sweep stands for its runs")
struct SweepTests {
  private func load(_ text: String, overrides: [String] = []) throws -> LoadedSweep {
    let folder = try Folder()
    try folder.write("base.yaml", complete + "optimizer: adam\nseed: 5\nvalidation_split: 0.1\n")
    return try SweepLoader.load(folder.write("lr.yaml", text), overrides: overrides)
  }

  private func names(_ text: String) throws -> [String] { try load(text).runs.map(\.spec.name) }

  // MARK: Files

  @Test("a grid is every combination, the last key varies fastest")
  func grid() throws {
    let sweep = try load(
      """
      extends: base.yaml
      epochs: 2
      sweep:
        grid: {batch_size: [64, 128], optimizer.adam.learning_rate: [1e-3, 3e-3]}
        rank_by: val_loss
      """)
    #expect(sweep.name == "lr")
    #expect(sweep.rankBy == "val_loss")
    #expect(
      sweep.runs.map(\.spec.name) == [
        "batch_size-64-learning_rate-1e-3", "batch_size-64-learning_rate-3e-3", "batch_size-128-learning_rate-1e-3",
        "batch_size-128-learning_rate-3e-3",
      ])
    #expect(sweep.runs.map(\.spec.batchSize) == [64, 64, 128, 128])
    #expect(sweep.runs.map(\.spec.optimizer.learningRate) == [0.001, 0.003, 0.001, 0.003])
    #expect(sweep.runs.allSatisfy { $0.spec.epochs == 2 && $0.spec.seed == 5 })
  }

  @Test("seeds count from the spec's own, or are listed")
  func seeds() throws {
    let counted = try load("extends: base.yaml\nsweep: {grid: {batch_size: [8, 16]}, seeds: 2}")
    #expect(
      counted.runs.map(\.spec.name) == [
        "batch_size-8-seed-5", "batch_size-8-seed-6", "batch_size-16-seed-5", "batch_size-16-seed-6",
      ])
    #expect(counted.runs.map(\.spec.seed) == [5, 6, 5, 6])
    #expect(try names("extends: base.yaml\nsweep: {seeds: [7, 3]}") == ["seed-7", "seed-3"])
    #expect(counted.rankBy == nil)
  }

  @Test("a cross-validation has a run for each fold, with or without a sweep")
  func crossValidation() throws {
    let table = """
      dataset: {csv: table.csv, target: y}
      layers: [dense: {units: 2, activation: softmax}]
      loss: categorical_crossentropy

      """
    func splits(_ text: String) throws -> [SplitSpec] {
      try load(table + text).runs.map { run in
        try #require((run.spec.dataset.source.construct as? CSV)?.split)
      }
    }
    func names(_ text: String) throws -> [String] { try load(table + text).runs.map(\.spec.name) }
    #expect(try names("cross_validation:\n") == (1...5).map { "fold-\($0)" })
    #expect(
      try names("cross_validation: {folds: 2, repeats: 2}\nsweep: {seeds: 1}") == [
        "repeat-1-fold-1-seed-1", "repeat-1-fold-2-seed-1", "repeat-2-fold-1-seed-1", "repeat-2-fold-2-seed-1",
      ])
    #expect(
      try names("cross_validation: {folds: 10}\nsweep: {grid: {batch_size: [8]}}").prefix(2) == [
        "batch_size-8-fold-01", "batch_size-8-fold-02",
      ])
    let folds = try splits("cross_validation: {folds: 3, stratify: true}")
    #expect(folds.map(\.fold) == [1, 2, 3] && folds.allSatisfy { $0.folds == 3 && $0.stratify == .byTarget })
    #expect(folds.allSatisfy { $0.round == nil && $0.seed == 0 })
    #expect(try splits("cross_validation: {folds: 2, repeats: 2}").map(\.round) == [1, 1, 2, 2])
  }

  @Test("values that can't be part of a name are numbered")
  func names() throws {
    #expect(
      try names(
        """
        extends: base.yaml
        sweep:
          grid:
            optimizer: [sgd, adam: {learning_rate: 0.1}]
            layers: [[flatten], [flatten, dense: {units: 10}]]
        """) == [
          "optimizer-sgd-layers-1", "optimizer-sgd-layers-2", "optimizer-adam-layers-1", "optimizer-adam-layers-2",
        ])
    let list = try load(
      "extends: base.yaml\nlayers: [dense: {units: 3}]\nsweep: {grid: {\"layers[0].dense.units\": [4, 5]}}")
    #expect(list.runs.map(\.spec.name) == ["units-4", "units-5"])
    #expect(list.runs.map { $0.spec.layers } == [[LayerSpec(DenseSpec(units: 4))], [LayerSpec(DenseSpec(units: 5))]])
    let long = String(repeating: "x", count: 80)
    #expect(
      try names("extends: base.yaml\nsweep: {grid: {initial_weights: [\(long), \(long)y]}}") == ["run-1", "run-2"])
  }

  /// Expected: `hashlib.sha256(b"runner random search\\n1\\nbatch_size\\n0\\n")`, its first 53 bits as a fraction, in Python.
  @Test("random values are a function of seed, key and sample")
  func randomSearch() throws {
    let text = """
      extends: base.yaml
      sweep:
        random:
          samples: 3
          batch_size: {choice: [64, 128, 256]}
          optimizer.adam.learning_rate: {log_uniform: [1e-4, 1e-2]}
          optimizer.adam.beta_1: {uniform: [0.5, 0.9]}
          epochs: {int_uniform: [1, 10]}
      """
    let runs = try load(text).runs.map(\.spec)
    #expect(runs.map(\.name) == ["sample-1", "sample-2", "sample-3"])
    #expect(runs.map(\.batchSize) == [64, 64, 256])
    #expect(runs.map(\.optimizer.learningRate) == [0.000385, 0.001544, 0.001163])
    #expect(runs.map(\.epochs) == [6, 8, 10])
    let adam = try #require(runs[1].optimizer.construct as? Adam)
    #expect(adam.beta1 == 0.6194)
    // More samples or other keys change none of them.
    let more = try load(
      text.replacing("samples: 3", with: "samples: 12").replacing("epochs: {int_uniform: [1, 10]}", with: "seed: 1")
    ).runs.map(\.spec)
    #expect(more.map(\.name).first == "sample-01")
    #expect(more.prefix(3).map(\.batchSize) == runs.map(\.batchSize))
    #expect(
      try load(text.replacing("samples: 3", with: "samples: 3\n    seed: 2")).runs.map(\.spec.batchSize)
        != runs.map(\.batchSize))
  }

  @Test("overrides apply to every run")
  func overrides() throws {
    let sweep = try load("extends: base.yaml\nsweep: {grid: {batch_size: [8, 16]}}", overrides: ["epochs=7"])
    #expect(sweep.runs.map(\.spec.epochs) == [7, 7])
  }

  // MARK: Folders

  @Test("a folder's specs are runs, numbers in names in their order")
  func folder() throws {
    let folder = try Folder()
    try folder.write("dense.yaml", complete)
    for size in [128, 32, 1000] {
      try folder.write("sizes/batch-\(size).yaml", "extends: ../dense.yaml\nbatch_size: \(size)")
    }
    try folder.write("sizes/README.md", "no spec")
    try folder.write("sizes/.hidden.yaml", "no spec")
    for path in ["sizes", "sizes/"] {
      let sweep = try SweepLoader.load(folder.path + "/" + path)
      #expect(sweep.name == "sizes")
      #expect(sweep.runs.map(\.spec.name) == ["batch-32", "batch-128", "batch-1000"])
      #expect(sweep.runs.map(\.spec.batchSize) == [32, 128, 1000])
      #expect(sweep.rankBy == nil)
    }
  }

  @Test("all problems of all files come at once")
  func folderProblems() throws {
    let folder = try Folder()
    try folder.write("a/one.yaml", complete + "epoch: 3\n")
    try folder.write("a/two.yaml", complete + "batch_size: x\n")
    #expect(
      messages("a", in: folder, isSweep: true) == """
        a/one.yaml:4:1: error: unknown key 'epoch'
          epoch: 3
          ^~~~~ did you mean 'epochs'?
        a/two.yaml:4:13: error: batch_size: 'x' is not a whole number
          batch_size: x
                      ^ write a whole number from 1 to 16777216
        """)
    try folder.write("b/one.yaml", complete + "name: same\n")
    try folder.write("b/two.yaml", complete + "name: same\n")
    #expect(
      messages("b", in: folder, isSweep: true).hasPrefix(
        "b/two.yaml:4:7: error: name: the name 'same' is taken by"))
    try folder.write("c/note.txt", "")
    #expect(messages("c", in: folder, isSweep: true) == "c: error: there is no .yaml file in this folder")
    #expect(messages("d", in: folder, isSweep: true) == "d: error: No such file or directory")
    try folder.write("e/x.yaml", complete + "sweep: {seeds: 2}\n")
    #expect(
      messages("e", in: folder, isSweep: true).contains("e/x.yaml:4:1: error: this is a sweep, not one experiment"))
  }

  // MARK: Problems

  @Test("a spec is not a sweep file, nor the reverse")
  func otherKind() throws {
    try expect(
      complete + "↓\nsweep: {seeds: 2}\n",
      """
      spec.yaml:4:1: error: this is a sweep, not one experiment
        sweep: {seeds: 2}
        ^~~~~ train it with: runner sweep spec.yaml
      """)
    let folder = try Folder()
    try folder.write("spec.yaml", complete)
    #expect(
      messages("spec.yaml", in: folder, isSweep: true) == """
        spec.yaml:1:1: error: this is one experiment, not a sweep
          dataset: mnist
          ^ train it with: runner run spec.yaml, or write sweep: {grid: {batch_size: [64, 128]}}
        """)
  }

  @Test("a value that does not fit its key is reported once, at its place in the sweep")
  func values() throws {
    try expect(
      complete + """
        sweep:
          grid:
                             ↓
            batch_size: [64, x]
            epochs: [1, 2]
            ↓
            shufle: [true]
          seeds: 3

        """,
      """
      spec.yaml:6:22: error: batch_size: 'x' is not a whole number
            batch_size: [64, x]
                             ^ write a whole number from 1 to 16777216
      spec.yaml:8:5: error: unknown key 'shufle'
            shufle: [true]
            ^~~~~~ did you mean 'shuffle'?
      """, isSweep: true)
  }

  @Test("the sweep's own keys")
  func section() throws {
    try expect(
      complete + """
        sweep:
          grid:
                      ↓
            epochs:   3
            ↓
            name: [a]
                     ↓
            metrics: []
          ↓
          seed: 3
                 ↓
          seeds: 0
        """,
      """
      spec.yaml:6:15: error: sweep.grid.epochs: expected a list of values, found '3'
            epochs:   3
                      ^ write epochs: [1, 2]
      spec.yaml:7:5: error: sweep.grid: 'name' can't be varied
            name: [a]
            ^~~~ the runs' names come from their values
      spec.yaml:8:14: error: sweep.grid.metrics: expected a list of values, found an empty list
            metrics: []
                     ^~ write metrics: [1, 2]
      spec.yaml:9:3: error: sweep: unknown key 'seed'
          seed: 3
          ^~~~ write it outside of sweep, as a key of the spec itself
      spec.yaml:10:10: error: sweep.seeds: 0 is out of range
          seeds: 0
                 ^ write a whole number from 1 to 2000
      """, isSweep: true)
    try expect(
      complete + """
        sweep:
          grid:
            ↓
            learning_rate: [0.001, 0.01]
            ↓
            optimizer: {adam: {learning_rate: 0.1}}
                        ↓
            batch_size: 32, 512
        """,
      """
      spec.yaml:6:5: error: sweep.grid: unknown key 'learning_rate'
            learning_rate: [0.001, 0.01]
            ^~~~~~~~~~~~~ did you mean optimizer.learning_rate?
      spec.yaml:7:5: error: sweep.grid.optimizer: expected a list of values, found a mapping
            optimizer: {adam: {learning_rate: 0.1}}
            ^~~~~~~~~ write optimizer.adam.learning_rate: [0.1, …]
      spec.yaml:8:17: error: sweep.grid.batch_size: expected a list of values, found '32, 512'
            batch_size: 32, 512
                        ^~~~~~~ write batch_size: [32, 512]
      """, isSweep: true)
    try expect(
      complete + "        ↓\nsweep: {batch_size: [64, 128]}\n",
      """
      spec.yaml:4:9: error: sweep: unknown key 'batch_size'
        sweep: {batch_size: [64, 128]}
                ^~~~~~~~~~ write grid: {batch_size: [64, 128]}
      """, isSweep: true)
    try expect(
      complete + "        ↓\nsweep: {cross_validation: {folds: 5}}\n",
      """
      spec.yaml:4:9: error: sweep: unknown key 'cross_validation'
        sweep: {cross_validation: {folds: 5}}
                ^~~~~~~~~~~~~~~~ write it outside of sweep, as a key of the spec itself
      """, isSweep: true)
    try expect(
      complete + "↓\nsweep: {}\n",
      """
      spec.yaml:4:1: error: sweep: nothing to vary
        sweep: {}
        ^~~~~ write sweep: {grid: {batch_size: [64, 128]}}
      """, isSweep: true)
    try expect(
      complete
        + "               ↓\nsweep: {seeds: [1, 2, 1]}\n".replacing(
          "               ↓\n", with: "                      ↓\n"),
      """
      spec.yaml:4:23: error: sweep.seeds[2]: a seed twice
        sweep: {seeds: [1, 2, 1]}
                              ^ keep one of them
      """, isSweep: true)
  }

  @Test("distributions")
  func distributions() throws {
    try expect(
      complete + """
        sweep:
          random:
            samples: 2
                         ↓
            batch_size: {normal: [1, 2]}
                              ↓
            epochs: {uniform: [2, 1]}
                                        ↓
            validation_split: {uniform: 0.1}
        """,
      """
      spec.yaml:7:18: error: sweep.random.batch_size: unknown distribution 'normal'
            batch_size: {normal: [1, 2]}
                         ^~~~~~ known: choice, uniform, log_uniform, int_uniform, int_log_uniform
      spec.yaml:8:23: error: sweep.random.epochs.uniform: 2.0 is not below 1.0
            epochs: {uniform: [2, 1]}
                              ^~~~~~ write [from, to], the smaller first
      spec.yaml:9:33: error: sweep.random.validation_split.uniform: expected a list of two numbers, found '0.1'
            validation_split: {uniform: 0.1}
                                        ^~~ write [from, to], the smaller first
      """, isSweep: true)
  }

  @Test("a sweep is ranked only by what is known without the test set")
  func rankBy() throws {
    func problem(_ column: String, _ rest: String = "validation_split: 0.1\n") throws -> String {
      let folder = try Folder()
      try folder.write("spec.yaml", complete + rest + "sweep: {seeds: 2, rank_by: \(column)}\n")
      return messages("spec.yaml", in: folder, isSweep: true)
    }
    for column in ["loss", "accuracy", "val_loss", "val_accuracy"] { #expect(try problem(column) == "") }
    #expect(
      try problem("test_accuracy").hasPrefix(
        "spec.yaml:5:28: error: sweep.rank_by: 'test_accuracy': the test set is not for choosing\n"))
    #expect(
      try problem("val_accuracy", "").contains(": error: sweep.rank_by: 'val_accuracy' without validation data\n"))
    #expect(try problem("val_acuracy").hasSuffix("did you mean 'val_accuracy'?"))
  }

  @Test("too many runs")
  func tooMany() throws {
    let folder = try Folder()
    try folder.write("spec.yaml", complete + "sweep: {grid: {epochs: [1, 2]}, seeds: 2000}\n")
    #expect(messages("spec.yaml", in: folder, isSweep: true).contains("error: sweep: 4000 runs\n"))
  }
}
