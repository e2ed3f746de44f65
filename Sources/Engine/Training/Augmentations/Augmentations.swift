import Catalog
import Geometry
import Layers
import Random
import Tensors

/// What an augmentation in the catalog does.
public protocol AugmentationMachinery: AugmentationConstruct {
  /// Changes one sample in place.
  ///
  /// - Parameters:
  ///   - sample: a picture of the shape [height, width, channels] with values in [0, 1].
  ///   - random: the sample's own stream in this epoch, the same in any batch.
  func change(_ sample: UnsafeMutableBufferPointer<Float>, _ shape: Shape, _ random: RandomStream)
}

/// The random changes to a spec's training samples.
///
/// The result is a function of seed, epoch and the sample's index before shuffling. Runs with different batch sizes therefore
/// train on the same pictures, and so does a run that is resumed within an epoch.
public struct Augmentations: Sendable {
  private let machineries: [any AugmentationMachinery]
  private let shape: Shape

  public init(_ spec: ExperimentSpec, shape: Shape) {
    self.shape = shape
    machineries = spec.augmentation.map { $0.construct.machinery() }
  }

  /// Changes the samples of a pass, one after another in `input`.
  ///
  /// - Parameter index: which sample is at each position in the batch.
  func change(_ input: AlignedBuffer<Float>, _ pass: Pass, index: (Int) -> Int) {
    guard !machineries.isEmpty else { return }
    pass.compute.parallelism.forEachBlock(of: pass.samples, size: 16) { block, _ in
      for place in block {
        change(
          UnsafeMutableBufferPointer(start: input.pointer + place * shape.count, count: shape.count),
          seed: pass.seed, epoch: pass.epoch, index: index(place))
      }
    }
  }

  package func change(_ sample: UnsafeMutableBufferPointer<Float>, seed: UInt64, epoch: Int, index: Int) {
    for (place, machinery) in machineries.enumerated() {
      let random = RandomStream(seed: seed, purpose: .augmentation, layer: place, epoch: epoch, step: index)
      machinery.change(sample, shape, random)
    }
  }
}
