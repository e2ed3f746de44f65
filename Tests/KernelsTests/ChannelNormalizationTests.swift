import KernelTypes
import Kernels
import Testing

/// Normalization by channel as scalar chains, rows in order: bit for bit from all instruction sets.
struct ChannelNormalizationTests {
  /// A number for each channel and array, repeated over the period.
  private final class Arrays {
    let mean: GuardedArray
    let inverse: GuardedArray
    let scale: GuardedArray
    let shift: GuardedArray
    let sum: GuardedArray
    let product: GuardedArray
    let channels: Int

    init(_ channels: Int) {
      self.channels = channels
      var random = SplitMix(UInt64(channels))
      func values() -> GuardedArray {
        let first = random.floats(channels)
        return GuardedArray((0..<ChannelNormalization.period(channels)).map { first[$0 % channels] })
      }
      (mean, inverse, scale, shift, sum, product) = (values(), values(), values(), values(), values(), values())
    }

    func normalization(_ relu: Bool) -> ChannelNormalization {
      ChannelNormalization(
        channels: channels, mean: mean.readOnly, inverse: inverse.readOnly, scale: scale.readOnly,
        shift: shift.readOnly, relu: relu)
    }

    func y(_ x: Float, _ channel: Int, relu: Bool) -> Float {
      let y = shift.pointer[channel].addingProduct(x, scale.pointer[channel])
      return relu && y <= 0 ? 0 : y
    }

    func normalized(_ x: Float, _ channel: Int) -> Float { (x - mean.pointer[channel]) * inverse.pointer[channel] }

    func gradient(_ x: Float, _ dy: Float, _ channel: Int, relu: Bool) -> Float {
      relu && !(y(x, channel, relu: false) > 0) ? 0 : dy
    }
  }

  static let channelCounts = [1, 3, 8, 15, 16, 17, 31, 32, 33, 64, 100, 150]

  @Test func thePeriodIsTheLeastOfWholeVectors() {
    for channels in 1...200 {
      let period = ChannelNormalization.period(channels)
      #expect(period == stride(from: channels, through: 16 * channels, by: channels).first { $0 % 16 == 0 })
    }
  }

  @Test(arguments: InstructionSet.supported, channelCounts)
  func sums(_ set: InstructionSet, channels: Int) {
    let arrays = Arrays(channels)
    var random = SplitMix(3)
    for rows in [0, 1, 2, 7, 40] {
      for misalignment in misalignments {
        let x = GuardedArray(random.floats(rows * channels), misalignment: misalignment)
        let dy = GuardedArray(random.floats(rows * channels), misalignment: misalignment + 1)
        let (y, z) = (GuardedArray(count: channels, misalignment: misalignment), GuardedArray(count: channels))
        func sums(_ term: (_ sum: Float, _ index: Int, _ channel: Int) -> Float) -> [UInt32] {
          (0..<channels).map { channel in
            (0..<rows).reduce(Float(0)) { term($0, $1 * channels + channel, channel) }.bitPattern
          }
        }
        set.kernels.squaredDeviationSums(
          x.readOnly, mean: arrays.mean.readOnly, rows: rows, channels: channels, y: y.pointer)
        let squares = sums { sum, index, channel in
          let deviation = x.pointer[index] - arrays.mean.pointer[channel]
          return sum.addingProduct(deviation, deviation)
        }
        #expect(y.bits == squares && y.canariesLive(), "\(rows) rows from \(misalignment)")
        for relu in [false, true] {
          set.kernels.normalizationGradientSums(
            x.readOnly, dy: dy.readOnly, arrays.normalization(relu), rows: rows, sums: y.pointer, products: z.pointer)
          func gradient(_ index: Int, _ channel: Int) -> Float {
            arrays.gradient(x.pointer[index], dy.pointer[index], channel, relu: relu)
          }
          let gradients = sums { $0 + gradient($1, $2) }
          let products = sums { $0.addingProduct(gradient($1, $2), arrays.normalized(x.pointer[$1], $2)) }
          #expect(y.bits == gradients && y.canariesLive(), "\(rows) rows from \(misalignment), relu \(relu)")
          #expect(z.bits == products && z.canariesLive(), "\(rows) rows from \(misalignment), relu \(relu)")
        }
      }
    }
  }

  @Test(arguments: InstructionSet.supported, channelCounts)
  func everyElement(_ set: InstructionSet, channels: Int) {
    let arrays = Arrays(channels)
    var random = SplitMix(4)
    for rows in [0, 1, 2, 7, 40] {
      for (relu, misalignment) in [(false, 0), (true, 1), (false, 3), (true, 0)] {
        let count = rows * channels
        let x = GuardedArray(random.floats(count), misalignment: misalignment)
        let y = GuardedArray(count: count, misalignment: misalignment + 1)
        let normalization = arrays.normalization(relu)
        set.kernels.normalize(x.readOnly, normalization, y: y.pointer, count: count)
        #expect(y.values == (0..<count).map { arrays.y(x.pointer[$0], $0 % channels, relu: relu) })
        #expect(y.canariesLive())

        let dy = GuardedArray(random.floats(count), misalignment: misalignment)
        let expected = (0..<count).map { index in
          let (channel, x) = (index % channels, x.pointer[index])
          let g = arrays.gradient(x, dy.pointer[index], channel, relu: relu) - arrays.sum.pointer[channel]
          return arrays.scale.pointer[channel]
            * g.addingProduct(-arrays.normalized(x, channel), arrays.product.pointer[channel])
        }
        for dx in [y, dy] {
          set.kernels.normalizationGradient(
            x.readOnly, dy: dy.readOnly, normalization, sum: arrays.sum.readOnly, product: arrays.product.readOnly,
            dx: dx.pointer, count: count)
          #expect(dx.bits == expected.map(\.bitPattern) && dx.canariesLive(), "\(rows) rows, relu \(relu)")
        }
      }
    }
  }

  /// A run whose numbers have become NaN is noticed.
  @Test(arguments: InstructionSet.supported)
  func aNaNStays(_ set: InstructionSet) {
    let arrays = Arrays(5)
    let (x, y) = (GuardedArray([Float](repeating: .nan, count: 5)), GuardedArray(count: 5))
    set.kernels.normalize(x.readOnly, arrays.normalization(true), y: y.pointer, count: 5)
    #expect(y.values.allSatisfy { $0.isNaN })
  }
}
