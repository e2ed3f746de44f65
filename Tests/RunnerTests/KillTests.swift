import Foundation
import Results
import SpecMutations
import Testing

/// `kill -9` at random moments: whatever was killed, and however often, the same command ends with the files of an
/// undisturbed run. Files equal to the last byte have no row lost or doubled.
///
/// `RUNNER_TORTURE_KILLS` says how often (`make torture-kills`: 300); `RUNNER_TORTURE_SEED` repeats the moments of an
/// earlier test.
@Suite(.serialized) struct KillTests {
  private static let kills = number("RUNNER_TORTURE_KILLS") ?? 18
  private static let seed = number("RUNNER_TORTURE_SEED") ?? Int.random(in: 0..<1_000_000)

  private static func number(_ name: String) -> Int? { ProcessInfo.processInfo.environment[name].flatMap { Int($0) } }

  enum Scenario: String, CaseIterable, Sendable {
    case dense, convolutional, dropout, averages, augmented, callbacks, sweep, search

    /// The arguments of `runner`, and the specs that they need.
    func prepare(_ here: Workspace) throws -> String {
      let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path
      let short = "--set dataset.train_limit=6000 --set dataset.test_limit=1000 --set epochs=4"
      switch self {
      case .dense: return "run \(root)/experiments/dense.yaml \(short) --set batch_size=50 --set log_steps=true"
      case .convolutional:
        return "run \(root)/experiments/conv.yaml \(short) --set dataset.train_limit=1500 --set validation_split=0.1"
      case .dropout:
        try here.write(tiny.replacing("train_limit: 600", with: "train_limit: 6000"), to: "tiny.yaml")
        return "run tiny.yaml --set epochs=4"
      case .averages:
        let rate = "{cosine_decay: {initial_learning_rate: 0, warmup_target: 0.01, warmup_epochs: 0.5}}"
        let optimizer = "{adam: {learning_rate: \(rate), weight_decay: 0.01, global_clipnorm: 0.5, use_ema: true}}"
        let kernel = "activation: relu, kernel_regularizer: l2, kernel_constraint: {max_norm: 1}"
        let spec = tiny.replacing("activation: relu", with: kernel).replacing(
          "optimizer: adam", with: "optimizer: \(optimizer)")
        try here.write(spec.replacing("train_limit: 600", with: "train_limit: 6000"), to: "tiny.yaml")
        return "run tiny.yaml --set epochs=4"
      case .callbacks:
        let rules = "{early_stopping: {patience: 4, restore_best_weights: true}}, {reduce_lr_on_plateau: {patience: 1}}"
        try here.write(tiny + "callbacks: [\(rules), {model_checkpoint: {monitor: val_accuracy}}]\n", to: "tiny.yaml")
        return "run tiny.yaml --set epochs=30 --set optimizer.adam.learning_rate=0.02"
      case .augmented:
        try here.write(
          tiny.replacing("train_limit: 600", with: "train_limit: 6000")
            + "augmentation: [random_rotation: 0.1, random_erasing, mix_up, random_crop: {height: 24, width: 24}]\n",
          to: "augmented.yaml")
        return "run augmented.yaml --set epochs=4"
      case .sweep:
        try here.write(tiny, to: "tiny.yaml")
        for size in [16, 64, 128] {
          try here.write("extends: ../tiny.yaml\nepochs: 6\nbatch_size: \(size)\n", to: "sizes/batch-\(size).yaml")
        }
        return "sweep sizes"
      case .search:
        let keys = "batch_size: {int_uniform: [16, 99]}, optimizer.adam.learning_rate: {log_uniform: [1e-4, 1]}"
        try here.write(tiny + "sweep: {search: {method: asha, trials: 6, reduction: 2, \(keys)}}\n", to: "tiny.yaml")
        return "sweep tiny.yaml --set epochs=4"
      }
    }
  }

  @Test(arguments: Scenario.allCases)
  func comesToTheSameFiles(_ scenario: Scenario) throws {
    let here = Workspace()
    var random = SplitMix64(seed: UInt64(Self.seed) &+ UInt64(scenario.rawValue.utf8.first ?? 0) << 32)
    let command = try scenario.prepare(here) + " --progress none"
    let start = ContinuousClock.now
    #expect(try here.shell("\"$RUNNER\" \(command) --results expected").status == 0)
    let duration = (ContinuousClock.now - start) / .milliseconds(1)
    let expected = try files(here, "expected")
    var (kills, finished) = (0, 0)
    while kills < Self.kills / Scenario.allCases.count {
      // A checkpoint at every step, every few steps, or as seldom as usual.
      let every = [0, 0.02, 0.25][Int(random.next() % 3)]
      let moment = Double(random.next() % UInt64(duration * 700)) / 1_000_000
      // The whole process group, as in a power cut, or only the program that was started.
      let target = random.next() % 2 == 0 ? "-- -$pid" : "$pid"
      let outcome = try here.shell(
        """
        setsid "$RUNNER" \(command) --checkpoint-every \(every) & pid=$!
        sleep \(moment); kill -9 \(target) 2>/dev/null; wait $pid
        """)
      if outcome.status == 0 {
        #expect(differences(try files(here, "results"), expected) == [], "seed \(Self.seed), after \(kills) kills")
        try here.remove("results")
        finished += 1
      } else {
        kills += 1
      }
    }
    let last = try here.shell("\"$RUNNER\" \(command)")
    #expect(last.status == 0, "seed \(Self.seed): \(last.stderr)")
    #expect(differences(try files(here, "results"), expected) == [], "seed \(Self.seed)")
    print("\(scenario.rawValue): killed \(kills) times, \(finished + 1) times at its end, seed \(Self.seed)")
  }

  private func differences(_ found: [String: [UInt8]], _ expected: [String: [UInt8]]) -> [String] {
    Set(found.keys).union(expected.keys).filter { found[$0] != expected[$0] }.sorted()
  }

  private func withoutTimes(_ bytes: [UInt8]) throws -> [UInt8] {
    var checkpoint = try Checkpoint(bytes)
    for index in checkpoint.timings.indices { checkpoint.timings[index].seconds = 0 }
    return checkpoint.encoded()
  }

  /// The bytes of all that is a function of the spec and the data.
  private func files(_ here: Workspace, _ folder: String) throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: here.path + "/" + folder)
    where ["csv", "json", "safetensors"].contains((name as NSString).pathExtension)
      || name.contains("checkpoint")
    {
      if name.hasSuffix("timing.csv") || name.hasSuffix("environment.json") { continue }
      let bytes = try here.bytes(folder + "/" + name)
      files[name] = name.hasSuffix("checkpoint.final") ? try withoutTimes(bytes) : bytes
    }
    return files
  }
}
