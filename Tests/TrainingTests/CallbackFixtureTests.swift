import Catalog
import Files
import Records
import Testing
import Training

/// `early_stopping` and `reduce_lr_on_plateau` decide as Keras's classes do, epoch by epoch: `Fixtures/callbacks.csv`, which
/// `Fixtures/make_callbacks.py` made.
struct CallbackFixtureTests {
  private static let path = #filePath.dropLast("CallbackFixtureTests.swift".count) + "Fixtures/callbacks.csv"
  private static let trainings =
    ((try? AtomicFile.read(String(path))).map { String(decoding: $0, as: UTF8.self) } ?? "")
    .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }

  private func trainings(_ name: String) throws -> [(seed: UInt64, cells: [String])] {
    let found = try Self.trainings.filter { $0[0] == name }.map { (try #require(UInt64($0[1])), Array($0[2...])) }
    try #require(found.count == 1000)
    return found
  }

  @Test func earlyStoppingDecidesAsInKeras() throws {
    for (seed, cells) in try trainings("early_stopping") {
      var random = Draw(seed: seed)
      var rule = EarlyStopping()
      (rule.monitor, rule.mode) = random.monitor()
      rule.patience = random.below(6)
      rule.minDelta = random.one(of: [0, 0, 0.01, 0.05, 0.1])
      rule.baseline = random.one(of: [nil, nil, nil, 0.2, 0.5, 0.8])
      rule.restoreBestWeights = random.below(2) == 1
      rule.startFromEpoch = random.one(of: [0, 0, 0, 2, 7])
      var rules = EpochRules(testSpec { $0.callbacks = [EpochRuleSpec(rule)] })
      var letters = ""
      for (index, value) in random.values().enumerated() where rules.verdict.stop == nil {
        rules.follow(epoch(index + 1, value, rule.monitor))
        letters += rules.verdict.stop != nil ? "s" : rules.verdict.savedEpoch == index + 1 ? "k" : "."
      }
      #expect([letters, String(rules.verdict.savedEpoch ?? 0)] == cells, "\(seed): \(rule)")
    }
  }

  @Test func plateausLowerTheRateAsInKeras() throws {
    for (seed, cells) in try trainings("reduce_lr_on_plateau") {
      var random = Draw(seed: seed)
      var rule = ReduceLROnPlateau()
      (rule.monitor, rule.mode) = random.monitor()
      rule.factor = random.one(of: [0.1, 0.5, 0.9])
      rule.patience = random.below(5)
      rule.minDelta = random.one(of: [1e-4, 0, 0.01, 0.1])
      rule.cooldown = random.below(4)
      rule.minLearningRate = random.one(of: [0, 0, 1e-4, 5e-3, 0.02])
      var rate = Float(random.one(of: [0.3, 0.01, 0.001]))
      var rules = EpochRules(testSpec { $0.callbacks = [EpochRuleSpec(rule)] })
      var changes: [String] = []
      for (index, value) in random.values().enumerated() {
        rules.follow(epoch(index + 1, value, rule.monitor, rate: rate))
        let next = rules.verdict.learningRate.map(Float.init) ?? rate
        if next != rate { changes.append("\(index + 1):\(hexadecimal(next.bitPattern))") }
        #expect(rules.verdict.remarks.isEmpty == (next == rate), "\(seed)")
        rate = next
      }
      #expect(changes.joined(separator: " ") == cells[0], "\(seed): \(rule)")
    }
  }

  private func epoch(_ number: Int, _ value: Float, _ column: String, rate: Float = 0.1) -> EpochRecord {
    let validation = column == "val_loss" ? Scores(loss: value, metrics: [0]) : Scores(loss: 0, metrics: [value])
    return EpochRecord(
      epoch: number, training: Scores(loss: 1, metrics: [0]), validation: validation, learningRate: rate)
  }

  private func hexadecimal(_ bits: UInt32) -> String {
    let digits = String(bits, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}

/// The script's random numbers, and what it draws.
private struct Draw {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func below(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ z >> 31) % UInt64(bound))
  }

  mutating func one<Value>(of values: [Value]) -> Value { values[below(values.count)] }

  mutating func monitor() -> (String, MonitorMode) {
    (one(of: ["val_loss", "val_accuracy"]), one(of: [.auto, .min, .max]))
  }

  mutating func values() -> [Float] {
    let kind = below(3)
    return (0..<1 + below(30)).map { epoch in
      let hundredths = [below(101), 10 * below(6), max(0, 80 - 4 * epoch) + below(15)][kind]
      return below(25) == 0 ? .nan : Float(Double(hundredths) / 100)
    }
  }
}
