import Catalog
import Datasets
import Geometry
import KernelTypes
import Kernels

extension AugmentationPreview {
  /// - Throws: if an augmentation does not fit the samples.
  public static func of(_ spec: ExperimentSpec, _ dataset: Dataset) throws(ShapeProblems) -> AugmentationPreview {
    let shapes = try spec.augmentation.shapes(from: dataset.interface.input.shape)
    let training = dataset.split(spec.validationSplit).training
    let augmentations = Augmentations(spec, shapes, samples: training)
    let shown = Array(0..<min(mostSamples, training))
    return AugmentationPreview(
      changes: shown.map { sample in (1...epochs).map { augmentations.account(of: sample, $0) } },
      originals: dataset.training.selected(shown),
      draws: dataset.interface.input.pictureShape.map { _ in
        augmentations.drawn(shown, of: dataset.training, shapes[shapes.count - 1])
      })
  }
}

extension Augmentations {
  /// Pictures as they are in each of the first epochs, in bytes.
  fileprivate func drawn(_ shown: [Int], of samples: Samples, _ shape: Shape) -> Samples {
    let (kernels, epochs) = (InstructionSet.best.kernels, AugmentationPreview.epochs)
    // A sample's numbers by which a byte's are multiplied.
    let white = samples.interface.input.rescale.map { $0 * Float(samples.interface.input.element.divisor ?? 1) } ?? 1
    var pixels: [UInt8] = []
    let canvases = canvases(1)
    samples.withReader(kernels) { reader in
      for sample in shown {
        for epoch in 1...epochs {
          var (canvas, other) = canvases.pair(0, kernels)
          paint(sample, epoch, on: &canvas, beside: &other, reader)
          let painted = UnsafeBufferPointer(start: canvas.pixels, count: shape.count)
          pixels += painted.map { UInt8(min(max($0 / white * 255, 0), 255).rounded()) }
        }
      }
    }
    let input = DataInterface.Input(shape, .byte, pictures: samples.interface.input.pictures)
    let repeated = samples.selected(shown.flatMap { Array(repeating: $0, count: epochs) })
    return Samples(
      DataInterface(inputs: [input], target: samples.interface.target, ink: samples.interface.ink),
      inputs: [.bytes(pixels)], targets: repeated.targets)
  }
}
