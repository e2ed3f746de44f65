import Datasets
import Kernels
import Layers

extension Network {
  /// Lets the layers that need it measure the samples of `range`, each when those before it have: in file order, without any
  /// augmentation, in batches of the network's capacity.
  func adapt(to samples: Samples, _ targets: BatchTargets, _ range: Range<Int>, _ compute: Compute) {
    for (stage, layer) in adaptedLayers {
      for again in [false, true] {
        for start in stride(from: range.lowerBound, to: range.upperBound, by: capacity) {
          let pass = Pass(compute: compute, samples: min(capacity, range.upperBound - start), isTraining: false)
          load(samples, targets, pass) { start + $0 }
          layer.measure(forward(pass, stages: stage), samples: pass.samples, again: again)
        }
        layer.adapt(samples: range.count, again: again)
      }
    }
  }
}
