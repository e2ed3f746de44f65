import Catalog
import Functions
import Geometry
import Text

/// What a sample becomes by another.
package struct Mixture: Sendable {
  /// The other's index among the training samples.
  package let partner: Int
  /// How much of the target remains the sample's own.
  package let share: Double
  /// Where the partner is seen; nil if it is everywhere, with the rest of the share.
  let rectangle: PixelRectangle?
}

/// A word that mixes samples.
protocol MixingWord: AugmentationMachinery {
  /// - Parameters:
  ///   - samples: how many training samples there are.
  ///   - size: of a picture; nil if samples are none.
  func mixture(_ words: inout RandomWords, of samples: Int, _ size: Extent2D?) -> Mixture
}

extension MixingWord {
  package func stage(at place: Int, _ shape: Shape) -> AugmentationStage {
    .mix(Mixing(place: place, word: self, shape: shape))
  }
}

/// A mixing word at its place.
package struct Mixing: Sendable {
  private let place: Int
  private let word: any MixingWord
  private let size: Extent2D?
  private let channels: Int
  private let count: Int

  fileprivate init(place: Int, word: any MixingWord, shape: Shape) {
    self.place = place
    self.word = word
    size = shape.rank == 3 ? Extent2D(shape[0], shape[1]) : nil
    channels = shape.rank == 3 ? shape[2] : 1
    count = shape.count
  }

  package func mixture(_ draws: SampleDraws, of samples: Int) -> Mixture {
    var words = draws.words(at: place)
    return word.mixture(&words, of: samples, size)
  }

  func apply(_ mixture: Mixture, to canvas: Canvas, _ partner: Canvas) {
    if let rectangle = mixture.rectangle, let size {
      rectangle.copy(from: partner.pixels, to: canvas.pixels, size, channels)
    } else {
      canvas.kernels.mix(canvas.pixels, with: partner.pixels, share: Float(mixture.share), count: count)
    }
  }

  func account(_ draws: SampleDraws, of samples: Int) -> String {
    let mixture = mixture(draws, of: samples)
    return "\(word.words.name) with \(mixture.partner), \(fixed(100 * mixture.share, decimals: 0)) % its own"
  }
}

/// The share, and then the partner.
extension MixUp: MixingWord {
  func mixture(_ words: inout RandomWords, of samples: Int, _ size: Extent2D?) -> Mixture {
    let share = SymmetricBeta.draw(alpha, &words)
    return Mixture(partner: words.whole(below: samples), share: share, rectangle: nil)
  }
}

/// The distribution, the share, the rectangle's first column and row, and then the partner. The pixels that are covered, and not
/// the drawn share, decide about the target.
extension CutMix: MixingWord {
  func mixture(_ words: inout RandomWords, of samples: Int, _ size: Extent2D?) -> Mixture {
    // Without pictures a graph refuses the word.
    let size = size ?? Extent2D(1, 1)
    let share = SymmetricBeta.draw(words.uniform(factor.upwards) + 1e-6, &words)
    let side = (1 - share).squareRoot()
    let rectangle = PixelRectangle(
      width: side * Double(size.width), height: side * Double(size.height), in: size, &words)
    let covered = Double(rectangle.rows.count * rectangle.columns.count) / Double(size.height * size.width)
    return Mixture(partner: words.whole(below: samples), share: 1 - covered, rectangle: rectangle)
  }
}

/// Beta(α, α).
enum SymmetricBeta {
  /// Jöhnk's method up to 1, where it accepts half of the pairs or more, and two gamma-distributed numbers above.
  static func draw(_ alpha: Double, _ words: inout RandomWords) -> Double {
    guard alpha <= 1 else {
      let (a, b) = (gamma(alpha, &words), gamma(alpha, &words))
      return a / (a + b)
    }
    while true {
      // Logarithms: for a small α, both powers may be too small for a number.
      let (a, b) = (naturalLogarithm(words.middle()) / alpha, naturalLogarithm(words.middle()) / alpha)
      guard exponential(a) + exponential(b) <= 1 else { continue }
      return a < b ? exponential(a - b) / (1 + exponential(a - b)) : 1 / (1 + exponential(b - a))
    }
  }

  /// G. Marsaglia, W. Tsang, "A simple method for generating gamma variables", 2000, for α ≥ 1.
  private static func gamma(_ alpha: Double, _ words: inout RandomWords) -> Double {
    let d = alpha - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = NormalDistribution.quantile(words.middle())
      let root = 1 + c * x
      guard root > 0 else { continue }
      let v = root * root * root
      // ln v for v above 1, too.
      let logarithm = v > 1 ? -naturalLogarithm(1 / v) : naturalLogarithm(v)
      if naturalLogarithm(words.middle()) < x * x / 2 + d * (1 - v + logarithm) { return d * v }
    }
  }
}
