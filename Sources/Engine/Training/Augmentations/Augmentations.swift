import Catalog
import Geometry
import KernelTypes
import Layers
import Tensors

/// The random changes to a spec's training samples, in the order of its list.
///
/// The result is a function of seed, epoch and the sample's index before shuffling. Runs with different batch sizes therefore
/// train on the same pictures, and so does a run that is resumed within an epoch.
package struct Augmentations: Sendable {
  package let stages: [AugmentationStage]
  private let seed: UInt64
  /// The most numbers that a sample has on the way.
  private let largest: Int

  /// - Parameter shapes: of a sample before all changes and after each.
  package init(_ spec: ExperimentSpec, _ shapes: [Shape]) {
    seed = spec.seed
    largest = shapes.map(\.count).max() ?? 0
    stages = zip(spec.augmentation, shapes).enumerated().reduce(into: []) { stages, word in
      let machinery: any AugmentationMachinery = word.element.0.construct.machinery()
      stages.add(machinery.stage(at: word.offset, word.element.1))
    }
  }

  package var isEmpty: Bool { stages.isEmpty }

  /// Canvases for so many workers.
  package func canvases(_ workers: Int) -> Canvases { Canvases(workers: isEmpty ? 0 : workers, numbers: largest) }

  /// Draws a sample as it is in an epoch.
  package func paint(_ sample: Int, _ epoch: Int, on canvas: inout Canvas, _ reader: SampleReader) {
    reader.read(sample, to: canvas.pixels)
    let draws = SampleDraws(seed: seed, epoch: epoch, sample: sample)
    for stage in stages {
      switch stage {
      case .change(let change): change.apply(to: &canvas, draws)
      }
    }
  }

  /// What happens to a sample in an epoch, in words.
  package func account(of sample: Int, _ epoch: Int) -> [String] {
    let draws = SampleDraws(seed: seed, epoch: epoch, sample: sample)
    return stages.flatMap { stage in
      switch stage {
      case .change(let change): change.account(draws)
      }
    }
  }
}

extension [AugmentationStage] {
  /// After the last, or as one with it.
  fileprivate mutating func add(_ stage: AugmentationStage) {
    if case .change(let last)? = last, case .change(let next) = stage, let both = last.joined(by: next) {
      self[count - 1] = .change(both)
    } else {
      append(stage)
    }
  }
}

/// Each worker's memory for the samples that it changes, made once.
package final class Canvases: Sendable {
  private let memory: AlignedBuffer<Float>
  /// Whole vectors, and one more.
  private let stride: Int

  fileprivate init(workers: Int, numbers: Int) {
    stride = (numbers + 31) / 16 * 16
    memory = AlignedBuffer(workers * 2 * stride)
  }

  package func canvas(_ worker: Int, _ kernels: any KernelSet) -> Canvas {
    let start = memory.pointer + worker * 2 * stride
    return Canvas(kernels, pixels: start, spare: start + stride)
  }
}
