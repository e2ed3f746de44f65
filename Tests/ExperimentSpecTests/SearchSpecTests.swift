import Catalog
import ExperimentSpec
import Testing

@Suite("A search is read like a random search")
struct SearchSpecTests {
  private func load(_ text: String, overrides: [String] = []) throws -> LoadedSweep {
    let folder = try Folder()
    try folder.write("base.yaml", complete + "optimizer: adam\nseed: 5\nvalidation_split: 0.1\nepochs: 27\n")
    return try SweepLoader.load(folder.write("lr.yaml", text), overrides: overrides)
  }

  private static let keys = """
    batch_size: {choice: [64, 128, 256]}, optimizer.adam.learning_rate: {log_uniform: [1e-4, 1e-2]}
    """

  @Test("its values are those that random draws")
  func draws() throws {
    let search = try load("extends: base.yaml\nsweep: {search: {method: asha, trials: 12, \(Self.keys)}}")
    let random = try load("extends: base.yaml\nsweep: {random: {samples: 12, \(Self.keys)}}")
    #expect(search.runs.map(\.spec.name) == (1...12).map { $0 < 10 ? "trial-0\($0)" : "trial-\($0)" })
    #expect(search.runs.map(\.spec.batchSize) == random.runs.map(\.spec.batchSize))
    #expect(search.runs.map(\.spec.optimizer) == random.runs.map(\.spec.optimizer))
    #expect(search.runs.allSatisfy { $0.spec.epochs == 1 && $0.spec.seed == 5 && $0.spec.scheduleEpochs == nil })
    let found = try #require(search.search)
    #expect(found.seed == 1 && found.epochs == 27 && found.choices == [3, nil])
    #expect(found.brackets.map { $0.rungs.map(\.trials) } == [[12, 4, 1, 1]])
    #expect(random.search == nil)
    let other = try load("extends: base.yaml\nsweep: {search: {method: asha, trials: 12, seed: 2, \(Self.keys)}}")
    #expect(other.runs.map(\.spec.optimizer) != random.runs.map(\.spec.optimizer))
  }

  @Test("a trial is the beginning of the whole training")
  func schedules() throws {
    let text = "extends: base.yaml\nsweep: {search: {method: asha, trials: 9, batch_size: {int_uniform: [8, 99]}}}"
    let rate = "optimizer.adam.learning_rate={cosine_decay: {initial_learning_rate: 0.01}}"
    let sweep = try load(text, overrides: [rate])
    #expect(sweep.runs.allSatisfy { $0.spec.epochs == 1 && $0.spec.scheduleEpochs == EpochCount(27) })
    let search = try #require(sweep.search)
    let whole = try search.experiment(3, at: search.fractions(of: 3), epochs: nil)
    #expect(whole.spec.epochs == 27 && whole.spec.scheduleEpochs == nil)
    let shorter = try search.experiment(3, at: search.fractions(of: 3), epochs: 9)
    #expect(shorter.spec.epochs == 9 && shorter.spec.scheduleEpochs == EpochCount(27))
    #expect(shorter.spec.batchSize == sweep.runs[3].spec.batchSize)
    // A schedule with a length of its own needs no other.
    let length = "{cosine_decay: {initial_learning_rate: 0.01, decay_steps: 10}}"
    let own = try load(text, overrides: ["optimizer.adam.learning_rate=" + length])
    #expect(own.runs.allSatisfy { $0.spec.scheduleEpochs == nil })
  }

  @Test("hyperband and tpe")
  func methods() throws {
    let hyperband = try load(
      "extends: base.yaml\nsweep: {search: {method: hyperband, \(Self.keys)}}", overrides: ["epochs=9"])
    #expect(hyperband.runs.map(\.spec.epochs) == Array(repeating: 1, count: 9) + [3, 3, 3, 3, 3] + [9, 9, 9])
    let tpe = try load("extends: base.yaml\nsweep: {search: {method: tpe, trials: 30, \(Self.keys)}}")
    #expect(tpe.runs.count == 10 && tpe.runs.allSatisfy { $0.spec.epochs == 27 })
    #expect(tpe.search?.brackets.map(\.trials.count) == [10, 4, 4, 4, 4, 4])
  }

  @Test("epochs from the command line are those of the whole training")
  func overrides() throws {
    let text = "extends: base.yaml\nsweep: {search: {method: asha, trials: 9, \(Self.keys)}}"
    #expect(try load(text, overrides: ["epochs=9"]).search?.brackets[0].rungs.map(\.epochs) == [1, 3, 9])
  }

  @Test("real numbers may come to the same four digits")
  func repeats() throws {
    let key = "optimizer.adam.learning_rate: {uniform: [0.001, 0.00101]}"
    let runs = try load("extends: base.yaml\nsweep: {search: {method: asha, trials: 40, \(key)}}").runs
    #expect(runs.count == 40 && runs.contains { run in runs.count { $0.spec.optimizer == run.spec.optimizer } > 1 })
  }

