import Catalog
import Datasets
import Geometry
import Kernels
import Random
import Records
import Tensors
import Testing
import Training

/// Random changes to training samples: which, how often, and that they depend on nothing but seed, epoch and sample.
struct AugmentationTests {
  static func spec(_ augmentation: [AugmentationSpec], batchSize: Int = 4) -> ExperimentSpec {
    testSpec {
      $0.augmentation = augmentation
      $0.batchSize = batchSize
      $0.validationSplit = 0.2
    }
  }

  /// The samples of `shape`, one after another, as they are in an epoch.
  static func painted(
    _ words: [AugmentationSpec], _ samples: Samples, epoch: Int = 1, seed: UInt64 = 1,
    set: InstructionSet = .best
  ) throws -> [[Float]] {
    var spec = spec(words)
    spec.seed = seed
    let shapes = try words.shapes(from: samples.interface.input.shape)
    let (augmentations, last) = (Augmentations(spec, shapes, samples: samples.count), shapes[shapes.count - 1])
    let canvases = augmentations.canvases(1)
    var pictures: [[Float]] = []
    samples.withReader(set.kernels) { reader in
      for sample in 0..<samples.count {
        var (canvas, other) = canvases.pair(0, set.kernels)
        augmentations.paint(sample, epoch, on: &canvas, beside: &other, reader)
        pictures.append(Array(UnsafeBufferPointer(start: canvas.pixels, count: last.count)))
      }
    }
    return pictures
  }

  @Test func everyAugmentationOfTheTableChangesSamples() throws {
    for word in AugmentationSpec.family.members {
      #expect(word.construct is any AugmentationMachinery, "\(word.words.name)")
    }
  }

  // MARK: On what they depend

  @Test func aSampleHasItsOwnWordsInEachEpochAtEachPlace() throws {
    let images = noiseImages(3)
    let once = try Self.painted([.turning], images)
    #expect(try Self.painted([.turning], images) == once)
    let others = [
      try Self.painted([.turning], images, epoch: 2), try Self.painted([.turning], images, seed: 2),
      try Self.painted([.moving, .turning], images), try Self.painted([.turning, .turning], images),
    ]
    #expect(Set(([once] + others).flatMap { $0 }).count == 15)
    // The same picture three times.
    let same = copies(3, of: (0..<64).map { UInt8($0) }, height: 8)
    #expect(Set(try Self.painted([.turning], same)).count == 3)
  }

  @Test(arguments: [AugmentationSpec].examples) func allInstructionSetsGiveTheSameBits(
    _ words: [AugmentationSpec]
  ) throws {
    let images = noiseImages(40)
    let pictures = try InstructionSet.supported.map {
      try Self.painted(words, images, set: $0).map { $0.map(\.bitPattern) }
    }
    #expect(Set(pictures).count == 1)
    #expect(pictures[0] != (try Self.painted([], images).map { $0.map(\.bitPattern) }))
  }

  /// In batches of any size, in any order, on any number of workers: `load` writes what `paint` does.
  @Test(arguments: [AugmentationSpec].examples) func theBatchDoesNotMatter(_ words: [AugmentationSpec]) throws {
    let images = noiseImages(500)
    let expected = try Self.painted(words, images, epoch: 3)
    for (batchSize, workers) in [(1, 1), (7, 2), (64, 5), (500, 8)] {
      var order = Array(0..<UInt32(500))
      Shuffle.permute(&order, seed: UInt64(batchSize), epoch: 1)
      let loaded = try LoadedBatches(
        Self.spec(words), images, batchSize: batchSize, workers: workers, epoch: 3, order: order.map(Int.init))
      #expect(loaded.inputs == order.map { expected[Int($0)] }, "\(batchSize), \(workers)")
    }
  }

