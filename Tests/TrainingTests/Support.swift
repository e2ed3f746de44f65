import Catalog
import Datasets
import Geometry
import Kernels
import Random
import Records
import Training

/// Noise images whose class is visible: pixel `label` of the first rows is bright.
func noiseImages(_ count: Int, height: Int = 8, width: Int = 8, seed: UInt64 = 9) -> LabeledImages {
  let stream = RandomStream(seed: seed, purpose: .initialization)
  let size = height * width
  let labels = (0..<count).map { UInt8(stream.block(1_000_000 + $0)[0] % 10) }
  var pixels = (0..<count * size).map { UInt8(stream.block($0)[1] % 200) }
  for index in 0..<count { pixels[index * size + Int(labels[index])] = 255 }
  return LabeledImages(height: height, width: width, pixels: pixels, labels: labels)
}

extension LabeledImages {
  func part(_ range: Range<Int>) -> LabeledImages {
    let size = height * width
    return LabeledImages(
      height: height, width: width, pixels: Array(pixels[range.lowerBound * size..<range.upperBound * size]),
      labels: Array(labels[range]))
  }
}

let flatten = LayerSpec(FlattenSpec())

func dense(_ units: Int, _ activation: Activation = .linear) -> LayerSpec {
  var dense = DenseSpec(units: units)
  dense.activation = activation
  return LayerSpec(dense)
}

func testSpec(
  _ layers: [LayerSpec] = [flatten, dense(12, .relu), dense(10, .softmax)],
  loss: LossSpec = .categoricalCrossentropy(), _ change: (inout ExperimentSpec) -> Void = { _ in }
) -> ExperimentSpec {
  var spec = ExperimentSpec(name: "test", dataset: DatasetSpec(source: .mnist), layers: layers, loss: loss)
  spec.optimizer = OptimizerSpec(SGD())
  spec.batchSize = 4
  change(&spec)
  return spec
}

func graph(_ spec: ExperimentSpec, height: Int = 8, width: Int = 8) throws -> ModelGraph {
  try ModelGraph(spec, input: Shape([height, width, 1]), classes: 10)
}

func makeTrainer(
  _ spec: ExperimentSpec, _ images: LabeledImages, set: InstructionSet = .best, workers: Int = 2,
  initialWeights: [NamedTensor]? = nil
) throws -> Trainer {
  try Trainer(
    spec: spec, graph: graph(spec, height: images.height, width: images.width), training: images,
    compute: Compute(instructionSet: set, parallelism: Parallelism(workers: workers)),
    initialWeights: initialWeights)
}

extension NamedTensor {
  /// The name and every bit.
  var bits: [UInt32] { values.map(\.bitPattern) }
}

/// |a − b| ≤ limit. False for NaN.
func isClose(_ value: Double, _ expected: Double, within limit: Double) -> Bool {
  (value - expected).magnitude <= limit
}
