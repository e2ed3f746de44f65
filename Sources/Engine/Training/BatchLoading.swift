import Datasets
import Layers
import Tensors

/// The targets for the samples of a batch.
package struct BatchTargets {
  /// The classes; nil if the targets are values.
  package let labels: AlignedBuffer<Int32>?
  /// [samples, width], what the outputs should be: for a class, one-hot, or the label itself if there is one output. Nil for classes
  /// where only the labels are needed.
  package let numbers: AlignedBuffer<Float>?
  /// How much each sample counts in the loss; nil if all count 1.
  package let weights: AlignedBuffer<Float>?
  /// Whether augmentations mix samples, so that the numbers may say more than the labels.
  let areMixed: Bool
  private let width: Int
  private let classWeights: [Float]?

  /// With room for those of `capacity` samples.
  init(
    like samples: Samples, capacity: Int, width: Int, areNumbers: Bool, areMixed: Bool, classWeights: [Float]?
  ) {
    self.width = width
    self.classWeights = classWeights
    self.areMixed = areMixed
    switch samples.targets {
    case .classes:
      labels = AlignedBuffer(capacity)
      numbers = areNumbers || areMixed ? AlignedBuffer(capacity * width) : nil
    case .values:
      labels = nil
      numbers = AlignedBuffer(capacity * width)
    }
    weights = samples.weights == nil && classWeights == nil ? nil : AlignedBuffer(capacity)
  }

  fileprivate func load(_ samples: Samples, _ count: Int, index: (Int) -> Int) {
    switch samples.targets {
    case .classes(let classes): load(classes, count, index: index)
    case .values(let values):
      guard let numbers else { return }
      for place in 0..<count {
        let first = index(place) * width
        for output in 0..<width { numbers.pointer[place * width + output] = values[first + output] }
      }
    }
    guard let weights else { return }
    for place in 0..<count { weights.pointer[place] = weight(of: index(place), samples) }
  }

  private func weight(of sample: Int, _ samples: Samples) -> Float {
    var ofClass: Float = 1
    if let classWeights, case .classes(let labels) = samples.targets { ofClass = classWeights[Int(labels[sample])] }
    return (samples.weights?[sample] ?? 1) * ofClass
  }

  /// The target at a place becomes partly another sample's, and so does its weight. Its label is the class with the largest share.
  fileprivate func mix(_ samples: Samples, at place: Int, _ mixture: Mixture) {
    let (share, rest) = (Float(mixture.share), Float(1 - mixture.share))
    if let weights {
      weights.pointer[place] = share * weights.pointer[place] + rest * weight(of: mixture.partner, samples)
    }
    guard let numbers else { return }
    let row = numbers.pointer + place * width
    for output in 0..<width {
      row[output] = share * row[output] + rest * number(output, of: mixture.partner, samples)
    }
    labels?.pointer[place] = largest(in: row)
  }

  /// What an output should be for a sample.
  private func number(_ output: Int, of sample: Int, _ samples: Samples) -> Float {
    switch samples.targets {
    case .classes(let labels): labels[sample] == (width == 1 ? 1 : Int32(output)) ? 1 : 0
    case .values(let values): values[sample * width + output]
    }
  }

  /// The first of equal classes; of two with one output, the second only if it has more than half.
  private func largest(in row: UnsafeMutablePointer<Float>) -> Int32 {
    guard width > 1 else { return row[0] > 0.5 ? 1 : 0 }
    var best = 0
    for output in 1..<width where row[output] > row[best] { best = output }
    return Int32(best)
  }

  private func load(_ classes: [Int32], _ count: Int, index: (Int) -> Int) {
    guard let labels else { return }
    for place in 0..<count { labels.pointer[place] = classes[index(place)] }
    guard let numbers else { return }
    for place in 0..<count {
      let (row, label) = (numbers.pointer + place * width, Int(labels.pointer[place]))
      for output in 0..<width { row[output] = (width == 1 ? label == 1 : output == label) ? 1 : 0 }
    }
  }
}

extension Network {
  /// Copies a pass's samples into the network's input, on the scale that the model sees, and their targets. If augmentations cut the
  /// training samples, the middle is taken.
  ///
  /// `index`: which sample goes to each position in the batch.
  package func load(_ samples: Samples, _ targets: BatchTargets, _ pass: Pass, index: (Int) -> Int) {
    forEachPlace(samples, pass) { reader, place, _, y in
      if let window {
        window.copyMiddle(to: y) { reader.read(index(place), $0, to: $1) }
      } else {
        reader.read(index(place), to: y)
      }
    }
    targets.load(samples, pass.samples, index: index)
  }

  /// The same for samples that are changed first, if there are changes.
  package func load(
    _ samples: Samples, _ targets: BatchTargets, _ pass: Pass, _ augmentations: Augmentations, _ canvases: Canvases,
    index: (Int) -> Int
  ) {
    guard !augmentations.isEmpty else { return load(samples, targets, pass, index: index) }
    targets.load(samples, pass.samples, index: index)
    forEachPlace(samples, pass) { reader, place, worker, y in
      var (canvas, other) = canvases.pair(worker, pass.compute.kernels)
      augmentations.paint(index(place), pass.epoch, on: &canvas, beside: &other, reader) { mixture in
        targets.mix(samples, at: place, mixture)
      }
      y.update(from: canvas.pixels, count: inputCount)
    }
  }

  /// Calls `body` for each position of the batch, on all workers, with where its sample belongs.
  @inline(__always)
  private func forEachPlace(
    _ samples: Samples, _ pass: Pass,
    _ body: (_ reader: SampleReader, _ place: Int, _ worker: Int, _ y: UnsafeMutablePointer<Float>) -> Void
  ) {
    samples.withReader(pass.compute.kernels) { reader in
      pass.compute.parallelism.forEachBlock(of: pass.samples, size: 16) { block, worker in
        for place in block { body(reader, place, worker, input.pointer + place * inputCount) }
      }
    }
  }
}
