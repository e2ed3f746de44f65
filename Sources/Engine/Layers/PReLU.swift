import Catalog
import Geometry
import Tensors

/// y = max(x, 0) − α·max(−x, 0)   K. He et al., "Delving deep into rectifiers", 2015
///
/// Backward: dx = dy where x > 0, α·dy where x < 0, else 0;   dα = Σ x·dy over samples and shared axes, where x < 0.
public final class PReLU: Layer {
  private let repetition: Repetition
  private let count: Int
  private let alpha: Parameter
  private let slopes: RepeatedValues
  private let sums: ChunkSums

  /// `shape`: that of a sample.
  package init(_ repetition: Repetition, shape: Shape) {
    self.repetition = repetition
    count = shape.count
    alpha = Parameter(role: "alpha", shape: repetition.weights)
    slopes = RepeatedValues(repetition.period)
    sums = ChunkSums(repetition.period)
  }

  public var parameters: [Parameter] { [alpha] }

  public func forward(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass) {
    slopes.fill(alpha.values.readOnly, repetition)
    forEachBlock(pass) { first, count in
      pass.kernels.prelu(x + first, slopes: slopes.readOnly, period: slopes.period, y: y + first, count: count)
    }
  }

  public func backward(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>?, _ pass: Pass
  ) {
    let chunks = BatchChunks(samples: pass.samples)
    pass.parallelism.forEach(chunks.count) { chunk, _ in
      let first = chunks[chunk].lowerBound * count
      pass.kernels.negativeProductSums(
        x + first, dy: dy + first, rows: chunks[chunk].count * count / repetition.period, columns: repetition.period,
        y: sums.part(chunk))
    }
    sums.add(chunks)
    sums.write(repetition, to: alpha.gradient.pointer, count: alpha.shape.count)
    guard let dx else { return }
    forEachBlock(pass) { first, count in
      pass.kernels.preluGradient(
        x + first, dy: dy + first, slopes: slopes.readOnly, period: slopes.period, dx: dx + first, count: count)
    }
  }

  private func forEachBlock(_ pass: Pass, _ body: (_ first: Int, _ count: Int) -> Void) {
    pass.parallelism.forEachBlock(of: pass.samples, size: max(1, 16_384 / count)) { samples, _ in
      body(samples.lowerBound * count, samples.count * count)
    }
  }
}

extension PReLUSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? { (try? repetition(site.input)).map(PReLUPlan.init) }
}

private struct PReLUPlan: LayerPlan {
  let repetition: Repetition

  func makeLayer(_ site: Site, capacity: Int) -> any Layer { PReLU(repetition, shape: site.input) }

  func memory(_ site: Site, capacity: Int, isTraining: Bool) -> LayerMemory {
    LayerMemory(gradients: isTraining ? 1 + Double(BatchChunks.most) : 0)
  }

  func way(_ site: Site) -> String { "relu with a trained slope" }
}
