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
  /// Copies a pass's samples into the network's input, on the scale that the model sees, and their targets.
  ///
  /// `index`: which sample goes to each position in the batch.
  package func load(_ samples: Samples, _ targets: BatchTargets, _ pass: Pass, index: (Int) -> Int) {
    let (kernels, count) = (pass.compute.kernels, inputCount)
    switch (samples.inputs[0], samples.interface.input.rescale) {
    case (.bytes(let bytes), nil):
      gather(bytes, pass, index: index) { x, y in kernels.unitPixels(x, y: y, count: count) }
    case (.bytes(let bytes), let factor?):
      gather(bytes, pass, index: index) { x, y in for i in 0..<count { y[i] = Float(x[i]) * factor } }
    case (.words(let words), nil):
      gather(words, pass, index: index) { x, y in for i in 0..<count { y[i] = Float(x[i]) / 65_535 } }
    case (.words(let words), let factor?):
      gather(words, pass, index: index) { x, y in for i in 0..<count { y[i] = Float(x[i]) * factor } }
    case (.floats(let floats), nil):
      gather(floats, pass, index: index) { x, y in y.update(from: x, count: count) }
    case (.floats(let floats), let factor?):
      gather(floats, pass, index: index) { x, y in for i in 0..<count { y[i] = x[i] * factor } }
    }
    targets.load(samples, pass.samples, index: index)
  }

  @inline(__always)
  private func gather<Element: BitwiseCopyable & Equatable & Sendable>(
    _ values: PagedArray<Element>, _ pass: Pass, index: (Int) -> Int,
    copy: (UnsafePointer<Element>, UnsafeMutablePointer<Float>) -> Void
  ) {
    values.withUnsafeBufferPointer { values in
      // A batch is not empty, so neither are the values.
      guard let base = values.baseAddress else { return }
      pass.compute.parallelism.forEachBlock(of: pass.samples, size: 16) { block, _ in
        for place in block { copy(base + index(place) * inputCount, input.pointer + place * inputCount) }
      }
    }
  }
}
