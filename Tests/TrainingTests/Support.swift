import Catalog
import Datasets
import Geometry
import Kernels
import Random
import Records
import Training

/// Noise images whose class is visible: pixel `label` of the first rows is bright.
func noiseImages(_ count: Int, height: Int = 8, width: Int = 8, seed: UInt64 = 9) -> Samples {
  let stream = RandomStream(seed: seed, purpose: .initialization)
  let size = height * width
  let labels = (0..<count).map { Int32(stream.block(1_000_000 + $0)[0] % 10) }
  var pixels = (0..<count * size).map { UInt8(stream.block($0)[1] % 200) }
  for index in 0..<count { pixels[index * size + Int(labels[index])] = 255 }
  return grayImages(height: height, width: width, pixels, labels)
}

extension Samples {
  /// For grey images.
  func part(_ range: Range<Int>) -> Samples {
    guard case .bytes(let pixels) = inputs[0], case .classes(let labels) = targets else { return self }
    let size = interface.input.shape.count
    return Samples(
      interface, inputs: [.bytes(Array(pixels[range.lowerBound * size..<range.upperBound * size]))],
      targets: .classes(Array(labels[range])))
  }

  /// The same images as the numbers in a model's input.
  var asFloats: Samples {
    guard case .bytes(let pixels) = inputs[0] else { return self }
    return Samples(
      DataInterface(inputs: [.init(interface.input.shape, .float)], target: interface.target),
      inputs: [.floats(pixels.map { Float($0) / 255 })], targets: targets)
  }
}

/// With ten classes.
func grayImages(height: Int, width: Int, _ pixels: [UInt8], _ labels: [Int32]) -> Samples {
  Samples(
    DataInterface(inputs: [.init(Shape([height, width, 1]), .byte)], target: DataInterface.numbered(10)),
    inputs: [.bytes(pixels)], targets: .classes(labels))
}

let flatten = LayerSpec(FlattenSpec())

func dense(_ units: Int, _ activation: Activation = .linear) -> LayerSpec {
  var dense = DenseSpec(units: units)
  dense.activation = activation
  return LayerSpec(dense)
}

func testSpec(
  _ layers: [LayerSpec] = [flatten, dense(12, .relu), dense(10, .softmax)],
  loss: LossSpec = LossSpec(CategoricalCrossentropy()), _ change: (inout ExperimentSpec) -> Void = { _ in }
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
  _ spec: ExperimentSpec, _ samples: Samples, set: InstructionSet = .best, workers: Int = 2,
  initialWeights: [NamedTensor]? = nil
) throws -> Trainer {
  try Trainer(
    spec: spec, graph: ModelGraph(spec, samples.interface), training: samples,
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
