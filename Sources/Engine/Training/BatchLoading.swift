import Datasets
import Layers
import Tensors

/// The targets for the samples of a batch.
package struct BatchTargets {
  /// The classes; nil if the targets are values.
  let labels: AlignedBuffer<Int32>?
  /// [samples, width], what the outputs should be: for a class, one-hot, or the label itself if there is one output. Nil for classes
  /// where only the labels are needed.
  let numbers: AlignedBuffer<Float>?
  /// How much each sample counts in the loss; nil if all count 1.
  let weights: AlignedBuffer<Float>?
  private let width: Int
  private let classWeights: [Float]?

  /// With room for those of `capacity` samples.
  init(like samples: Samples, capacity: Int, width: Int, areNumbers: Bool, classWeights: [Float]?) {
    self.width = width
    self.classWeights = classWeights
    switch samples.targets {
    case .classes:
      labels = AlignedBuffer(capacity)
      numbers = areNumbers ? AlignedBuffer(capacity * width) : nil
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
    for place in 0..<count {
      let ofClass = labels.flatMap { labels in classWeights.map { $0[Int(labels.pointer[place])] } } ?? 1
      weights.pointer[place] = (samples.weights?[index(place)] ?? 1) * ofClass
    }
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

  /// The same for samples that are changed first.
  package func load(
    _ samples: Samples, _ targets: BatchTargets, _ pass: Pass, _ augmentations: Augmentations, _ canvases: Canvases,
    index: (Int) -> Int
  ) {
    targets.load(samples, pass.samples, index: index)
    forEachPlace(samples, pass) { reader, place, worker, y in
      var canvas = canvases.canvas(worker, pass.compute.kernels)
      augmentations.paint(index(place), pass.epoch, on: &canvas, reader)
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
