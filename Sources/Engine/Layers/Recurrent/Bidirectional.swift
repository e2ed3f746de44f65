import Catalog
import Geometry
import KernelTypes
import Tensors

/// y = a recurrent layer's results and those of its copy that reads the steps from last to first: side by side, or merged. The copy's
/// results are in the order of the steps, too.
///
/// dx is the first layer's, to which the copy's products are added.
public final class Bidirectional: Layer {
  private let directions: [Recurrent]
  private let mode: MergeMode
  /// Of a sample of one direction.
  private let count: Int
  private let units: Int
  /// Each direction's results [samples, count], unless they are side by side; for a product, later their gradients.
  private let results: [AlignedBuffer<Float>]
  /// A period of twos and one of zeros, for means.
  private let twos = AlignedBuffer<Float>([Float](repeating: 2, count: vectorWidth))
  private let zeros = AlignedBuffer<Float>(vectorWidth)

  /// - Parameter count: of a sample of one direction.
  init(_ forward: Recurrent, _ backward: Recurrent, _ mode: MergeMode, count: Int, units: Int, capacity: Int) {
    directions = [forward, backward]
    (self.mode, self.count, self.units) = (mode, count, units)
    results = mode == .concat ? [] : directions.map { _ in AlignedBuffer(capacity * count) }
  }

  public var parameters: [Parameter] { directions.flatMap(\.parameters) }

  public func forward(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass) {
    for (index, direction) in directions.enumerated() {
      direction.forward(x, results.isEmpty ? y : results[index].pointer, places(index), pass)
    }
    if !results.isEmpty { merge(y, pass) }
  }

  private func places(_ direction: Int) -> ResultPlaces {
    mode == .concat
      ? ResultPlaces(sampleStride: 2 * count, stepStride: 2 * units, start: direction * units)
      : ResultPlaces(sampleStride: count, stepStride: units, start: 0)
  }

  private func merge(_ y: UnsafeMutablePointer<Float>, _ pass: Pass) {
    forEachBlock(pass) { first, count, kernels in
      let (a, b, y) = (results[0].readOnly + first, results[1].readOnly + first, y + first)
      guard mode != .mul else { return kernels.multiply(a, b, z: y, count: count) }
      y.update(from: a, count: count)
      kernels.columnSums(b, rows: 1, rowStride: 0, columns: count, y: y, accumulate: true)
      if mode == .ave { halve(y, y, count, kernels) }
    }
  }

  public func backward(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>?, _ pass: Pass
  ) {
    if mode == .mul || mode == .ave { separate(dy, pass) }
    for (index, direction) in directions.enumerated() {
      let gradient = mode == .mul ? results[1 - index].readOnly : UnsafePointer(dy)
      direction.backward(x, gradient, dx, places(index), addsToInput: index > 0, pass)
    }
  }

  /// The gradients of a product are where its factors were, each in the place of the other; that of a mean is in dy.
  private func separate(_ dy: UnsafeMutablePointer<Float>, _ pass: Pass) {
    forEachBlock(pass) { first, count, kernels in
      let gradient = dy + first
      guard mode == .mul else { return halve(gradient, gradient, count, kernels) }
      for result in results {
        kernels.multiply(result.readOnly + first, gradient, z: result.pointer + first, count: count)
      }
    }
  }

  private func halve(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int, _ kernels: any KernelSet
  ) {
    kernels.standardize(
      x, mean: zeros.readOnly, divisor: twos.readOnly, period: vectorWidth, y: y, count: count)
  }

  private func forEachBlock(
    _ pass: Pass, _ body: (_ first: Int, _ count: Int, _ kernels: any KernelSet) -> Void
  ) {
    pass.parallelism.forEachBlock(of: pass.samples * count, size: 8192) { range, _ in
      body(range.lowerBound, range.count, pass.kernels)
    }
  }
}

extension BidirectionalSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? {
    (layer?.machinery() as (any RecurrentMachinery)?).map { BidirectionalPlan(layer: $0, mode: mergeMode) }
  }
}

private struct BidirectionalPlan: LayerPlan {
  let layer: any RecurrentMachinery
  let mode: MergeMode

  func makeLayer(_ site: Site, capacity: Int) -> any Layer {
    let units = layer.recurrence.units
    return Bidirectional(
      layer.layer(site, capacity: capacity, prefix: "forward."),
      layer.layer(site, capacity: capacity, isReversed: true, prefix: "backward."), mode,
      count: layer.recurrence.returnSequences ? site.input[0] * units : units, units: units, capacity: capacity)
  }

  func memory(_ site: Site, capacity: Int, isTraining: Bool) -> LayerMemory {
    var memory = layer.memory(site, isTraining: isTraining)
    memory.ofSample = 2 * memory.ofSample + (mode == .concat ? 0 : 2 * site.output.size)
    memory.ofWorker *= 2
    return memory
  }

  func way(_ site: Site) -> String { "\(type(of: layer).way), in both directions" }
}
