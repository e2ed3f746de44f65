import Catalog
import Datasets
import Geometry
import Glibc
import Kernels
import Layers
import Records
import Tensors
import Testing
import Training

/// Samples that are mixed with others, and their targets.
struct MixingTests {
  private func mixtures(_ word: AugmentationSpec, _ count: Int, size: Int = 20) throws -> [Mixture] {
    let machinery: any AugmentationMachinery = word.construct.machinery()
    guard case .mix(let mixing) = machinery.stage(at: 0, Shape([size, size, 1])) else { return [] }
    return (0..<count).map { mixing.mixture(SampleDraws(seed: 1, epoch: 1, sample: $0), of: 50) }
  }

  /// Mean ½ and variance 1 ÷ (4·(2α + 1)), below and above 1, where the method changes.
  @Test(arguments: [0.05, 0.2, 0.5, 1, 1.0001, 2, 8]) func sharesAreBetaDistributed(alpha: Double) throws {
    let shares = try mixtures(.mixing(alpha), 20_000).map(\.share)
    let mean = shares.reduce(0, +) / 20_000
    let variance = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000
    let expected = 1 / (4 * (2 * alpha + 1))
    #expect(shares.allSatisfy { (0...1).contains($0) })
    #expect(isClose(mean, 0.5, within: 5 * (expected / 20_000).squareRoot()))
    #expect(isClose(variance, expected, within: 0.03 * expected), "\(variance), \(expected)")
    // The fourth moment, of which a wrong shape with the right variance would have another.
    let fourth = shares.reduce(0) { $0 + pow($1 - 0.5, 4) } / 20_000
    #expect(isClose(fourth, 3 / (16 * (2 * alpha + 1) * (2 * alpha + 3)), within: 0.06 * fourth))
  }

  @Test func anySampleIsAPartner() throws {
    for word in [AugmentationSpec.mixing(0.2), AugmentationSpec(CutMix())] {
      var counts = Array(repeating: 0, count: 50)
      for mixture in try mixtures(word, 10_000) { counts[mixture.partner] += 1 }
      #expect(counts.allSatisfy { (140...260).contains($0) }, "\(counts)")
    }
  }

  @Test func pixelsAndTargetsHaveTheSameShare() throws {
    let images = noiseImages(50)
    let spec = AugmentationTests.spec([.mixing(0.5)])
    let (loaded, plain) = (try Loaded(spec, images), try AugmentationTests.painted([], images))
    for (sample, mixture) in try mixtures(.mixing(0.5), 50, size: 8).enumerated() {
      for pixel in 0..<64 {
        let expected =
          mixture.share * Double(plain[sample][pixel]) + (1 - mixture.share) * Double(plain[mixture.partner][pixel])
        #expect(isClose(Double(loaded.inputs[sample][pixel]), expected, within: 1e-6))
      }
      let (own, other) = (Int(images.labels[sample]), Int(images.labels[mixture.partner]))
      for label in 0..<10 {
        let expected = (label == own ? mixture.share : 0) + (label == other ? 1 - mixture.share : 0)
        #expect(isClose(Double(loaded.numbers[sample * 10 + label]), expected, within: 1e-6))
      }
      #expect(loaded.labels[sample] == Int32(mixture.share >= 0.5 ? own : other))
    }
  }

  /// Each pixel is one of the two, and the target has its part.
  @Test func aCutShowsTwoPicturesByTheirArea() throws {
    let images = noiseImages(50)
    let spec = AugmentationTests.spec([AugmentationSpec(CutMix())])
    let (loaded, plain) = (try Loaded(spec, images), try AugmentationTests.painted([], images))
    var shares = Set<Double>()
    for (sample, mixture) in try mixtures(AugmentationSpec(CutMix()), 50, size: 8).enumerated() {
      let partner = plain[mixture.partner]
      let foreign = (0..<64).count { loaded.inputs[sample][$0] != plain[sample][$0] }
      let common = (0..<64).count { plain[sample][$0] == partner[$0] }
      #expect((0..<64).allSatisfy { [plain[sample][$0], partner[$0]].contains(loaded.inputs[sample][$0]) })
      let covered = Int((64 * (1 - mixture.share)).rounded())
      #expect(isClose(Double(covered), 64 * (1 - mixture.share), within: 1e-9))
      #expect((covered - common...covered).contains(foreign), "\(sample)")
      shares.insert(mixture.share)
    }
    #expect(shares.count > 8)
  }

