import Datasets
import Layers
import Tensors

extension Network {
  /// Copies a pass's samples into the network's input, pixels divided by 255, and their labels.
  ///
  /// `index`: which sample goes to each place of the batch.
  package func load(_ samples: LabeledImages, _ labels: AlignedBuffer<UInt8>, _ pass: Pass, index: (Int) -> Int) {
    samples.pixels.withUnsafeBufferPointer { pixels in
      // A batch is not empty, so neither are the pixels.
      guard let base = pixels.baseAddress else { return }
      pass.compute.parallelism.forEachBlock(of: pass.samples, size: 16) { block, _ in
        for place in block {
          pass.compute.kernels.unitPixels(
            base + index(place) * inputCount, y: input.pointer + place * inputCount, count: inputCount)
        }
      }
    }
    for place in 0..<pass.samples { labels.pointer[place] = samples.labels[index(place)] }
  }
}
