import Catalog
import Geometry
import KernelTypes
import Tensors

/// y = γ·x̂ + β,  x̂ = (x − μ)·s,  s = 1 ÷ √(v + ε)   S. Ioffe, C. Szegedy, "Batch normalization", 2015
///
/// μ and v are the mean and the biased variance of a channel, the innermost axis: in training those of the batch, which the moving ones
/// follow, and otherwise the moving ones. y is computed as x·(γs) + (β − μ·γs), and with `relu` is the ReLU of that.
///
/// Backward, with n values a channel, g = dy where the ReLU passes it:
///     dβ = Σ g   dγ = Σ g·x̂   dx = γs·(g − dβ ÷ n − x̂·dγ ÷ n)
///
/// Neither x̂ nor the ReLU's mask is kept: both are computed again from x.
public final class BatchNormalization: Layer {
  private let spec: BatchNormalizationSpec
  private let relu: Bool
  private let count: Int
  private let channels: Int
  private let gamma: Parameter?
  private let beta: Parameter?
  private let movingMean: Parameter
  private let movingVariance: Parameter
  /// μ, v, s, γs, β − μ·γs of the last pass, each repeated over a period.
  private let mean: RepeatedValues
  private let inverse: RepeatedValues
  private let scale: RepeatedValues
  private let shift: RepeatedValues
  private let variance: AlignedBuffer<Float>
  /// dβ ÷ n and dγ ÷ n.
  private let meanGradient: RepeatedValues
  private let meanProduct: RepeatedValues
  private let sums: ChunkSums
  private let products: ChunkSums

  /// `shape`: that of a sample.
  public init(_ spec: BatchNormalizationSpec, shape: Shape, relu: Bool = false) {
    self.spec = spec
    self.relu = relu
    let channels = shape.dimensions.last ?? 1
    (count, self.channels) = (shape.count, channels)
    func parameter(_ role: String, isTrained: Bool = true) -> Parameter {
      Parameter(role: role, shape: Shape([channels]), isTrained: isTrained)
    }
    gamma = spec.affine.scale ? parameter("gamma") : nil
    beta = spec.affine.center ? parameter("beta") : nil
    movingMean = parameter("moving_mean", isTrained: false)
    movingVariance = parameter("moving_variance", isTrained: false)
    (mean, inverse, scale, shift, meanGradient, meanProduct) = (
      RepeatedValues(channels), RepeatedValues(channels), RepeatedValues(channels), RepeatedValues(channels),
      RepeatedValues(channels), RepeatedValues(channels)
    )
    variance = AlignedBuffer(channels)
    (sums, products) = (ChunkSums(channels), ChunkSums(channels))
  }

  public var parameters: [Parameter] { [gamma, beta, movingMean, movingVariance].compactMap(\.self) }

  public func forward(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass) {
    let pass = shared(pass)
    if pass.isTraining {
      measure(x, pass)
      follow()
    } else {
      mean.first.update(from: movingMean.values.readOnly, count: channels)
      variance.pointer.update(from: movingVariance.values.readOnly, count: channels)
    }
    prepare()
    let normalization = normalization
    pass.parallelism.forEachBlock(of: pass.samples, size: blockSize) { samples, _ in
      let first = samples.lowerBound * count
      pass.kernels.normalize(x + first, normalization, y: y + first, count: samples.count * count)
    }
  }

  public func backward(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>?, _ pass: Pass
  ) {
    let pass = shared(pass)
    let (chunks, normalization) = (BatchChunks(samples: pass.samples), normalization)
    pass.parallelism.forEach(chunks.count) { chunk, _ in
      let first = chunks[chunk].lowerBound * count
      pass.kernels.normalizationGradientSums(
        x + first, dy: dy + first, normalization, rows: rows(chunks[chunk].count), sums: sums.part(chunk),
        products: products.part(chunk))
    }
    sums.add(chunks)
    products.add(chunks)
    keepGradients(rows: Double(rows(pass.samples)))
    guard let dx else { return }
    pass.parallelism.forEachBlock(of: pass.samples, size: blockSize) { samples, _ in
      let first = samples.lowerBound * count
      pass.kernels.normalizationGradient(
        x + first, dy: dy + first, normalization, sum: meanGradient.readOnly, product: meanProduct.readOnly,
        dx: dx + first, count: samples.count * count)
    }
  }

