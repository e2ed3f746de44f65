import Catalog
import Datasets
import Geometry
import Glibc
import Kernels
import Layers
import Random
import Tensors
import Training

extension AugmentationSpec {
  static let moving: AugmentationSpec = {
    var word = RandomTranslation()
    (word.heightFactor, word.widthFactor) = (0.2, 0.3)
    return AugmentationSpec(word)
  }()
  static let turning: AugmentationSpec = {
    var word = RandomRotation()
    word.factor = 0.1
    return AugmentationSpec(word)
  }()
  static let zooming: AugmentationSpec = {
    var word = RandomZoom()
    (word.heightFactor, word.widthFactor) = (0.3, .between(-0.5, 0.2))
    return AugmentationSpec(word)
  }()
  static let slanting: AugmentationSpec = {
    var word = RandomShear()
    (word.xFactor, word.yFactor) = (0.3, 0.1)
    return AugmentationSpec(word)
  }()
  static let flipping = AugmentationSpec(RandomFlip())

  static let contrasting: AugmentationSpec = {
    var word = RandomContrast()
    word.factor = .between(0.5, 0.8)
    return AugmentationSpec(word)
  }()
  static let brightening: AugmentationSpec = {
    var word = RandomBrightness()
    word.factor = 0.4
    return AugmentationSpec(word)
  }()
  static let noisy: AugmentationSpec = {
    var word = SampleNoise()
    word.stddev = 0.1
    return AugmentationSpec(word)
  }()

  static func mixing(_ alpha: Double) -> AugmentationSpec {
    var word = MixUp()
    word.alpha = alpha
    return AugmentationSpec(word)
  }

  /// Always.
  static func erasing(_ value: Double?) -> AugmentationSpec {
    var word = RandomErasing()
    (word.factor, word.fillValue) = (.between(1, 1), value)
    return AugmentationSpec(word)
  }

  /// What the word makes of a sample in the first epoch, alone in its list.
  func map(of sample: Int, _ size: Extent2D) -> AffineMap {
    let shape = Shape([size.height, size.width, 1])
    let machinery: any AugmentationMachinery = construct.machinery()
    guard case .change(let change) = machinery.stage(at: 0, shape), let moved = change as? MovedPicture else {
      return .identity
    }
    return moved.map(SampleDraws(seed: 1, epoch: 1, sample: sample))
  }
}

extension [AugmentationSpec] {
  /// Lists that together have every word.
  static let examples: [[AugmentationSpec]] = [
    [.moving, .turning, .flipping, .zooming, .slanting],
    [.turning, AugmentationSpec(RandomCrop(6, 5)), .flipping, .contrasting, .erasing(0.5)],
    [.brightening, .erasing(nil), .noisy, .turning, AugmentationSpec(CutMix())],
    [.turning, .mixing(0.7), .noisy, .mixing(1.5), .flipping],
  ]
}

extension RandomCrop {
  init(_ height: Int, _ width: Int) {
    self.init()
    (self.height, self.width) = (height, width)
  }
}

/// Grey images that are all the same.
func copies(_ count: Int, of pixels: [UInt8], height: Int) -> Samples {
  let all = Array(repeating: pixels, count: count).flatMap { $0 }
  return grayImages(height: height, width: pixels.count / height, all, Array(repeating: 0, count: count))
}

/// The inputs of a network for batch after batch.
struct LoadedBatches {
  private(set) var inputs: [[Float]] = []
  /// The last batch's.
  let targets: BatchTargets

  /// - Parameter order: which sample comes first, second and so on; nil for the data's own order.
  init(
    _ spec: ExperimentSpec, _ samples: Samples, batchSize: Int, workers: Int, epoch: Int, order: [Int]? = nil
  ) throws {
    let graph = try ModelGraph(spec, samples.interface)
    let network = Network(graph, seed: 1, capacity: batchSize)
    let augmentations = Augmentations(spec, graph.sampleShapes, samples: samples.count)
    let canvases = augmentations.canvases(workers)
    targets = Scoring(graph, metrics: [], capacity: batchSize)
      .targets(like: samples, capacity: batchSize, areMixed: augmentations.areMixing)
    for start in stride(from: 0, to: samples.count, by: batchSize) {
      let count = min(batchSize, samples.count - start)
      let pass = Pass(
        compute: Compute(parallelism: Parallelism(workers: workers)), samples: count, isTraining: true, epoch: epoch)
      network.load(samples, targets, pass, augmentations, canvases) { order?[start + $0] ?? start + $0 }
      for place in 0..<count {
        inputs.append(
          Array(
            UnsafeBufferPointer(start: network.input.pointer + place * network.inputCount, count: network.inputCount)))
      }
    }
  }
}

