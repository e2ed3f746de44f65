import Catalog
import Geometry
import Tensors

/// A layer that measures the training samples before the first step.
package protocol AdaptedLayer: Layer {
  /// Whether there is anything to measure.
  var isAdapted: Bool { get }
  /// Measures the same samples once or twice, in file order: x [samples, input] of one batch at a time.
  func measure(_ x: UnsafePointer<Float>, samples: Int, again: Bool)
  /// Called after each time with how many samples there were.
  func adapt(samples: Int, again: Bool)
}

/// y = (x − mean) ÷ max(√variance, 1e-7), with one mean and one variance for each place along the kept axes: given ones, or those of
/// the training samples, which then belong to the weights. Backward: dx = dy ÷ the same divisor.
public final class Normalization: Layer {
  private let repetition: Repetition
  private let count: Int
  /// Nil if mean and variance are given.
  private let measured: Measured?
  private let mean: RepeatedValues
  private let divisor: RepeatedValues
  private let zero: RepeatedValues

  /// Weights that are not trained, and their sums while they are measured.
  private struct Measured {
    let mean: Parameter
    let variance: Parameter
    let count: Parameter
    let means: AlignedBuffer<Double>
    let sums: AlignedBuffer<Double>
  }

  /// `shape`: that of a sample.
  package init(_ spec: NormalizationSpec, _ repetition: Repetition, shape: Shape) {
    self.repetition = repetition
    count = shape.count
    (mean, divisor) = (RepeatedValues(repetition.period), RepeatedValues(repetition.period))
    zero = RepeatedValues(repetition.period)
    if let mean = spec.mean?.all, let variance = spec.variance?.all {
      measured = nil
      let places = 0..<repetition.weights.count
      set(
        places.map { Float(mean[$0 % mean.count].value) }, places.map { Float(variance[$0 % variance.count].value) })
    } else {
      let kept = Shape(repetition.kept.map { shape[$0] })
      measured = Measured(
        mean: Parameter(role: "mean", shape: kept, isTrained: false),
        variance: Parameter(role: "variance", shape: kept, isTrained: false),
        count: Parameter(role: "count", shape: Shape([]), isTrained: false), means: AlignedBuffer(kept.count),
        sums: AlignedBuffer(kept.count))
    }
  }

  public var parameters: [Parameter] { measured.map { [$0.mean, $0.variance, $0.count] } ?? [] }

  public func forward(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass) {
    if let measured { set(measured.mean.values.readOnly, measured.variance.values.readOnly) }
    standardize(x, y, mean, pass)
  }

  public func backward(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>?, _ pass: Pass
  ) {
    if let dx { standardize(dy, dx, zero, pass) }
  }

  private func set(_ means: UnsafePointer<Float>, _ variances: UnsafePointer<Float>) {
    mean.fill(means, repetition)
    divisor.fill(variances, repetition)
    for index in 0..<divisor.period { divisor.first[index] = max(divisor.first[index].squareRoot(), 1e-7) }
  }

  private func standardize(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ mean: RepeatedValues, _ pass: Pass
  ) {
    pass.parallelism.forEachBlock(of: pass.samples, size: max(1, 16_384 / count)) { samples, _ in
      let first = samples.lowerBound * count
      pass.kernels.standardize(
        x + first, mean: mean.readOnly, divisor: divisor.readOnly, period: mean.period, y: y + first,
        count: samples.count * count)
    }
  }
}

extension Normalization: AdaptedLayer {
  package var isAdapted: Bool { measured != nil }

  /// Adds up the numbers, and the second time their squared distances from the mean: in `Double`, one after the other.
  package func measure(_ x: UnsafePointer<Float>, samples: Int, again: Bool) {
    guard let measured else { return }
    let (sums, means, period) = (measured.sums.pointer, measured.means.pointer, repetition.period)
    for start in stride(from: 0, to: samples * count, by: period) {
      for index in 0..<period {
        let place = repetition.places?[index] ?? index
        let distance = Double(x[start + index]) - (again ? means[place] : 0)
        sums[place] += again ? distance * distance : distance
      }
    }
  }

  package func adapt(samples: Int, again: Bool) {
    guard let measured else { return }
    let (sums, places) = (measured.sums.pointer, measured.mean.shape.count)
    let numbers = Double(samples * (count / places))
    for place in 0..<places {
      let mean = sums[place] / numbers
      sums[place] = 0
      if again {
        measured.variance.values.pointer[place] = Float(mean)
      } else {
        measured.means.pointer[place] = mean
        measured.mean.values.pointer[place] = Float(mean)
      }
    }
    measured.count.values.pointer[0] = Float(samples)
  }
}

extension NormalizationSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? {
    (try? repetition(site.input)).map { NormalizationPlan(spec: self, repetition: $0) }
  }
}

private struct NormalizationPlan: LayerPlan {
  let spec: NormalizationSpec
  let repetition: Repetition

  func makeLayer(_ site: Site, capacity: Int) -> any Layer { Normalization(spec, repetition, shape: site.input) }

  func way(_ site: Site) -> String { "normalization" }
}