  /// Each worker has two canvases of two pictures, of the largest size on the way.
  @Test func theWorkersCanvasesAreCounted() throws {
    func bytes(_ words: [AugmentationSpec], workers: Int, statesPerParameter: Int? = 0) throws -> Double {
      var spec = testSpec([flatten, dense(10, .softmax)])
      spec.augmentation = words
      let graph = try ModelGraph(spec, input: Shape([100, 200, 3]), classes: 10)
      return TrainingMemory(graph, samples: 1, workers: workers, statesPerParameter: statesPerParameter).shared
    }
    let plain = try bytes([], workers: 2)
    #expect(try bytes([.turning], workers: 2) == plain + 2 * 4 * 4 * 60_000)
    #expect(try bytes([], workers: 9) == plain)
    #expect(
      try bytes([.turning], workers: 9, statesPerParameter: nil) == bytes([], workers: 9, statesPerParameter: nil))
    var larger = RandomCrop(200, 200)
    larger.padding = 50
    let cut = [AugmentationSpec(larger), AugmentationSpec(RandomCrop(100, 200))]
    #expect(try bytes(cut, workers: 1) == plain + 4 * 4 * 120_000)
  }

  @Test(arguments: [AugmentationSpec].examples) func theWorkersDoNotMatter(_ words: [AugmentationSpec]) throws {
    var weights: [[NamedTensor]] = []
    for (set, workers) in [(InstructionSet.best, 1), (.best, 2), (.best, 3), (.best, 5), (.best, 8), (.portable, 2)] {
      let trainer = try makeTrainer(Self.spec(words), noiseImages(50), set: set, workers: workers)
      _ = trainer.trainEpoch()
      _ = trainer.trainEpoch()
      weights.append(trainer.weights())
    }
    for other in weights.dropFirst() { #expect(other.map(\.bits) == weights[0].map(\.bits)) }
  }

  @Test func onlyTrainingSeesThem() throws {
    let images = noiseImages(50)
    let trainers = try [[], [.turning]].map { try makeTrainer(Self.spec($0), images) }
    #expect(trainers[0].evaluate(images) == trainers[1].evaluate(images))
    for trainer in trainers { _ = trainer.trainEpoch { _ in false } }
    #expect(trainers[0].weights() != trainers[1].weights())
  }

  @Test(arguments: [AugmentationSpec].examples) func aResumedTrainingGoesOnWithThem(_ words: [AugmentationSpec]) throws
  {
    let (spec, images) = (Self.spec(words), noiseImages(50))
    let straight = try makeTrainer(spec, images)
    _ = straight.trainEpoch()
    let expected = straight.trainEpoch()
    let first = try makeTrainer(spec, images)
    _ = first.trainEpoch()
    _ = first.trainEpoch { $0.stepInEpoch < 5 }
    let second = try makeTrainer(spec, images, workers: 1)
    try second.restore(first.state)
    #expect(second.trainEpoch() == expected && second.state == straight.state)
  }

  /// Bytes, and numbers as they are; `SampleTests` has the other elements and scales, which are read by the same reader.
  @Test func anyElementIsChangedAlike() throws {
    let images = noiseImages(5)
    let expected = try Self.painted([.turning], images)
    #expect(try Self.painted([.turning], images.asFloats) == expected)
  }

  // MARK: Neighbours

  /// The words drawn alone, their maps multiplied, and the picture read once.
  @Test func neighboursWithTheSameEdgesAreOneMap() throws {
    let images = noiseImages(20, height: 9, width: 7)
    let words: [AugmentationSpec] = [.moving, .turning, .flipping, .zooming, .slanting]
    #expect(try Self.stages(words, Shape([9, 7, 1])) == 1)
    let painted = try Self.painted(words, images)
    let plain = try Self.painted([], images)
    for sample in 0..<20 {
      let twin = DoublePicture(plain[sample], height: 9, width: 7)
        .seen(through: Twin.map(of: sample, height: 9, width: 7))
      for (value, expected) in zip(painted[sample], twin.pixels) {
        #expect(isClose(Double(value), expected, within: 1e-5), "sample \(sample)")
      }
    }
  }

  @Test func othersAreResampledOneAfterAnother() throws {
    var still = RandomRotation()
    (still.factor, still.filling.mode) = (0.1, .constant)
    let words: [[AugmentationSpec]] = [
      [.moving, AugmentationSpec(still)], [AugmentationSpec(still), .flipping, .moving, .turning],
      [.flipping, .moving],
      [.turning, AugmentationSpec(RandomCrop(4, 4)), .turning],
    ]
    #expect(try words.map { try Self.stages($0, Shape([8, 8, 1])) } == [2, 2, 1, 3])
  }

  private static func stages(_ words: [AugmentationSpec], _ shape: Shape) throws -> Int {
    Augmentations(spec(words), try words.shapes(from: shape), samples: 1).stages.count
  }

  // MARK: Each word

  /// A corner pixel says where it came from.
  @Test func aFlipMirrorsOneInTwo() throws {
    let corner = copies(4000, of: [10, 20, 30, 40, 50, 60], height: 2)
    let byte = { (picture: [Float]) in picture.map { Int(($0 * 255).rounded()) } }
    func counts(_ mode: FlipMode) throws -> [[Int]: Int] {
      var flip = RandomFlip()
      flip.mode = mode
      return Dictionary(try Self.painted([AugmentationSpec(flip)], corner).map { (byte($0), 1) }, uniquingKeysWith: +)
    }
    let (same, across) = ([10, 20, 30, 40, 50, 60], [30, 20, 10, 60, 50, 40])
    let (down, both) = ([40, 50, 60, 10, 20, 30], [60, 50, 40, 30, 20, 10])
    #expect(Set(try counts(.horizontal).keys) == [same, across])
    #expect(Set(try counts(.vertical).keys) == [same, down])
    let all = try counts(.horizontalAndVertical)
    #expect(Set(all.keys) == [same, across, down, both])
    for (_, count) in all { #expect((890...1110).contains(count), "\(all)") }
  }

  @Test func aCropShowsAWindowAtAnyPlace() throws {
    let image = copies(2000, of: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20], height: 4)
    var crop = RandomCrop(3, 3)
    crop.padding = 1
    let pictures = try Self.painted([AugmentationSpec(crop)], image).map { $0.map { Int(($0 * 255).rounded()) } }
    var windows: [[Int]: Int] = [:]
    for picture in pictures { windows[picture, default: 0] += 1 }
    func window(row: Int, column: Int) -> [Int] {
      (0..<9).map { index in
        let (y, x) = (row + index / 3, column + index % 3)
        return (0..<4).contains(y) && (0..<5).contains(x) ? y * 5 + x + 1 : 0
      }
    }
    var expected: Set<[Int]> = []
    for row in -1...2 { for column in -1...3 { expected.insert(window(row: row, column: column)) } }
    #expect(Set(windows.keys) == expected)
    for (_, count) in windows { #expect((60...145).contains(count)) }
  }

  /// Validation and test get the middle, as large as a window.
  @Test func withoutTrainingAWindowIsTheMiddle() throws {
    let images = noiseImages(6, height: 9, width: 8)
    let spec = Self.spec([AugmentationSpec(RandomCrop(4, 5))])
    let graph = try ModelGraph(spec, images.interface)
    #expect(graph.input == Shape([4, 5, 1]) && graph.nodes[0].output == Shape([20]))
    let trainer = try makeTrainer(spec, images)
    let pixels = try Self.painted([], images)
    let places: [Int] = (0..<20).map { index in (2 + index / 5) * 8 + 1 + index % 5 }
    let middles: [Float] = pixels.flatMap { picture in places.map { picture[$0] } }
    let cut = Samples(
      DataInterface(inputs: [.init(Shape([4, 5, 1]), .float)], target: images.interface.target),
      inputs: [.floats(middles)], targets: images.targets)
    let other = try makeTrainer(Self.spec([]), cut, initialWeights: trainer.weights())
    #expect(trainer.evaluate(images).outputs == other.evaluate(cut).outputs)
  }

  @Test func contrastIsAboutEachChannelsMean() throws {
    var word = RandomContrast()
    (word.factor, word.valueRange) = (.between(0.5, 0.8), Ends(0.1, 0.9))
    let images = noiseImages(300)
    let (plain, painted) = (try Self.painted([], images), try Self.painted([AugmentationSpec(word)], images))
    var factors: [Double] = []
    for (sample, (before, after)) in zip(plain, painted).enumerated() {
      let factor = 0.5 + 1.3 * Self.unit(sample, 0)
      factors.append(factor)
      let mean = before.reduce(0) { $0 + Double($1) } / 64
      for (x, y) in zip(before, after) {
        let expected = min(max((Double(x) - mean) * factor + mean, 0.1), 0.9)
        #expect(isClose(Double(y), expected, within: 1e-6))
      }
    }
    #expect((factors.min() ?? 0) < 0.51 && (factors.max() ?? 0) > 1.79)
    word.factor = 0.25
    #expect(word.scales == (0.75, 1.25))
  }

  @Test func contrastOfColoursIsThatOfEachChannel() throws {
    var word = RandomContrast()
    word.factor = .between(0.5, 0)
    let (red, blue): ([Double], [Double]) = ([0.2, 0.4, 0.9], [0.9, 0.3, 0.3])
    let pixels: [Float] = [0.2, 0.5, 0.9, 0.4, 0.5, 0.3, 0.9, 0.5, 0.3]
    let samples = Samples(
      DataInterface(inputs: [.init(Shape([1, 3, 3]), .float)], target: DataInterface.numbered(2)),
      inputs: [.floats(pixels)], targets: .classes([0]))
    let painted = try Self.painted([AugmentationSpec(word)], samples)[0]
    let factor = 0.5 + 0.5 * Self.unit(0, 0)
    for index in 0..<3 {
      #expect(isClose(Double(painted[3 * index]), (red[index] - 0.5) * factor + 0.5, within: 1e-6))
      #expect(painted[3 * index + 1] == 0.5)
      #expect(isClose(Double(painted[3 * index + 2]), (blue[index] - 0.5) * factor + 0.5, within: 1e-6))
    }
  }

  @Test func brightnessIsAddedAndCutOff() throws {
    var word = RandomBrightness()
    (word.factor, word.valueRange) = (0.4, Ends(0, 0.5))
    let images = noiseImages(300)
    let (plain, painted) = (try Self.painted([], images), try Self.painted([AugmentationSpec(word)], images))
    for (sample, (before, after)) in zip(plain, painted).enumerated() {
      let change = (0.8 * Self.unit(sample, 0) - 0.4) * 0.5
      for (x, y) in zip(before, after) {
        #expect(isClose(Double(y), min(max(Double(x) + change, 0), 0.5), within: 1e-6))
      }
    }
  }

  /// Half of the pictures by default; sides whose squares are uniform; anywhere.
  @Test func erasingCoversARectangle() throws {
    var word = RandomErasing()
    word.fillValue = -1
    let (height, width) = (30, 40)
    let images = copies(2000, of: Array(repeating: 255, count: height * width), height: height)
    var (count, areas, corners) = (0, 0.0, Set<Int>())
    for (sample, picture) in try Self.painted([AugmentationSpec(word)], images).enumerated() {
      let covered = picture.indices.filter { picture[$0] == -1 }
      let isErased = Self.unit(sample, 0) < Self.unit(sample, 1)
      #expect(covered.isEmpty == !isErased, "\(sample)")
      guard let first = covered.first, let last = covered.last else { continue }
      count += 1
      let (top, left, bottom, right) = (first / width, first % width, last / width, last % width)
      #expect(covered.count == (bottom - top + 1) * (right - left + 1))
      let wide = (0.02 + 0.31 * Self.unit(sample, 2)).squareRoot() * 40
      let tall = (0.02 + 0.31 * Self.unit(sample, 3)).squareRoot() * 30
      let (x, y) = (Self.unit(sample, 4) * (40 - wide), Self.unit(sample, 5) * (30 - tall))
      #expect(left == Int(x.rounded(.up)) && right == Int((x + wide).rounded(.up)) - 1)
      #expect(top == Int(y.rounded(.up)) && bottom == Int((y + tall).rounded(.up)) - 1)
      areas += Double(covered.count) / 1200
      corners.insert(left)
    }
    #expect((930...1070).contains(count))
    // The mean of √u·√v with u and v uniform from 0.02 to 0.33.
    #expect(isClose(areas / Double(count), 0.1613, within: 0.01))
    #expect(corners.count > 25)
  }

  @Test func erasingWithNoiseFillsWithCutNormalNumbers() throws {
    let images = copies(400, of: Array(repeating: 51, count: 400), height: 20)
    var word = RandomErasing()
    (word.factor, word.valueRange) = (.between(1, 1), Ends(-2, 1))
    let noise = try Self.painted([AugmentationSpec(word)], images).flatMap { $0.filter { $0 != 0.2 } }
    #expect(noise.count > 15_000 && noise.allSatisfy { (-2...1).contains($0) })
    let count = Double(noise.count)
    // Φ(−2/3) and 1 − Φ(1/3).
    #expect(isClose(Double(noise.count { $0 == -2 }) / count, 0.2525, within: 0.015))
    #expect(isClose(Double(noise.count { $0 == 1 }) / count, 0.3694, within: 0.015))
  }

  @Test func noiseIsNormalAndOfAnyShape() throws {
    let samples = featureSamples(
      Array(repeating: Array(repeating: 3, count: 50), count: 400), DataInterface.numbered(2),
      .classes(Array(repeating: 0, count: 400)))
    let noise = try Self.painted([.noisy], samples).flatMap { $0.map { Double($0) - 3 } }
    let deviation = (noise.reduce(0) { $0 + $1 * $1 } / Double(noise.count)).squareRoot()
    #expect(isClose(noise.reduce(0, +) / Double(noise.count), 0, within: 0.003))
    #expect(isClose(deviation, 0.1, within: 0.002))
    #expect(Set(noise).count > 19_000)
  }

  /// A word of a sample's stream in the first epoch, for the first augmentation of a list.
  private static func unit(_ sample: Int, _ word: Int) -> Double {
    let stream = RandomStream(seed: 1, purpose: .augmentation, layer: 0, epoch: 1, step: sample)
    return Double(RandomStream.unit(stream.block(word / 4)[word % 4]))
  }

  /// Means and ends of what is drawn, from the maps of many samples.
  @Test func drawsAreUniform() throws {
    var moved = RandomTranslation()
    (moved.heightFactor, moved.widthFactor) = (0.2, .between(0, 0.5))
    expectUniform(AugmentationSpec(moved), { -$0.y0 }, -2...2)
    expectUniform(AugmentationSpec(moved), { -$0.x0 }, 0...10)
    var turned = RandomRotation()
    turned.factor = .between(0.2, -0.1)
    expectUniform(AugmentationSpec(turned), { $0.yx / $0.xx }, -0.7265...3.0777, isEven: false)
    var zoomed = RandomZoom()
    zoomed.heightFactor = 0.3
    expectUniform(AugmentationSpec(zoomed), \.yy, 0.7...1.3)
    expectUniform(AugmentationSpec(zoomed), { $0.xx - $0.yy }, 0...0)
    zoomed.widthFactor = .between(0, 0.5)
    expectUniform(AugmentationSpec(zoomed), \.xx, 1...1.5)
    var slanted = RandomShear()
    (slanted.xFactor, slanted.yFactor) = (0.4, .between(0.1, 0.2))
    expectUniform(AugmentationSpec(slanted), \.xy, -0.4...0.4)
    expectUniform(AugmentationSpec(slanted), \.yx.magnitude, 0.1...0.2)
    expectUniform(AugmentationSpec(slanted), { $0.xy * $0.yx > 0 ? 1 : -1 }, 1...1)
  }

  private func expectUniform(
    _ word: AugmentationSpec, _ value: (AffineMap) -> Double, _ range: ClosedRange<Double>,
    isEven: Bool = true, _ location: SourceLocation = #_sourceLocation
  ) {
    let values = (0..<4000).map { value(word.map(of: $0, Extent2D(10, 20))) }
    let (low, high) = (values.min() ?? .nan, values.max() ?? .nan)
    let width = range.upperBound - range.lowerBound
    #expect(low >= range.lowerBound - 1e-4 && low <= range.lowerBound + width / 200 + 1e-12, sourceLocation: location)
    #expect(high <= range.upperBound + 1e-4 && high >= range.upperBound - width / 200 - 1e-12, sourceLocation: location)
    guard isEven else { return }
    let mean = values.reduce(0, +) / 4000
    #expect(
      isClose(mean, (range.lowerBound + range.upperBound) / 2, within: width / 60 + 1e-12), sourceLocation: location)
  }
}
