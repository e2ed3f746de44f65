import Catalog
import Geometry
import Kernels
import Layers
import Tensors
import Testing

/// x̂ = (x − μ) ÷ √(v + ε) with the batch's mean and variance of a channel, then γ, β, and a ReLU if wanted.
private struct ReferenceBatchNormalization: Reference {
  var spec: BatchNormalizationSpec
  var channels: Int
  var relu: Bool

  func forward(_ x: [Double], parameters: [[Double]], samples: Int) -> [Double] {
    var y = x
    for channel in 0..<channels {
      let places = stride(from: channel, to: x.count, by: channels)
      let count = Double(x.count / channels)
      let mean = places.reduce(0) { $0 + x[$1] } / count
      let variance = places.reduce(0) { $0 + (x[$1] - mean) * (x[$1] - mean) } / count
      let gamma = spec.affine.scale ? parameters[0][channel] : 1
      let beta = spec.affine.center ? parameters[spec.affine.scale ? 1 : 0][channel] : 0
      for place in places {
        let value = (x[place] - mean) / (variance + spec.epsilon).squareRoot() * gamma + beta
        y[place] = relu ? max(0, value) : value
      }
    }
    return y
  }
}

struct BatchNormalizationTests {
  static let shapes = [Shape([10]), Shape([1]), Shape([3, 2, 17]), Shape([5, 32]), Shape([2, 2, 70])]

  private static func spec(center: Bool = true, scale: Bool = true, epsilon: Double = 1e-3) -> BatchNormalizationSpec {
    var spec = BatchNormalizationSpec()
    (spec.affine.center, spec.affine.scale, spec.epsilon) = (center, scale, epsilon)
    return spec
  }

  @Test(
    arguments: shapes,
    [(true, true, false), (true, true, true), (true, false, true), (false, true, false), (false, false, true)])
  func everyForm(shape: Shape, form: (center: Bool, scale: Bool, relu: Bool)) {
    let spec = Self.spec(center: form.center, scale: form.scale, epsilon: 0.1)
    let layer = LayerCase(
      "\(form) of \(shape)", inputCount: shape.count, outputCount: shape.count,
      reference: ReferenceBatchNormalization(spec: spec, channels: shape.dimensions.last ?? 1, relu: form.relu),
      inputs: { samples in
        var random = SplitMix(8)
        return random.floats(samples * shape.count, in: -1...4)
      }
    ) { _ in BatchNormalization(spec, shape: shape, relu: form.relu) }
    layer.check(samples: 7)
    for samples in [1, 7, 33] { layer.checkDeterminism(samples: samples) }
  }

  private func pass(_ samples: Int, isTraining: Bool) -> Pass {
    Pass(compute: Compute(parallelism: Parallelism(workers: 2)), samples: samples, isTraining: isTraining)
  }

  /// Two channels: 1, 2, 3, 6 and 0, 0, 4, 4, with the means 3 and 2, and the variances 3.5 and 4.
  @Test func theMovingStatisticsFollowTheBatch() {
    var spec = Self.spec()
    spec.momentum = 0.9
    let layer = BatchNormalization(spec, shape: Shape([2]))
    layer.parameters[0].setValues(rowMajor: [2, 1])
    layer.parameters[2].setValues(rowMajor: [10, -10])
    layer.parameters[3].setValues(rowMajor: [1, 2])
    let (x, y) = (AlignedBuffer<Float>([1, 0, 2, 0, 3, 4, 6, 4]), AlignedBuffer<Float>(8))
    layer.forward(x.readOnly, y.pointer, pass(4, isTraining: true))
    let (kept, new) = (Float(0.9), Float(1 - 0.9))
    let means = [10 * kept + 3 * new, -10 * kept + 2 * new]
    let variances = [1 * kept + 3.5 * new, 2 * kept + 4 * new]
    #expect(layer.parameters[2].values.array == means)
    #expect(layer.parameters[3].values.array == variances)

    // In evaluation they are used, and stay.
    layer.forward(x.readOnly, y.pointer, pass(3, isTraining: false))
    for (index, value) in x.array.prefix(6).enumerated() {
      let channel = index % 2
      let expected = Double(value - means[channel]) / (Double(variances[channel]) + 1e-3).squareRoot()
      #expect(isClose(Double(y.pointer[index]), expected * (channel == 0 ? 2 : 1), relative: 1e-6, absolute: 1e-6))
    }
    #expect(layer.parameters[2].values.array == means && layer.parameters[3].values.array == variances)
  }

