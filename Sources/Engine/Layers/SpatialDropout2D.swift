import Catalog
import Geometry
import Tensors

/// y[p, c] = x[p, c] · mask[c] for each sample, mask = 0 with probability `rate`, else 1 ÷ (1 − rate). In inference y = x.
///
/// The mask of sample s and channel c is a function of (seed, layer, epoch, step, s · channels + c), as `Dropout`'s.
public final class SpatialDropout2D: Layer {
  private let rate: Double
  private let layer: Int
  private let positions: Int
  private let channels: Int
  /// Of the present pass, [samples, channels].
  private let masks: AlignedBuffer<Float>

  /// - Parameters:
  ///   - layer: the index in the spec's list, which gives the layer masks of its own.
  ///   - image: of the input, channels last; a sequence has one axis less.
  public init(rate: Double, layer: Int, image: Shape, capacity: Int) {
    self.rate = rate
    self.layer = layer
    positions = Shape(image.dimensions.dropLast()).count
    channels = image[image.rank - 1]
    masks = AlignedBuffer(capacity * channels)
  }

  public func forward(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass) { mask(x, y, pass) }

  public func backward(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>?, _ pass: Pass
  ) {
    if let dx { mask(dy, dx, pass) }
  }

  private func mask(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass) {
    let draws = pass.isTraining && rate > 0
    if draws { drawMasks(pass) }
    let count = positions * channels
    pass.parallelism.forEach(pass.samples) { sample, _ in
      let (x, y) = (x + sample * count, y + sample * count)
      guard draws else { return y.update(from: x, count: count) }
      pass.kernels.maskColumns(
        x, mask: masks.readOnly + sample * channels, y: y, rows: positions, columns: channels)
    }
  }

  private func drawMasks(_ pass: Pass) {
    let count = pass.samples * channels
    masks.pointer.update(repeating: 1, count: count)
    pass.kernels.dropout(
      masks.readOnly, y: masks.pointer, count: count, first: 0, counter: pass.randomStream(layer).counter,
      rate: Float(rate), scale: Float(1 / (1 - rate)))
  }
}

extension SpatialDropout2DSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? { SpatialDropoutPlan(rate: rate) }
}

extension SpatialDropout1DSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? { SpatialDropoutPlan(rate: rate) }
}

private struct SpatialDropoutPlan: LayerPlan {
  let rate: Double

  func makeLayer(_ site: Site, capacity: Int) -> any Layer {
    SpatialDropout2D(rate: rate, layer: site.index, image: site.input, capacity: capacity)
  }

  func memory(_ site: Site, capacity: Int, isTraining: Bool) -> LayerMemory {
    LayerMemory(ofSample: Double(site.input[site.input.rank - 1]))
  }

  func way(_ site: Site) -> String { "spatial dropout" }
}
