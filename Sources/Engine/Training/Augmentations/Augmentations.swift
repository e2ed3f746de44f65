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
  /// How many training samples there are, of which any may be another's partner.
  private let samples: Int
  /// The most numbers that a sample has on the way.
  private let largest: Int

  /// - Parameters:
  ///   - shapes: of a sample before all changes and after each.
  ///   - samples: how many training samples there are.
  package init(_ spec: ExperimentSpec, _ shapes: [Shape], samples: Int) {
    seed = spec.seed
    self.samples = samples
    largest = shapes.map(\.count).max() ?? 0
    stages = zip(spec.augmentation, shapes).enumerated().reduce(into: []) { stages, word in
      let machinery: any AugmentationMachinery = word.element.0.construct.machinery()
      stages.add(machinery.stage(at: word.offset, word.element.1))
    }
  }

  package var isEmpty: Bool { stages.isEmpty }
  /// Whether a sample's target depends on another's.
  package var areMixing: Bool { stages.contains { if case .mix = $0 { true } else { false } } }

  /// Canvases for so many workers.
  package func canvases(_ workers: Int) -> Canvases { Canvases(workers: workers, numbers: largest) }

  /// Draws a sample as it is in an epoch.
  ///
  /// - Parameters:
  ///   - other: for its partners.
  ///   - onMix: called with what else has to be mixed.
  package func paint(
    _ sample: Int, _ epoch: Int, on canvas: inout Canvas, beside other: inout Canvas, _ reader: SampleReader,
    onMix: (Mixture) -> Void = { _ in }
  ) {
    reader.read(sample, to: canvas.pixels)
    let draws = SampleDraws(seed: seed, epoch: epoch, sample: sample)
    for (place, stage) in stages.enumerated() {
      switch stage {
      case .change(let change): change.apply(to: &canvas, draws)
      case .mix(let mixing):
        let mixture = mixing.mixture(draws, of: samples)
        paintUnmixed(mixture.partner, epoch, until: place, on: &other, reader)
        mixing.apply(mixture, to: canvas, other)
        onMix(mixture)
      }
    }
  }

  /// A partner, as the changes before the mixing leave it in this epoch: with what it is mixed itself does not matter, so that a sample's
  /// cost grows with the list, and not with the power of it.
  private func paintUnmixed(
    _ sample: Int, _ epoch: Int, until end: Int, on canvas: inout Canvas, _ reader: SampleReader
  ) {
    reader.read(sample, to: canvas.pixels)
    let draws = SampleDraws(seed: seed, epoch: epoch, sample: sample)
    for stage in stages[..<end] { if case .change(let change) = stage { change.apply(to: &canvas, draws) } }
  }

  /// What happens to a sample in an epoch, in words.
  package func account(of sample: Int, _ epoch: Int) -> [String] {
    let draws = SampleDraws(seed: seed, epoch: epoch, sample: sample)
    return stages.flatMap { stage in
      switch stage {
      case .change(let change): change.account(draws)
      case .mix(let mixing): [mixing.account(draws, of: samples)]
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
    memory = AlignedBuffer(workers * 4 * stride)
  }

  /// How many numbers a worker's have room for, not counting the vectors' ends; none if nothing is changed.
  ///
  /// - Parameter shapes: of a sample before all changes and after each.
  static func numbers(_ shapes: [Shape]) -> Double {
    shapes.count == 1 ? 0 : 4 * (shapes.map(\.size).max() ?? 0)
  }

  /// A worker's: one for a sample, and one for a partner.
  package func pair(_ worker: Int, _ kernels: any KernelSet) -> (Canvas, Canvas) {
    let start = memory.pointer + worker * 4 * stride
    return (
      Canvas(kernels, pixels: start, spare: start + stride),
      Canvas(kernels, pixels: start + 2 * stride, spare: start + 3 * stride)
    )
  }
}
