import CVector
import KernelTypes
import Random

extension CompiledKernels {
  func dropout(_ x: Input, y: Output, count: Int, first: Int, counter: RandomCounter, rate: Float, scale: Float) {
    let threshold = Vector(repeating: rate)
    mapWords(x, y, count, first, counter) { x, words in select(unit(words) .< threshold, Vector(), x * scale) }
  }

  func applyNoise(_ function: NoiseFunction, x: Input, y: Output, count: Int, first: Int, counter: RandomCounter) {
    switch function {
    case .addNormal(let deviation):
      let deviation = Vector(repeating: deviation)
      mapWords(x, y, count, first, counter) { x, words in fma(deviation, normal(words), x) }
    case .scaleByNormal(let deviation):
      let deviation = Vector(repeating: deviation)
      mapWords(x, y, count, first, counter) { x, words in x * fma(deviation, normal(words), 1) }
    case .replace(let rate, let substitute, let scale, let shift):
      let (threshold, substitute) = (Vector(repeating: rate), Vector(repeating: substitute))
      mapWords(x, y, count, first, counter) { x, words in
        select(unit(words) .< threshold, substitute, fma(x, scale, shift))
      }
    }
  }

  func maskColumns(_ x: Input, mask: Input, y: Output, rows: Int, columns: Int) {
    for row in 0..<rows {
      mapVectors(x + row &* columns, mask, y + row &* columns, columns) { x, mask in
        select(mask .== Vector(), Vector(), x * mask)
      }
    }
  }
}

/// y[i] = function(x[i], word first + i) for i < count.
@inline(__always)
private func mapWords(
  _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int, _ first: Int, _ counter: RandomCounter,
  _ function: (Vector, Bits) -> Vector
) {
  // Sixteen blocks at a time, one in each lane: computed word by word, as in `Philox.words(at:)`, they took most of the time.
  for start in stride(from: 0, to: count, by: 4 * vectorWidth) {
    let words = words((first &+ start) / 4, counter)
    for part in 0..<4 {
      let index = start &+ part &* vectorWidth
      let rest = count &- index
      if rest >= vectorWidth {
        store(function(load(x, index), words[part]), y, index)
      } else if rest > 0 {
        storePartial(function(loadPartial(x, index, count: rest), words[part]), y, index, count: rest)
      }
    }
  }
}

/// The 64 words of sixteen blocks from `block` on, in order.
@inline(__always)
private func words(_ block: Int, _ counter: RandomCounter) -> InlineArray<4, Bits> {
  let words = wordsByPlace(block, counter)
  // Words are grouped by their index in the block; interleaving twice groups them by block.
  let even = (interleaveLow(words[0], words[2]), interleaveHigh(words[0], words[2]))
  let odd = (interleaveLow(words[1], words[3]), interleaveHigh(words[1], words[3]))
  return [
    bits(interleaveLow(even.0, odd.0)), bits(interleaveHigh(even.0, odd.0)), bits(interleaveLow(even.1, odd.1)),
    bits(interleaveHigh(even.1, odd.1)),
  ]
}

/// Word 0 … 3 of each of sixteen blocks. As floats, because they are only moved; no value is looked at.
@inline(__always)
private func wordsByPlace(_ block: Int, _ counter: RandomCounter) -> InlineArray<4, Vector> {
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
  return [float(x), float(y), float(z), float(w)]
}

/// The upper 24 bits of each word as a number in [0, 1).
@inline(__always)
private func unit(_ words: Bits) -> Vector {
  floats(unsafeBitCast(words &>> Bits(repeating: 8), to: SIMD16<Int32>.self)) * Vector(repeating: 0x1p-24)
}