  /// A partner is changed by what comes before, with its own words, and not by what comes after.
  @Test func partnersAreChangedByTheWordsBefore() throws {
    let images = noiseImages(50)
    let turned = try AugmentationTests.painted([.turning], images)
    let mixed = try AugmentationTests.painted([.turning, .mixing(0.5)], images)
    let machinery: any AugmentationMachinery = AugmentationSpec.mixing(0.5).construct.machinery()
    guard case .mix(let mixing) = machinery.stage(at: 1, Shape([8, 8, 1])) else { return }
    for sample in 0..<50 {
      let mixture = mixing.mixture(SampleDraws(seed: 1, epoch: 1, sample: sample), of: 50)
      for pixel in 0..<64 {
        let expected =
          mixture.share * Double(turned[sample][pixel]) + (1 - mixture.share) * Double(turned[mixture.partner][pixel])
        #expect(isClose(Double(mixed[sample][pixel]), expected, within: 1e-6))
      }
    }
  }

  @Test func numbersAndWeightsAreMixed() throws {
    let rows: [[Float]] = (0..<50).map { [Float($0), 1] }
    let samples = featureSamples(
      rows, .values(["a", "b"]), .values(rows.flatMap { [2 * $0[0], -$0[0]] }), weights: rows.map { $0[0] })
    let spec = AugmentationTests.spec([.mixing(0.5)])
    var changed = spec
    (changed.layers, changed.loss, changed.metrics) = ([dense(2)], LossSpec(MeanSquaredError()), [])
    let loaded = try Loaded(changed, samples)
    for (sample, mixture) in try mixtures(.mixing(0.5), 50).enumerated() {
      let mean = mixture.share * Double(sample) + (1 - mixture.share) * Double(mixture.partner)
      #expect(isClose(Double(loaded.inputs[sample][0]), mean, within: 1e-5))
      #expect(isClose(Double(loaded.numbers[2 * sample]), 2 * mean, within: 1e-5))
      #expect(isClose(Double(loaded.numbers[2 * sample + 1]), -mean, within: 1e-5))
      #expect(isClose(Double(loaded.weights[sample]), mean, within: 1e-5))
    }
  }

  /// The cross-entropy is that of the mixed target: the mean of both, by their shares.
  @Test func theLossIsThatOfTheMixedTarget() throws {
    for loss in [LossSpec(CategoricalCrossentropy()), LossSpec(SparseCategoricalCrossentropy())] {
      var spec = testSpec(loss: loss) { $0.augmentation = [.mixing(0.5)] }
      spec.batchSize = 50
      let images = noiseImages(50)
      let trainer = try makeTrainer(spec, images)
      let answers = trainer.weights()
      var ours: Scores?
      _ = trainer.trainEpoch {
        ours = $0.batch
        return true
      }
      let loaded = try Loaded(spec, images)
      let mixed = Samples(
        DataInterface(inputs: [.init(Shape([8, 8, 1]), .float)], target: images.interface.target),
        inputs: [.floats(loaded.inputs.flatMap { $0 })], targets: images.targets)
      let evaluation = try makeTrainer(testSpec(loss: loss), mixed, initialWeights: answers).evaluate(mixed)
      var (expected, right) = (0.0, 0)
      for sample in 0..<50 {
        let outputs = evaluation.outputs[sample * 10..<sample * 10 + 10].map(Double.init)
        expected -= (0..<10).reduce(0) { $0 + Double(loaded.numbers[sample * 10 + $1]) * log(outputs[$1]) } / 50
        right += evaluation.predicted[sample] == loaded.labels[sample] ? 1 : 0
      }
      #expect(isClose(Double(ours?.loss ?? .nan), expected, within: 1e-5))
      #expect(ours?.metrics == [Float(right) / 50])
    }
  }
}

/// What a network and its loss get of samples in one batch of the first epoch.
private struct Loaded {
  let inputs: [[Float]]
  let numbers: [Float]
  let labels: [Int32]
  let weights: [Float]

  init(_ spec: ExperimentSpec, _ samples: Samples) throws {
    let batches = try LoadedBatches(spec, samples, batchSize: samples.count, workers: 2, epoch: 1)
    inputs = batches.inputs
    numbers = batches.targets.numbers?.array ?? []
    labels = batches.targets.labels?.array ?? []
    weights = batches.targets.weights?.array ?? []
  }
}
