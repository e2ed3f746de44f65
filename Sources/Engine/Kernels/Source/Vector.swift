import CVector
import KernelTypes

/// Sixteen floats: one 512-bit register, two of 256, four of 128 bits.
typealias Vector = SIMD16<Float>
typealias Bits = SIMD16<UInt32>
typealias Mask = SIMDMask<SIMD16<Int32>>

@inline(__always)
func load(_ pointer: UnsafePointer<Float>, _ index: Int = 0) -> Vector {
  UnsafeRawPointer(pointer + index).loadUnaligned(as: Vector.self)
}

@inline(__always)
func store(_ vector: Vector, _ pointer: UnsafeMutablePointer<Float>, _ index: Int = 0) {
  UnsafeMutableRawPointer(pointer + index).storeBytes(of: vector, as: Vector.self)
}

/// The first `count` elements; the other lanes are zero.
@inline(__always)
func loadPartial(_ pointer: UnsafePointer<Float>, _ index: Int, count: Int) -> Vector {
  #if AVX2 || AVX512
    // Lane by lane the vector would go through memory, which is slow (in `kernel-bench`, "`softmax`, 500 × 10").
    return vector_load_partial(pointer + index, Int32(truncatingIfNeeded: count))
  #else
    var vector = Vector()
    for lane in 0..<count { vector[lane] = pointer[index + lane] }
    return vector
  #endif
}

@inline(__always)
func storePartial(_ vector: Vector, _ pointer: UnsafeMutablePointer<Float>, _ index: Int, count: Int) {
  #if AVX2 || AVX512
    vector_store_partial(vector, pointer + index, Int32(truncatingIfNeeded: count))
  #else
    for lane in 0..<count { pointer[index + lane] = vector[lane] }
  #endif
}

/// The existing lanes: all sixteen, or the first `count` of the last vector.
@inline(__always)
func loadUpTo(_ count: Int, _ x: UnsafePointer<Float>, _ index: Int) -> Vector {
  count >= vectorWidth ? load(x, index) : loadPartial(x, index, count: count)
}

@inline(__always)
func storeUpTo(_ count: Int, _ vector: Vector, _ y: UnsafeMutablePointer<Float>, _ index: Int) {
  if count >= vectorWidth { store(vector, y, index) } else { storePartial(vector, y, index, count: count) }
}

// Used instead of the standard library's operators, which are loops over the lanes: where the optimizer could not rejoin them, as in
// Adam's update, they were much slower (Swift 6.3; in `kernel-bench`, "`update` by Adam").

@inline(__always) func + (a: Vector, b: Vector) -> Vector { vector_add(a, b) }
@inline(__always) func - (a: Vector, b: Vector) -> Vector { vector_subtract(a, b) }
@inline(__always) func * (a: Vector, b: Vector) -> Vector { vector_multiply(a, b) }
@inline(__always) func / (a: Vector, b: Vector) -> Vector { vector_divide(a, b) }
@inline(__always) func + (a: Vector, b: Float) -> Vector { a + Vector(repeating: b) }
@inline(__always) func - (a: Vector, b: Float) -> Vector { a - Vector(repeating: b) }
@inline(__always) func * (a: Vector, b: Float) -> Vector { a * Vector(repeating: b) }
@inline(__always) func / (a: Vector, b: Float) -> Vector { a / Vector(repeating: b) }
@inline(__always) func += (a: inout Vector, b: Vector) { a = a + b }
@inline(__always) func -= (a: inout Vector, b: Vector) { a = a - b }
@inline(__always) prefix func - (a: Vector) -> Vector { vector_negate(a) }

/// a·b + c with one rounding.
@inline(__always)
func fma(_ a: Vector, _ b: Vector, _ c: Vector) -> Vector {
  #if PORTABLE && arch(x86_64)
    return emulatedFMA(a, b, c)
  #else
    return vector_multiply_add(a, b, c)
  #endif
}

@inline(__always)
func fma(_ a: Vector, _ b: Float, _ c: Float) -> Vector { fma(a, Vector(repeating: b), Vector(repeating: c)) }

@inline(__always)
func fma(_ a: Vector, _ b: Vector, _ c: Float) -> Vector { fma(a, b, Vector(repeating: c)) }

@inline(__always)
func select(_ mask: Mask, _ yes: Vector, _ no: Vector) -> Vector {
  vector_select(unsafeBitCast(mask, to: SIMD16<Int32>.self), yes, no)
}

