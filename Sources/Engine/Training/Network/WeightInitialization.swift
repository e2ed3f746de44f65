import Catalog
import Layers
import Random

extension Initializer {
  /// Fills a parameter as Keras's initializer of this name does (V. Glorot, Y. Bengio 2010; K. He et al. 2015; Y. LeCun et
  /// al. 1998), from random words that depend only on (seed, layer, place).
  ///
  /// - Parameter place: the parameter's index among the layer's weights.
  func fill(_ parameter: Parameter, seed: UInt64, layer: Int, place: Int) {
    var values = [Float](repeating: 0, count: parameter.shape.count)
    defer { parameter.setValues(rowMajor: values) }
    let fans = Self.fans(parameter.shape.dimensions)
    let sum = Double(fans.input + fans.output)
    let variance: Double
    switch self {
    case .zeros: return
    case .ones: return values = [Float](repeating: 1, count: values.count)
    case .glorotUniform, .glorotNormal: variance = 2 / sum
    case .heUniform, .heNormal: variance = 2 / Double(fans.input)
    case .lecunUniform, .lecunNormal: variance = 1 / Double(fans.input)
    }
    let stream = RandomStream(seed: seed, purpose: .initialization, layer: layer, step: place)
    // 2²⁴ values between −limit and limit, as many below zero as above, so that their mean is exactly zero.
    let limit = Float((3 * variance).squareRoot())
    // Keras draws from a normal distribution truncated at two standard deviations, scaled so that the variance is right.
    let deviation = variance.squareRoot() / 0.879_625_661_034_239_78
    for start in Swift.stride(from: 0, to: values.count, by: 4) {
      let words = stream.block(start / 4)
      for lane in 0..<min(4, values.count - start) {
        values[start + lane] =
          isUniform
          ? limit * (2 * RandomStream.unit(words[lane]) - (1 - 0x1p-24))
          : Float(deviation * TruncatedNormal.quantile((Double(words[lane]) + 0.5) * 0x1p-32))
      }
    }
  }

  private var isUniform: Bool {
    switch self {
    case .glorotUniform, .heUniform, .lecunUniform: true
    default: false
    }
  }

  /// The numbers of inputs and outputs that a weight connects, as Keras counts them: the last two axes times the window.
  private static func fans(_ dimensions: [Int]) -> (input: Int, output: Int) {
    guard dimensions.count > 1 else { return (dimensions.first ?? 1, dimensions.first ?? 1) }
    let window = dimensions.dropLast(2).reduce(1, *)
    return (window * dimensions[dimensions.count - 2], window * dimensions[dimensions.count - 1])
  }
}

/// The standard normal distribution truncated at −2 and 2.
enum TruncatedNormal {
  /// The value below which a fraction `p`, in (0, 1), of the distribution lies.
  ///
  /// x = √2·erf⁻¹(2q − 1) with q between Φ(−2) and Φ(2), where M. Giles's central polynomial ("Approximating the erfinv
  /// function", 2010, relative error below 3.5e-7) is enough: no rejection, one random word per value.
  static func quantile(_ p: Double) -> Double {
    let span = 0.954_499_736_103_641_6  // erf(√2) = Φ(2) − Φ(−2)
    let x = (2 * p - 1) * span
    let w = -naturalLogarithm((1 - x) * (1 + x)) - 2.5
    let coefficients = [
      2.810_226_36e-08, 3.432_739_39e-07, -3.523_387_7e-06, -4.391_506_54e-06, 2.185_808_7e-04, -1.253_725_03e-03,
      -4.177_681_640e-03, 2.466_407_27e-01, 1.501_409_41,
    ]
    let inverseErrorFunction = coefficients.dropFirst().reduce(coefficients[0]) { $0 * w + $1 } * x
    return 2.0.squareRoot() * inverseErrorFunction
  }
}

/// ln x for 0 < x ≤ 1 to about 1e-16, by 2·artanh((m − 1) ÷ (m + 1)): the C library's last bit differs between machines.
func naturalLogarithm(_ x: Double) -> Double {
  var m = x.significand
  var exponent = Double(x.exponent)
  if m > 1.414_213_562_373_095 {
    m /= 2
    exponent += 1
  }
  let s = (m - 1) / (m + 1)
  let square = s * s
  var sum = 0.0
  for k in Swift.stride(from: 23, through: 1, by: -2) { sum = sum * square + 1 / Double(k) }
  return 2 * s * sum + exponent * 0.693_147_180_559_945_3
}
