import CVector
import KernelTypes
import Random

extension CompiledKernels {
  // Sixteen blocks at a time, one in each lane: computed word by word, as in `Philox.words(at:)`, they took most of the time.
  func dropout(_ x: Input, y: Output, count: Int, first: Int, counter: RandomCounter, rate: Float, scale: Float) {
    let threshold = Vector(repeating: rate)
    for start in stride(from: 0, to: count, by: 4 * vectorWidth) {
      let units = units((first &+ start) / 4, counter)
      for part in 0..<4 {
        let index = start &+ part &* vectorWidth
        let rest = count &- index
        if rest >= vectorWidth {
          store(select(units[part] .< threshold, Vector(), load(x, index) * scale), y, index)
        } else if rest > 0 {
          let kept = loadPartial(x, index, count: rest) * scale
          storePartial(select(units[part] .< threshold, Vector(), kept), y, index, count: rest)
        }
      }
    }
  }
}

/// The 64 words of sixteen blocks from `block` on, as numbers in [0, 1) with 24 bits, in order.
@inline(__always)
private func units(_ block: Int, _ counter: RandomCounter) -> InlineArray<4, Vector> {
  let words = words(block, counter)
  // Words are grouped by their index in the block; interleaving twice groups them by block.
  let even = (interleaveLow(words[0], words[2]), interleaveHigh(words[0], words[2]))
  let odd = (interleaveLow(words[1], words[3]), interleaveHigh(words[1], words[3]))
  return [
    interleaveLow(even.0, odd.0), interleaveHigh(even.0, odd.0), interleaveLow(even.1, odd.1),
    interleaveHigh(even.1, odd.1),
  ]
}

/// Word 0 … 3 of each of sixteen blocks, as numbers.
@inline(__always)
private func words(_ block: Int, _ counter: RandomCounter) -> InlineArray<4, Vector> {
  let lanes = Bits(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
  var x = lanes &+ Bits(repeating: UInt32(truncatingIfNeeded: block))
  var y = Bits(repeating: counter.step)
  var z = Bits(repeating: counter.epoch)
  var w = Bits(repeating: counter.role)
  var (key, otherKey) = (counter.key.x, counter.key.y)
  for _ in 0..<10 {
    let firstHigh = vector_multiply_high(x, 0xd251_1f53)
    let firstLow = x &* Bits(repeating: 0xd251_1f53)
    let secondHigh = vector_multiply_high(z, 0xcd9e_8d57)
    let secondLow = z &* Bits(repeating: 0xcd9e_8d57)
    x = secondHigh ^ y ^ Bits(repeating: key)
    y = secondLow
    z = firstHigh ^ w ^ Bits(repeating: otherKey)
    w = firstLow
    key &+= 0x9e37_79b9
    otherKey &+= 0xbb67_ae85
  }
  return [unit(x), unit(y), unit(z), unit(w)]
}

/// The upper 24 bits of each word as a number in [0, 1).
@inline(__always)
private func unit(_ words: Bits) -> Vector {
  floats(unsafeBitCast(words &>> Bits(repeating: 8), to: SIMD16<Int32>.self)) * Vector(repeating: 0x1p-24)
}
