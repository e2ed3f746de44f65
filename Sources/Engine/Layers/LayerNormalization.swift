import Catalog
import Geometry
import KernelTypes
import Tensors

/// y = γ·x̂ + β,  x̂ = (x − μ)·s,  s = 1 ÷ √(v + ε)   J. Ba, J. Kiros, G. Hinton, "Layer normalization", 2016
///
/// μ and v are the mean and the biased variance of a row: of a sample's last axes, at each place of the others. γ and β have the shape of
/// those axes. The same in training and evaluation.
///
/// Backward, with K elements a row and g = γ·dy:
///     dx = s·(g − Σ g ÷ K − x̂·Σ (g·x̂) ÷ K)   dβ = Σ_rows dy   dγ = Σ_rows dy·x̂
public final class LayerNormalization: Layer {
  private let epsilon: Float
  private let columns: Int
  private let rowsPerSample: Int
  private let gamma: Parameter?
  private let beta: Parameter?
  /// In place of a gamma or a beta that the layer does not have.
  private let ones: AlignedBuffer<Float>
  private let zeros: AlignedBuffer<Float>
  /// μ and s of each row, from the forward pass.
  private let mean: AlignedBuffer<Float>
  private let inverse: AlignedBuffer<Float>
  /// Σ g ÷ K and Σ (g·x̂) ÷ K of each row.
  private let gradientMeans: AlignedBuffer<Float>
  private let productMeans: AlignedBuffer<Float>
  private let sums: ChunkSums
  private let products: ChunkSums

  /// - Parameters:
  ///   - shape: that of a sample.
  ///   - axes: how many of the last ones are normalized together.
  public init(_ spec: LayerNormalizationSpec, shape: Shape, axes: Int, capacity: Int) {
    let own = Shape(Array(shape.dimensions.suffix(axes)))
    epsilon = Float(spec.epsilon)
    columns = own.count
    rowsPerSample = shape.count / own.count
    gamma = spec.affine.scale ? Parameter(role: "gamma", shape: own) : nil
    beta = spec.affine.center ? Parameter(role: "beta", shape: own) : nil
    ones = AlignedBuffer([Float](repeating: 1, count: spec.affine.scale ? 0 : own.count))
    zeros = AlignedBuffer(spec.affine.center ? 0 : own.count)
    let rows = capacity * rowsPerSample
    (mean, inverse) = (AlignedBuffer(rows), AlignedBuffer(rows))
    (gradientMeans, productMeans) = (AlignedBuffer(rows), AlignedBuffer(rows))
    (sums, products) = (ChunkSums(own.count), ChunkSums(own.count))
  }

  public var parameters: [Parameter] { [gamma, beta].compactMap(\.self) }

  public func forward(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass) {
    forEachBlock(pass) { samples in
      let rows = rows(samples)
      let first = rows.lowerBound * columns
      pass.kernels.rowMoments(
        x + first, rows: rows.count, columns: columns, epsilon: epsilon, mean: mean.pointer + rows.lowerBound,
        inverse: inverse.pointer + rows.lowerBound)
      pass.kernels.normalizeRows(x + first, normalization(rows), y: y + first)
    }
  }

  public func backward(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>?, _ pass: Pass
  ) {
    addGradients(x, dy, pass)
    guard let dx else { return }
    forEachBlock(pass) { samples in
      let rows = rows(samples)
      let (first, normalization) = (rows.lowerBound * columns, normalization(rows))
      let (means, products) = (gradientMeans.pointer + rows.lowerBound, productMeans.pointer + rows.lowerBound)
      pass.kernels.rowGradientMeans(x + first, dy: dy + first, normalization, means: means, products: products)
      pass.kernels.rowNormalizationGradient(
        x + first, dy: dy + first, normalization, means: means, products: products, dx: dx + first)
    }
  }

  private func addGradients(_ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, _ pass: Pass) {
    guard gamma != nil || beta != nil else { return }
    let chunks = BatchChunks(samples: pass.samples)
    pass.parallelism.forEach(chunks.count) { chunk, _ in
      let rows = rows(chunks[chunk])
      let first = rows.lowerBound * columns
      pass.kernels.rowNormalizationSums(
        x + first, dy: dy + first, normalization(rows), sums: sums.part(chunk), products: products.part(chunk))
    }
    sums.add(chunks)
    products.add(chunks)
    for column in 0..<columns {
      beta?.gradient.pointer[column] = Float(sums.totals.pointer[column])
      gamma?.gradient.pointer[column] = Float(products.totals.pointer[column])
    }
  }

  private func rows(_ samples: Range<Int>) -> Range<Int> {
    samples.lowerBound * rowsPerSample..<samples.upperBound * rowsPerSample
  }

  private func normalization(_ rows: Range<Int>) -> RowNormalization {
    RowNormalization(
      rows: rows.count, columns: columns, mean: mean.readOnly + rows.lowerBound,
      inverse: inverse.readOnly + rows.lowerBound, gamma: (gamma?.values ?? ones).readOnly,
      beta: (beta?.values ?? zeros).readOnly)
  }

  /// At least sixteen rows at a time, while there are so many.
  private func forEachBlock(_ pass: Pass, _ body: (_ samples: Range<Int>) -> Void) {
    pass.shared(multiplyAdds: 4 * pass.samples * rowsPerSample * columns).parallelism
      .forEachBlock(of: pass.samples, size: (15 + rowsPerSample) / rowsPerSample) { samples, _ in body(samples) }
  }
}

extension LayerNormalizationSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? { LayerNormalizationPlan(spec: self) }
}

private struct LayerNormalizationPlan: LayerPlan {
  let spec: LayerNormalizationSpec

  func makeLayer(_ site: Site, capacity: Int) -> any Layer {
    LayerNormalization(spec, shape: site.input, axes: spec.axis.all.count, capacity: capacity)
  }

  func memory(_ site: Site, capacity: Int, isTraining: Bool) -> LayerMemory {
    let columns = site.input.dimensions.suffix(spec.axis.all.count).reduce(1) { $0 * Double($1) }
    return LayerMemory(
      gradients: isTraining ? 1 + 2 * Double(BatchChunks.most) : 0, ofSample: 4 * site.input.size / columns)
  }

  func way(_ site: Site) -> String { "layer normalization" }
}
