import Catalog
import Geometry
import Random
import Records
import Synchronization
import Testing
import Training

/// Random changes to training samples, by augmentations that only these tests have.
struct AugmentationTests {
  private static func spec(_ augmentation: [AugmentationSpec], batchSize: Int = 4) -> ExperimentSpec {
    testSpec {
      $0.augmentation = augmentation
      $0.batchSize = batchSize
      $0.validationSplit = 0.2
    }
  }

  @Test func everyAugmentationOfTheTableChangesSamples() {
    _ = Augmentations(Self.spec(AugmentationSpec.family.members), shape: Shape([8, 8, 1]))
  }

  private func changed(_ names: [String], seed: UInt64 = 1, epoch: Int = 1, index: Int = 0) -> [Float] {
    let spec = Self.spec(names.map { $0 == "add" ? AugmentationSpec(Add()) : AugmentationSpec(Double()) })
    var sample: [Float] = [0, 0.25, 0.5, 0.75]
    sample.withUnsafeMutableBufferPointer {
      Augmentations(spec, shape: Shape([2, 2, 1])).change($0, seed: seed, epoch: epoch, index: index)
    }
    return sample
  }

  @Test func theyActInTheListsOrder() {
    #expect(changed(["double"]) == [0, 0.5, 1, 1.5])
    #expect(changed(["double", "double"]) == [0, 1, 2, 3])
    let words = RandomStream(seed: 1, purpose: .augmentation, layer: 1, epoch: 1, step: 0).block(0)
    let number = RandomStream.unit(words[0])
    #expect(changed(["double", "add"]) == [number, 0.5 + number, 1 + number, 1.5 + number])
    #expect(changed([]) == [0, 0.25, 0.5, 0.75])
  }

  @Test func aSampleHasItsOwnWordsInEachEpoch() {
    let others = [
      changed(["add"], seed: 2), changed(["add"], epoch: 2), changed(["add"], index: 1), changed(["add", "add"]),
    ]
    #expect(Set(others + [changed(["add"])]).count == 5)
    #expect(changed(["add"]) == changed(["add"]))
  }

  /// Each training sample once per epoch, with the same random words in batches of any size, and no other samples.
  @Test func theWordsDoNotDependOnTheBatch() throws {
    var seen: [[Seen]] = []
    for (batchSize, workers) in [(4, 1), (7, 2), (32, 3)] {
      Log.entries.withLock { $0 = [] }
      let trainer = try makeTrainer(
        Self.spec([AugmentationSpec(Log())], batchSize: batchSize), noiseImages(50), workers: workers)
      _ = trainer.trainEpoch()
      _ = trainer.trainEpoch()
      seen.append(Log.entries.withLock { $0.sorted() })
    }
    #expect(seen[0].count == 80 && Set(seen[0].map(\.word)).count == 80)
    #expect(seen[0] == seen[1] && seen[0] == seen[2])
  }

  @Test func onlyTrainingSeesThem() throws {
    let images = noiseImages(50)
    let trainers = try [[], [AugmentationSpec(Double())]].map { try makeTrainer(Self.spec($0), images) }
    #expect(trainers[0].evaluate(images) == trainers[1].evaluate(images))
    for trainer in trainers { _ = trainer.trainEpoch { _ in false } }
    #expect(trainers[0].weights() != trainers[1].weights())
  }

  @Test func aResumedTrainingGoesOnWithThem() throws {
    let (spec, images) = (Self.spec([AugmentationSpec(Add())]), noiseImages(50))
    let straight = try makeTrainer(spec, images)
    let expected = straight.trainEpoch()
    let first = try makeTrainer(spec, images)
    _ = first.trainEpoch { $0.step < 5 }
    let second = try makeTrainer(spec, images, workers: 1)
    try second.restore(first.state)
    #expect(second.trainEpoch() == expected && second.state == straight.state)
  }
}

private struct Double: AugmentationMachinery {
  static let words = ConstructWords("double", "twice as bright")
  mutating func options(_ visitor: any OptionVisitor) {}

  func change(_ sample: UnsafeMutableBufferPointer<Float>, _ shape: Shape, _ random: RandomStream) {
    for index in sample.indices { sample[index] *= 2 }
  }
}

private struct Add: AugmentationMachinery {
  static let words = ConstructWords("add", "a random number more")
  mutating func options(_ visitor: any OptionVisitor) {}

  func change(_ sample: UnsafeMutableBufferPointer<Float>, _ shape: Shape, _ random: RandomStream) {
    let number = RandomStream.unit(random.block(0)[0])
    for index in sample.indices { sample[index] += number }
  }
}

/// A sample by its bytes, with the first random word that it got.
private struct Seen: Hashable, Comparable {
  var sample: [Float]
  var word: UInt32

  static func < (a: Seen, b: Seen) -> Bool { a.word < b.word }
}

private struct Log: AugmentationMachinery {
  static let entries = Mutex<[Seen]>([])
  static let words = ConstructWords("log", "writes down what it sees")
  mutating func options(_ visitor: any OptionVisitor) {}

  func change(_ sample: UnsafeMutableBufferPointer<Float>, _ shape: Shape, _ random: RandomStream) {
    let seen = Seen(sample: Array(sample), word: random.block(0)[0])
    Self.entries.withLock { $0.append(seen) }
  }
}