  // MARK: Mistakes

  private let spec = complete + "validation_split: 0.1\nepochs: 9\n"

  private func expectProblem(
    _ search: String, _ message: String, with spec: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let folder = try Folder()
    try folder.write("spec.yaml", (spec ?? self.spec) + "sweep:\n  " + search)
    let found = messages("spec.yaml", in: folder, isSweep: true).split(separator: "\n")
    let short = found.enumerated().filter { $0.offset % 3 != 1 }.map { line in
      line.element.trimmingPrefix { $0 == " " || $0 == "^" || $0 == "~" }
    }
    #expect(short.joined(separator: "\n") == message, sourceLocation: sourceLocation)
  }

  @Test("the place, the finding and the next step of each mistake")
  func mistakes() throws {
    try expect(
      spec + """
        sweep:
          search:
                    ↓
            method: ahsa
            trials: 9
            batch_size: {choice: [8, 16]}
        """,
      """
      spec.yaml:8:13: error: sweep.search.method: unknown search method 'ahsa'
            method: ahsa
                    ^~~~ did you mean 'asha'?
      """, isSweep: true)
    let key = "batch_size: {int_uniform: [8, 99]}"
    try expectProblem(
      "search: {method: asha, trials: 0, \(key)}",
      "spec.yaml:7:34: error: sweep.search.trials: 0 is out of range\nwrite a whole number from 1 to 2000")
    try expectProblem(
      "search: {method: asha, \(key)}",
      "spec.yaml:7:3: error: sweep.search: missing key 'trials'\nwrite trials: 40")
    try expectProblem(
      "search: {trials: 9, \(key)}",
      """
      spec.yaml:7:3: error: sweep.search: expected a method and keys
      write search: {method: asha, trials: 40, batch_size: {choice: [64, 128]}}
      """)
    try expectProblem(
      "search: {method: asha, trials: 9, min_epochs: 10, \(key)}",
      """
      spec.yaml:7:49: error: sweep.search.min_epochs: min_epochs 10 is more than the spec's epochs, 9
      the best trials are trained for the spec's epochs: raise them, or lower min_epochs
      """)
    try expectProblem(
      "search: {method: tpe, trials: 9, reduction: 3, \(key)}",
      """
      spec.yaml:7:36: error: sweep.search: 'reduction' is an option of asha, not of tpe
      known: trials, batch, startup_trials, candidates, gamma, budget
      """)
    try expectProblem(
      "search: {method: asha, trials: 9}",
      "spec.yaml:7:3: error: sweep.search: no key to draw\nwrite batch_size: {choice: [64, 128]}")
    try expectProblem(
      "search: {method: asha, trials: 9, batch_size: [8, 16]}",
      """
      spec.yaml:7:49: error: sweep.search.batch_size: expected a distribution, found a list
      write {choice: [1, 2]} or {uniform: [0, 1]}
      """)
    try expectProblem(
      "search: {method: asha, trials: 9, epochs: {int_uniform: [1, 9]}, \(key)}",
      """
      spec.yaml:7:37: error: sweep.search: 'epochs' can't be varied: asha decides for how many a trial is trained
      write epochs: beside sweep: for the best trials
      """)
    try expectProblem(
      "search: {method: asha, trials: 9, \(key)}\n  seeds: 3",
      """
      spec.yaml:8:3: error: sweep.seeds: 'seeds' beside 'search'
      a trial has one seed; train the best ones with several afterwards
      """)
    try expectProblem(
      "grid: {batch_size: [8]}\n  search: {method: asha, trials: 9, \(key)}",
      "spec.yaml:8:3: error: sweep.search: 'search' beside 'grid'\nkeep one of them")
    try expectProblem(
      "search: {method: asha, trials: 9, \(key)}\n  rank_by: accuracy",
      """
      spec.yaml:8:12: error: sweep.rank_by: 'accuracy': a search chooses by validation data, which the training has not seen
      write rank_by: val_accuracy
      """)
    try expectProblem(
      "search: {method: asha, trials: 9, \(key)}",
      """
      spec.yaml:6:3: error: sweep.search: no validation data to choose by, and the test set is not for choosing
      write validation_split: 0.1
      """, with: complete + "epochs: 9\n")
    try expectProblem(
      "search: {method: asha, trials: 9, batch_size: {choice: [8, 16]}}",
      """
      spec.yaml:7:3: error: sweep: runs trial-1 and trial-2 are the same experiment
      draw fewer samples, or from more values
      """)
  }

  @Test("a key twice is a mistake as anywhere")
  func twice() throws {
    let folder = try Folder()
    let key = "batch_size: {int_uniform: [8, 99]}"
    try folder.write("spec.yaml", spec + "sweep: {search: {method: asha, trials: 9, \(key), \(key)}}\n")
    #expect(messages("spec.yaml", in: folder, isSweep: true).contains("batch_size"))
  }

