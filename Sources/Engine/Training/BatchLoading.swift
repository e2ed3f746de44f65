import Datasets
import Layers
import Tensors

/// The targets for the samples of a batch.
package enum BatchTargets {
  case classes(AlignedBuffer<Int32>)
  /// [samples, outputs]
  case values(AlignedBuffer<Float>, outputs: Int)

  /// With room for those of `capacity` samples.
  package init(like samples: Samples, capacity: Int) {
    switch samples.targets {
    case .classes: self = .classes(AlignedBuffer(capacity))
    case .values:
      let outputs = samples.interface.outputs
      self = .values(AlignedBuffer(capacity * outputs), outputs: outputs)
    }
  }

  fileprivate func load(_ targets: Samples.Targets, _ count: Int, index: (Int) -> Int) {
    switch (self, targets) {
    case (.classes(let buffer), .classes(let labels)):
      for place in 0..<count { buffer.pointer[place] = labels[index(place)] }
    case (.values(let buffer, let outputs), .values(let values)):
      for place in 0..<count {
        let first = index(place) * outputs
        for output in 0..<outputs { buffer.pointer[place * outputs + output] = values[first + output] }
      }
    case (.classes, .values), (.values, .classes):
      // Training and evaluation make the room from the samples that they load, by `init(like:)`.
      preconditionFailure("targets are loaded into room for their like")
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
    targets.load(samples.targets, pass.samples, index: index)
  }

  @inline(__always)
  private func gather<Element>(
    _ values: [Element], _ pass: Pass, index: (Int) -> Int,
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
