import Catalog
import Geometry
import Text

/// The factor of the distances from the mean.
extension RandomContrast: AugmentationMachinery {
  package func stage(at place: Int, _ shape: Shape) -> AugmentationStage {
    .change(Contrast(place: place, word: self, count: shape.count, channels: shape[2]))
  }
}

private struct Contrast: SampleChange {
  let place: Int
  let word: RandomContrast
  let count: Int
  let channels: Int

  private func scale(_ draws: SampleDraws) -> Double {
    var words = draws.words(at: place)
    let (lowest, highest) = word.scales
    return lowest + (highest - lowest) * words.unit()
  }

  func apply(to canvas: inout Canvas, _ draws: SampleDraws) {
    spreadMeans(of: canvas.pixels, to: canvas.spare)
    let range = word.valueRange.range
    canvas.kernels.changeContrast(
      canvas.pixels, means: canvas.spare, by: Float(scale(draws)), lowest: Float(range.lowerBound),
      highest: Float(range.upperBound), count: count)
  }

  /// Each channel's mean in the place of each of its numbers; sums in order, in Double.
  private func spreadMeans(of x: UnsafeMutablePointer<Float>, to means: UnsafeMutablePointer<Float>) {
    for channel in 0..<channels {
      var sum = 0.0
      for index in stride(from: channel, to: count, by: channels) { sum += Double(x[index]) }
      let mean = Float(sum / Double(count / channels))
      for index in stride(from: channel, to: count, by: channels) { means[index] = mean }
    }
  }

  func account(_ draws: SampleDraws) -> [String] { ["random_contrast × \(fixed(scale(draws), decimals: 2))"] }
}

extension RandomBrightness: AugmentationMachinery {
  package func stage(at place: Int, _ shape: Shape) -> AugmentationStage {
    .change(Brightness(place: place, word: self, count: shape.count))
  }
}

private struct Brightness: SampleChange {
  let place: Int
  let word: RandomBrightness
  let count: Int

  private func part(_ draws: SampleDraws) -> Double {
    var words = draws.words(at: place)
    return words.uniform(word.factor.bothWays)
  }

  func apply(to canvas: inout Canvas, _ draws: SampleDraws) {
    let range = word.valueRange.range
    canvas.kernels.changeBrightness(
      canvas.pixels, by: Float(part(draws) * (range.upperBound - range.lowerBound)), lowest: Float(range.lowerBound),
      highest: Float(range.upperBound), count: count)
  }

  func account(_ draws: SampleDraws) -> [String] { ["random_brightness \(fixed(part(draws), decimals: 2))"] }
}

/// A word for each number.
extension SampleNoise: AugmentationMachinery {
  package func stage(at place: Int, _ shape: Shape) -> AugmentationStage {
    .change(AddedNoise(place: place, deviation: stddev, count: shape.count))
  }
}

private struct AddedNoise: SampleChange {
  let place: Int
  let deviation: Double
  let count: Int

  func apply(to canvas: inout Canvas, _ draws: SampleDraws) {
    guard deviation > 0 else { return }
    canvas.kernels.applyNoise(
      .addNormal(deviation: Float(deviation)), x: canvas.pixels, y: canvas.pixels, count: count, first: 0,
      counter: draws.stream(at: place).counter)
  }

  func account(_ draws: SampleDraws) -> [String] { ["gaussian_noise"] }
}