  /// A search over choices may propose the same again.
  @Test("tpe may repeat a trial")
  func repeated() throws {
    let search = "search: {method: tpe, trials: 40, startup_trials: 20, batch_size: {choice: [8, 16]}}"
    #expect(try load("extends: base.yaml\nsweep: {\(search)}").runs.count == 20)
  }

  @Test("values in steps")
  func steps() throws {
    func runs(_ distribution: String) throws -> [ExperimentSpec] {
      try load(
        "extends: base.yaml\nsweep: {random: {samples: 40, seed: 3, optimizer.adam.learning_rate: "
          + "{log_uniform: [1e-5, 1e-1]}, \(distribution)}}"
      ).runs.map(\.spec)
    }
    #expect(
      Set(try runs("batch_size: {int_uniform: [16, 100], step: 16}").map(\.batchSize)) == [16, 32, 48, 64, 80, 96])
    #expect(
      Set(try runs("validation_split: {uniform: [0.1, 0.5], step: 0.2}").map(\.validationSplit)) == [0.1, 0.3, 0.5])
    let key = "batch_size: {int_uniform: [8, 99], step: 0}"
    try expectProblem(
      "search: {method: asha, trials: 9, \(key)}",
      """
      spec.yaml:7:78: error: sweep.search.batch_size.step: 0 is out of range
      write a whole number from 1 to 91
      """)
    try expectProblem(
      "search: {method: asha, trials: 9, batch_size: {choice: [8, 16], step: 2}}",
      """
      spec.yaml:7:67: error: sweep.search.batch_size: 'step' beside 'choice'
      steps are for uniform and int_uniform
      """)
  }

  // MARK: Conditions

  private func draws(_ optimizers: String, _ others: String = "") throws -> [ExperimentSpec] {
    let rate = "optimizer.learning_rate: {log_uniform: [1e-4, 1e-1]}"
    return try load(
      "extends: base.yaml\nsweep: {random: {samples: 40, optimizer: {choice: \(optimizers)}, \(rate)\(others)}}"
    ).runs.map(\.spec)
  }

  @Test("a key has a value where its condition holds, and the same one as without a condition")
  func conditions() throws {
    let momentum = ", optimizer.momentum: {uniform: [0.1, 0.9]"
    let found = try draws("[adam, sgd, {rmsprop: {rho: 0.8}}]", momentum + ", when: {optimizer: [sgd, rmsprop]}}")
    let expected = [
      "adam": try draws("[adam]"), "sgd": try draws("[sgd]", momentum + "}"),
      "rmsprop": try draws("[{rmsprop: {rho: 0.8}}]", momentum + "}"),
    ]
    #expect(Set(found.map(\.optimizer.words.name)) == Set(expected.keys))
    for (index, spec) in found.enumerated() {
      #expect(spec.optimizer == expected[spec.optimizer.words.name]?[index].optimizer)
    }
  }

  @Test("what depends on a key without a value has none")
  func chains() throws {
    let found = try draws(
      "[adam, sgd]",
      ", batch_size: {choice: [8, 16], when: {optimizer: sgd}}, epochs: {int_uniform: [30, 99], when: {batch_size: 8}}")
    #expect(found.contains { $0.optimizer.words.name == "sgd" && $0.batchSize == 8 })
    for spec in found {
      #expect((spec.epochs != 27) == (spec.optimizer.words.name == "sgd" && spec.batchSize == 8))
      #expect(spec.optimizer.words.name == "sgd" || ![8, 16].contains(spec.batchSize))
    }
  }

  @Test(
    "mistakes in a condition",
    arguments: [
      ("{optimizer: sdg}", "162", ".optimizer: 'sdg' is none of the values to choose from", "known: adam, sgd"),
      (
        "sgd", "150", ": expected keys with the values for which this one counts, found 'sgd'",
        "write when: {optimizer: sgd}"
      ),
      ("{seed: 3}", "151", ": 'seed' is not varied here", above),
      ("{optimizer.momentum: 3}", "151", ": 'optimizer.momentum' is this key itself", above),
      ("{epochs: 8}", "151", ": 'epochs' does not stand above this key", "write epochs before it"),
      ("{optimizer: []}", "162", ".optimizer: an empty list is none of the values to choose from", "known: adam, sgd"),
      ("{batch_size: 8}", "151", ": 'batch_size' has no values to choose from", above),
    ])
  func mistakenConditions(_ condition: String, _ column: String, _ problem: String, _ hint: String) throws {
    let keys = "optimizer: {choice: [adam, sgd]}, batch_size: {int_uniform: [8, 9]}"
    let momentum = "optimizer.momentum: {uniform: [0, 1], when: \(condition)}"
    try expectProblem(
      "search: {method: tpe, trials: 19, \(keys), \(momentum), epochs: {choice: [1, 2]}}",
      "spec.yaml:7:\(column): error: sweep.search.optimizer.momentum.when\(problem)\n\(hint)")
  }

  private static let above = "write a key from above that has choice"
}