@inline(__always)
func bits(_ vector: Vector) -> Bits { unsafeBitCast(vector, to: Bits.self) }

@inline(__always)
func float(_ bits: Bits) -> Vector { unsafeBitCast(bits, to: Vector.self) }

// Conversions lane by lane, which the compiler makes one instruction. The standard library's, `Vector(integers)` and
// `SIMD16<Int32>(truncatingIfNeeded:)`, are generic functions: specialised, they have the same name in all kernel modules, so
// the linker keeps one module's copy for all, with instructions that an older processor lacks (seen: AVX in the portable set's
// `log`; `Scripts/check-isa.sh` looks for it).

@inline(__always)
func floats(_ integers: SIMD16<Int32>) -> Vector {
  var result = Vector()
  for lane in 0..<16 { result[lane] = Float(integers[lane]) }
  return result
}

@inline(__always)
func floats(_ bytes: SIMD16<UInt8>) -> Vector {
  var result = Vector()
  for lane in 0..<16 { result[lane] = Float(bytes[lane]) }
  return result
}

@inline(__always)
func squareRoot(_ x: Vector) -> Vector { vector_square_root(x) }

/// a₀ b₀ a₁ b₁ … from the lower halves.
@inline(__always)
func interleaveLow(_ a: Vector, _ b: Vector) -> Vector { vector_interleave_low(a, b) }

/// a₈ b₈ a₉ b₉ … from the upper halves.
@inline(__always)
func interleaveHigh(_ a: Vector, _ b: Vector) -> Vector { vector_interleave_high(a, b) }

@inline(__always)
func magnitude(_ x: Vector) -> Vector { float(bits(x) & Bits(repeating: 0x7fff_ffff)) }

/// |magnitude| with the sign of `sign`.
@inline(__always)
func copySign(_ magnitude: Vector, _ sign: Vector) -> Vector {
  float((bits(magnitude) & Bits(repeating: 0x7fff_ffff)) | (bits(sign) & Bits(repeating: 0x8000_0000)))
}

/// x, but no less than `lowest` and no more than `highest`; a NaN stays.
@inline(__always)
func clamped(_ x: Vector, _ lowest: Float, _ highest: Float) -> Vector {
  let (lowest, highest) = (Vector(repeating: lowest), Vector(repeating: highest))
  let raised = select(x .< lowest, lowest, x)
  return select(raised .> highest, highest, raised)
}

/// A whole vector by one instruction that needs no mask, fewer lanes by one that does.
@inline(__always)
func storeLanes(_ vector: Vector, _ pointer: UnsafeMutablePointer<Float>, _ index: Int, _ lanes: Int) {
  if lanes == vectorWidth { store(vector, pointer, index) } else { storePartial(vector, pointer, index, count: lanes) }
}

/// y[i] = function(x[i]) over whole vectors, then over the remainder in one partial vector.
@inline(__always)
func mapVectors(
  _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int, _ function: (Vector) -> Vector
) {
  var index = 0
  while index &+ vectorWidth <= count {
    store(function(load(x, index)), y, index)
    index &+= vectorWidth
  }
  if index < count {
    storePartial(function(loadPartial(x, index, count: count - index)), y, index, count: count - index)
  }
}

/// z[i] = function(x[i], y[i]), likewise.
@inline(__always)
func mapVectors(
  _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ z: UnsafeMutablePointer<Float>, _ count: Int,
  _ function: (Vector, Vector) -> Vector
) {
  var index = 0
  while index &+ vectorWidth <= count {
    store(function(load(x, index), load(y, index)), z, index)
    index &+= vectorWidth
  }
  if index < count {
    let rest = count - index
    storePartial(
      function(loadPartial(x, index, count: rest), loadPartial(y, index, count: rest)), z, index, count: rest)
  }
}

/// Calls `body` for each whole vector with its place in an array that repeats, whose period is a multiple of a vector's width, and then
/// for the remainder.
@inline(__always)
func forEachVector(_ count: Int, period: Int, _ body: (_ index: Int, _ place: Int, _ lanes: Int) -> Void) {
  var (index, place) = (0, 0)
  while index &+ vectorWidth <= count {
    body(index, place, vectorWidth)
    index &+= vectorWidth
    place &+= vectorWidth
    if place == period { place = 0 }
  }
  if index < count { body(index, place, count &- index) }
}