  /// The positions of so many samples.
  private func rows(_ samples: Int) -> Int { samples * count / channels }

  /// Samples in a tile: the batch is read again where the sums have just left it, if that is in the cache.
  private var blockSize: Int { max(1, 16_384 / count) }

  private func shared(_ pass: Pass) -> Pass { pass.shared(multiplyAdds: 4 * pass.samples * count) }

  private var normalization: ChannelNormalization {
    ChannelNormalization(
      channels: channels, mean: mean.readOnly, inverse: inverse.readOnly, scale: scale.readOnly, shift: shift.readOnly,
      relu: relu)
  }

  /// μ and v of the batch: v needs μ, so that x is read twice.
  private func measure(_ x: UnsafePointer<Float>, _ pass: Pass) {
    let (chunks, rows) = (BatchChunks(samples: pass.samples), Double(rows(pass.samples)))
    pass.parallelism.forEach(chunks.count) { chunk, _ in
      pass.kernels.columnSums(
        x + chunks[chunk].lowerBound * count, rows: self.rows(chunks[chunk].count), rowStride: channels,
        columns: channels, y: sums.part(chunk), accumulate: false)
    }
    sums.add(chunks)
    for channel in 0..<channels { mean.first[channel] = Float(sums.totals.pointer[channel] / rows) }
    pass.parallelism.forEach(chunks.count) { chunk, _ in
      pass.kernels.squaredDeviationSums(
        x + chunks[chunk].lowerBound * count, mean: mean.readOnly, rows: self.rows(chunks[chunk].count),
        channels: channels, y: sums.part(chunk))
    }
    sums.add(chunks)
    for channel in 0..<channels { variance.pointer[channel] = Float(sums.totals.pointer[channel] / rows) }
  }

  /// moving ← moving·momentum + batch·(1 − momentum), whose factors are rounded each for itself, as in Keras.
  private func follow() {
    let (kept, new) = (Float(spec.momentum), Float(1 - spec.momentum))
    let (means, variances) = (movingMean.values.pointer, movingVariance.values.pointer)
    for channel in 0..<channels {
      means[channel] = means[channel] * kept + mean.first[channel] * new
      variances[channel] = variances[channel] * kept + variance.pointer[channel] * new
    }
  }

  private func prepare() {
    let (gamma, beta, epsilon) = (gamma?.values.readOnly, beta?.values.readOnly, Float(spec.epsilon))
    for channel in 0..<channels {
      inverse.first[channel] = 1 / (variance.pointer[channel] + epsilon).squareRoot()
      scale.first[channel] = inverse.first[channel] * (gamma?[channel] ?? 1)
      shift.first[channel] = (beta?[channel] ?? 0) - mean.first[channel] * scale.first[channel]
    }
    mean.repeatFirst()
    inverse.repeatFirst()
    scale.repeatFirst()
    shift.repeatFirst()
  }

  private func keepGradients(rows: Double) {
    for channel in 0..<channels {
      let (sum, product) = (sums.totals.pointer[channel], products.totals.pointer[channel])
      beta?.gradient.pointer[channel] = Float(sum)
      gamma?.gradient.pointer[channel] = Float(product)
      meanGradient.first[channel] = Float(sum / rows)
      meanProduct.first[channel] = Float(product / rows)
    }
    meanGradient.repeatFirst()
    meanProduct.repeatFirst()
  }
}

extension BatchNormalizationSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? { BatchNormalizationPlan(spec: self) }
}

private struct BatchNormalizationPlan: LayerPlan {
  let spec: BatchNormalizationSpec
  var relu = false

  /// A ReLU is applied where the normalization stores its results.
  func joined(by next: GraphNode) -> (any LayerPlan)? {
    guard !relu, next.spec.isRelu else { return nil }
    return BatchNormalizationPlan(spec: spec, relu: true)
  }

  func makeLayer(_ site: Site, capacity: Int) -> any Layer { BatchNormalization(spec, shape: site.input, relu: relu) }

  func memory(_ site: Site, capacity: Int, isTraining: Bool) -> LayerMemory {
    LayerMemory(gradients: isTraining ? 1 + 2 * Double(BatchChunks.most) : 0)
  }

  var backwardReads: BackwardReads { .input }
  var overwritesGradient: Bool { false }

  func way(_ site: Site) -> String { "batch normalization" + (relu ? " with its relu" : "") }
}
