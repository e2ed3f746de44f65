import Catalog
import Geometry
import Layers
import Random
import Tensors

/// An augmentation of the catalog with what it does.
public protocol AugmentationMachinery: AugmentationConstruct {
  /// Changes one sample in place.
  ///
  /// - Parameters:
  ///   - sample: of that shape, [height, width, channels], with values in [0, 1].
  ///   - random: the sample's own words in this epoch, whatever batch it is in.
  func change(_ sample: UnsafeMutableBufferPointer<Float>, _ shape: Shape, _ random: RandomStream)
}

/// The random changes of a spec's training samples.
///
/// What a sample becomes is a function of seed, epoch and the sample's index before shuffling: so trainings with other batch sizes
/// see the same samples, and one that is resumed within an epoch goes on with them.
public struct Augmentations: Sendable {
  private let machineries: [any AugmentationMachinery]
  private let shape: Shape

  /// Every augmentation in the table has some: `AugmentationTests`.
  public init(_ spec: ExperimentSpec, shape: Shape) {
    self.shape = shape
    machineries = spec.augmentation.map { augmentation in
      guard let machinery = augmentation.construct as? any AugmentationMachinery else {
        preconditionFailure("\(augmentation.words.name) changes nothing")
      }
      return machinery
    }
  }

  /// Changes a pass's samples, one after the other in `input`.
  ///
  /// - Parameter index: which sample is at each place of the batch.
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