  /// A layer that is trained at once has the sums that one after which another sample of the batch was evaluated has.
  @Test func evaluationBetweenStepsChangesNothing() {
    let shape = Shape([3, 20])
    let layers = (0..<2).map { _ in BatchNormalization(Self.spec(), shape: shape) }
    var random = SplitMix(2)
    let (x, y) = (AlignedBuffer(random.floats(5 * 60)), AlignedBuffer<Float>(5 * 60))
    for layer in layers { layer.forward(x.readOnly, y.pointer, pass(5, isTraining: true)) }
    layers[1].forward(x.readOnly, y.pointer, pass(2, isTraining: false))
    for layer in layers { layer.forward(x.readOnly, y.pointer, pass(4, isTraining: true)) }
    #expect(layers[0].parameters.map(\.values.array) == layers[1].parameters.map(\.values.array))
  }

  /// A large mean does not swallow the variance: it is taken in a second pass.
  @Test func theVarianceOfLargeNumbersIsExact() {
    let layer = BatchNormalization(Self.spec(epsilon: 1e-6), shape: Shape([1]))
    layer.parameters[0].setValues(rowMajor: [1])
    let x = AlignedBuffer<Float>((0..<400).map { 10_000 + Float($0 % 2) })
    let y = AlignedBuffer<Float>(400)
    layer.forward(x.readOnly, y.pointer, pass(400, isTraining: true))
    for (index, value) in y.array.enumerated() {
      #expect(isClose(Double(value), index % 2 == 0 ? -1 : 1, relative: 1e-3, absolute: 0))
    }
  }

  /// With its ReLU or before it: the same bits, forward and backward.
  @Test(arguments: shapes) func fusedIsTheSameAsBoth(shape: Shape) {
    let (samples, count) = (9, 9 * shape.count)
    let (fused, alone) = (
      BatchNormalization(Self.spec(), shape: shape, relu: true), BatchNormalization(Self.spec(), shape: shape)
    )
    let relu = ActivationLayer(.elementwise(.relu), shape: shape, capacity: samples)
    var random = SplitMix(4)
    for (layer, other) in zip(fused.parameters, alone.parameters) {
      let values = random.floats(layer.shape.count)
      layer.setValues(rowMajor: values)
      other.setValues(rowMajor: values)
    }
    let (x, weights) = (AlignedBuffer(random.floats(count)), random.floats(count))
    let buffers = (0..<8).map { _ in AlignedBuffer<Float>(count) }
    let pass = pass(samples, isTraining: true)
    fused.forward(x.readOnly, buffers[0].pointer, pass)
    alone.forward(x.readOnly, buffers[1].pointer, pass)
    relu.forward(buffers[1].readOnly, buffers[2].pointer, pass)
    #expect(buffers[0].array == buffers[2].array)
    let (dy, copy) = (AlignedBuffer(weights), AlignedBuffer(weights))
    fused.backward(x.readOnly, buffers[0].readOnly, dy.pointer, buffers[3].pointer, pass)
    relu.backward(buffers[1].readOnly, buffers[2].readOnly, copy.pointer, buffers[4].pointer, pass)
    alone.backward(x.readOnly, buffers[1].readOnly, buffers[4].pointer, buffers[5].pointer, pass)
    #expect(buffers[3].array == buffers[5].array)
    #expect(fused.parameters.map(\.gradient.array) == alone.parameters.map(\.gradient.array))
  }
}
