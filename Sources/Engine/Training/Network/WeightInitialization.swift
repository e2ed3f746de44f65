import Catalog
import Geometry
import Layers
import Random

extension Initializer {
  /// Fills a parameter as Keras's initializer of this name does (V. Glorot, Y. Bengio 2010; K. He et al. 2015; Y. LeCun et
  /// al. 1998), from random words that depend only on (seed, layer, place).
  ///
  /// - Parameter place: the parameter's index among the layer's weights.
  func fill(_ parameter: Parameter, seed: UInt64, layer: Int, place: Int) {
    let stream = RandomStream(seed: seed, purpose: .initialization, layer: layer, step: place)
    parameter.setValues(rowMajor: values(parameter.shape, stream))
  }

  private func values(_ shape: Shape, _ stream: RandomStream) -> [Float] {
    func all(_ value: Double) -> [Float] { [Float](repeating: Float(value), count: shape.count) }
    func drawn(_ distribution: Distribution) -> [Float] { stream.values(shape.count, distribution.value) }
    return switch self {
    case .zeros: all(0)
    case .ones: all(1)
    case .constant(let value): all(value)
    case .identity(let gain): Self.diagonal(gain, columns: shape[1], count: shape.count)
    case .orthogonal(let gain): Self.orthogonalMatrix(gain, shape, stream)
    case .randomNormal(let mean, let deviation): drawn(.normal(mean, deviation))
    case .truncatedNormal(let mean, let deviation): drawn(.truncatedNormal(mean, deviation))
    case .randomUniform(let smallest, let largest): drawn(.uniform(smallest, largest))
    case .withOnes(let ones, let other):
      zip(0..., other.values(shape, stream)).map { ones.contains($0) ? 1 : $1 }
    // All that are left scale with the shape.
    default: drawn((scaling ?? VarianceScaling()).distribution(shape))
    }
  }

  private static func diagonal(_ gain: Double, columns: Int, count: Int) -> [Float] {
    (0..<count).map { $0 / columns == $0 % columns ? Float(gain) : 0 }
  }

  /// All axes but the last are the rows: a convolution's patch.
  private static func orthogonalMatrix(_ gain: Double, _ shape: Shape, _ stream: RandomStream) -> [Float] {
    let columns = shape[shape.rank - 1]
    let rows = shape.count / columns
    let normal: [Double] = stream.values(shape.count) { NormalDistribution.quantile(RandomStream.fraction($0)) }
    let matrix = OrthogonalMatrix(normal, rows: max(rows, columns), columns: min(rows, columns))
    return (rows < columns ? matrix.transposed : matrix.elements).map { Float(gain * $0) }
  }
}

extension VarianceScaling {
  fileprivate func distribution(_ shape: Shape) -> Distribution {
    let fans = Self.fans(shape.dimensions)
    let variance: Double
    switch mode {
    case .fanIn: variance = scale / Double(fans.input)
    case .fanOut: variance = scale / Double(fans.output)
    case .fanAvg: variance = scale / (Double(fans.input + fans.output) / 2)
    }
    return switch distribution {
    case .uniform: .symmetric((3 * variance).squareRoot())
    case .untruncatedNormal: .normal(0, variance.squareRoot())
    // What the truncation takes from the deviation is added before.
    case .truncatedNormal: .truncatedNormal(0, variance.squareRoot() / TruncatedNormal.deviation)
    }
  }

  /// The numbers of inputs and outputs that a weight connects, as Keras counts them: the last two axes times the window.
  private static func fans(_ dimensions: [Int]) -> (input: Int, output: Int) {
    guard dimensions.count > 1 else { return (dimensions.first ?? 1, dimensions.first ?? 1) }
    let window = dimensions.dropLast(2).reduce(1, *)
    return (window * dimensions[dimensions.count - 2], window * dimensions[dimensions.count - 1])
  }
}

/// What a random word becomes.
private enum Distribution {
  /// 2²⁴ values between −limit and limit, as many below zero as above, so that their mean is exactly zero.
  case symmetric(_ limit: Double)
  case uniform(_ smallest: Double, _ largest: Double)
  case normal(_ mean: Double, _ deviation: Double)
  /// Cut off at two of these deviations.
  case truncatedNormal(_ mean: Double, _ deviation: Double)

  func value(_ word: UInt32) -> Float {
    switch self {
    case .symmetric(let limit): Float(limit) * (2 * RandomStream.unit(word) - (1 - 0x1p-24))
    case .uniform(let smallest, let largest):
      Float(smallest + (largest - smallest) * (Double(RandomStream.unit(word)) + 0x1p-25))
    case .normal(let mean, let deviation):
      Float(mean + deviation * NormalDistribution.quantile(RandomStream.fraction(word)))
    case .truncatedNormal(let mean, let deviation):
      Float(mean + deviation * TruncatedNormal.quantile(RandomStream.fraction(word)))
    }
  }
}

extension RandomStream {
  /// The middle of the word's 2³² parts of (0, 1).
  fileprivate static func fraction(_ word: UInt32) -> Double { (Double(word) + 0.5) * 0x1p-32 }

  /// `value` of the stream's first words.
  fileprivate func values<Value>(_ count: Int, _ value: (UInt32) -> Value) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(count)
    for start in stride(from: 0, to: count, by: 4) {
      let words = block(start / 4)
      for lane in 0..<min(4, count - start) { values.append(value(words[lane])) }
    }
    return values
  }
}