/// The first example again, in plain arithmetic from the words of Philox.
enum Twin {
  static func map(of sample: Int, height: Int, width: Int) -> [Double] {
    let (h, w) = (Double(height), Double(width))
    let (cx, cy) = ((w - 1) / 2, (h - 1) / 2)
    func unit(_ place: Int, _ word: Int) -> Double {
      let stream = RandomStream(seed: 1, purpose: .augmentation, layer: place, epoch: 1, step: sample)
      return Double(RandomStream.unit(stream.block(0)[word]))
    }
    func about(_ xx: Double, _ xy: Double, _ yx: Double, _ yy: Double) -> [Double] {
      [xx, xy, cx - xx * cx - xy * cy, yx, yy, cy - yx * cx - yy * cy]
    }
    let (down, right) = ((0.4 * unit(0, 0) - 0.2) * h, (0.6 * unit(0, 1) - 0.3) * w)
    let angle = 2 * Double.pi * (0.2 * unit(1, 0) - 0.1)
    let (across, upDown) = (unit(2, 0) <= 0.5 ? -1.0 : 1, unit(2, 1) <= 0.5 ? -1.0 : 1)
    let (tall, wide) = (1 + 0.6 * unit(3, 0) - 0.3, 1 + 0.7 * unit(3, 1) - 0.5)
    let sign = unit(4, 2) > 0.5 ? -1.0 : 1
    let (x, y) = (sign * 0.3 * unit(4, 0), sign * 0.1 * unit(4, 1))
    let maps = [
      [1, 0, -right, 0, 1, -down], about(cos(angle), -sin(angle), sin(angle), cos(angle)),
      about(across, 0, 0, upDown), about(wide, 0, 0, tall), about(1, x, y, 1),
    ]
    return maps.dropFirst().reduce(maps[0]) { a, b in
      [
        a[0] * b[0] + a[1] * b[3], a[0] * b[1] + a[1] * b[4], a[0] * b[2] + a[1] * b[5] + a[2],
        a[3] * b[0] + a[4] * b[3], a[3] * b[1] + a[4] * b[4], a[3] * b[2] + a[4] * b[5] + a[5],
      ]
    }
  }
}

/// A picture in Double, reflected at its edges, bilinear.
struct DoublePicture {
  let pixels: [Double]
  let height: Int
  let width: Int

  init(_ pixels: [Float], height: Int, width: Int) { self.init(pixels.map(Double.init), height, width) }

  private init(_ pixels: [Double], _ height: Int, _ width: Int) {
    (self.pixels, self.height, self.width) = (pixels, height, width)
  }

  func seen(through map: [Double]) -> DoublePicture {
    let seen = (0..<height * width).map { index in
      let (x, y) = (Double(index % width), Double(index / width))
      return value(map[0] * x + map[1] * y + map[2], map[3] * x + map[4] * y + map[5])
    }
    return DoublePicture(seen, height, width)
  }

  private func value(_ x: Double, _ y: Double) -> Double {
    let (x, y) = (Self.reflected(x, width), Self.reflected(y, height))
    let (left, upper) = (Int(x), Int(y))
    let (right, lower) = (min(left + 1, width - 1), min(upper + 1, height - 1))
    let (a, b) = (x - Double(left), y - Double(upper))
    return (1 - b) * ((1 - a) * pixels[upper * width + left] + a * pixels[upper * width + right])
      + b * ((1 - a) * pixels[lower * width + left] + a * pixels[lower * width + right])
  }

  /// … 1 0 | 0 1 … n−1 | n−1 …
  private static func reflected(_ x: Double, _ length: Int) -> Double {
    let period = Double(2 * length)
    var x = (x + 0.5).truncatingRemainder(dividingBy: period)
    if x < 0 { x += period }
    return min(max((x < Double(length) ? x : period - x) - 0.5, 0), Double(length - 1))
  }
}
