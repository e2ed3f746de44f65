import Geometry
import KernelTypes

// Where an image is zero, as most pixels of MNIST are, all outputs of a pooling window are the bias, and none of its gradients
// affects the kernel: both passes look at the pixels first.

/// Whether every element is zero that `rows` × `columns` neighbouring outputs from (y, x) on read. Also false if they are too
/// wide to be checked in eight lanes.
@inline(__always)
private func isZero(_ convolution: PooledConvolution, _ y: Int, _ x: Int, rows: Int, columns: Int) -> Bool {
  let span = (columns &- 1) &* convolution.columnStep &+ convolution.run
  let height = (rows &- 1) &* convolution.strideHeight &+ convolution.kernelHeight
  let start = UnsafeRawPointer(convolution.image + (y &* convolution.rowStep &+ x &* convolution.columnStep))
  let rowBytes = 4 &* convolution.rowStride
  if span <= 4 {
    var bits = SIMD2<UInt64>()
    for row in 0..<height { bits |= start.loadUnaligned(fromByteOffset: row &* rowBytes, as: SIMD2<UInt64>.self) }
    return (bits[0] | bits[1]) == 0
  }
  guard span <= 8 else { return false }
  var bits = SIMD4<UInt64>()
  for row in 0..<height { bits |= start.loadUnaligned(fromByteOffset: row &* rowBytes, as: SIMD4<UInt64>.self) }
  return (bits[0] | bits[1] | bits[2] | bits[3]) == 0
}

extension CompiledKernels {
  func convolveAndPool(
    _ convolution: PooledConvolution, kernel: Input, bias: Input?, relu: Bool, y: Output, positions: Output
  ) {
    var filter = 0
    while filter < convolution.filters {
      #if AVX512
        if convolution.filters - filter > vectorWidth {
          PooledTile<2>.forward(convolution, kernel, bias, relu, y, positions, filter)
          filter &+= 2 &* vectorWidth
          continue
        }
      #endif
      PooledTile<1>.forward(convolution, kernel, bias, relu, y, positions, filter)
      filter &+= vectorWidth
    }
  }

  func addPooledKernelGradient(_ convolution: PooledConvolution, dz: Input, positions places: Input, c: Output) {
    let count = listPositions(convolution)
    var filter = 0
    while filter < convolution.filters {
      #if AVX512
        if convolution.filters - filter > vectorWidth {
          TapTiles<2>.add(convolution, count, dz, places, c, filter)
          filter &+= 2 &* vectorWidth
          continue
        }
      #endif
      TapTiles<1>.add(convolution, count, dz, places, c, filter)
      filter &+= vectorWidth
    }
  }
}

/// Lists the positions that see non-zero elements, in row-major order of the map, and returns their number.
@inline(never)
private func listPositions(_ convolution: PooledConvolution) -> Int {
  let pool = convolution.pool
  var found = 0
  for row in 0..<pool.outputHeight {
    for poolRow in 0..<pool.poolHeight {
      let y = row &* pool.strideHeight &+ poolRow
      for column in 0..<pool.outputWidth {
        let x = column &* pool.strideWidth
        if isZero(convolution, y, x, rows: 1, columns: pool.poolWidth) { continue }
        for poolColumn in 0..<pool.poolWidth {
          convolution.positions[found] = PooledPosition(
            image: Int32(
              truncatingIfNeeded: y &* convolution.rowStep &+ (x &+ poolColumn) &* convolution.columnStep),
            window: Int32(truncatingIfNeeded: row &* pool.outputWidth &+ column),
            place: Float(poolRow &* pool.poolWidth &+ poolColumn))
          found &+= 1
        }
      }
    }
  }
  return found
}

extension CompiledKernels {
  func addPooledBiasGradient(_ geometry: PoolingGeometry, dz: Input, positions: Input, db: Output) {
    let width = Vector(repeating: Float(geometry.poolWidth))
    for channel in stride(from: 0, to: geometry.channels, by: vectorWidth) {
      var sum = load(db, channel)
      for row in 0..<geometry.outputHeight {
        // A window has only one gradient, so within its rows the order of columns does not matter.
        for poolRow in 0..<geometry.poolHeight {
          let first = Vector(repeating: Float(poolRow &* geometry.poolWidth))
          for column in 0..<geometry.outputWidth {
            let window = (row &* geometry.outputWidth &+ column) &* geometry.channels &+ channel
            let place = load(positions, window) - first
            let isHere = (place .>= Vector()) .& (place .< width)
            sum += select(isHere, load(dz, window), Vector())
          }
        }
      }
      let count = geometry.channels - channel
      if count >= vectorWidth { store(sum, db, channel) } else { storePartial(sum, db, channel, count: count) }
    }
  }
}

/// `relu` where a parameter has that name.
@inline(__always)
func rectified(_ x: Vector) -> Vector { relu(x) }

/// `vectors` vectors of filters.
private enum PooledTile<let vectors: Int> {
  typealias Filters = InlineArray<vectors, Vector>

  @inline(never)
  static func forward(
    _ convolution: PooledConvolution, _ kernel: UnsafePointer<Float>, _ bias: UnsafePointer<Float>?, _ relu: Bool,
    _ y: UnsafeMutablePointer<Float>, _ positions: UnsafeMutablePointer<Float>, _ filter: Int
  ) {
    let pool = convolution.pool
    let count = convolution.filters &- filter
    var ofBias = Filters(repeating: .zero)
    if let bias { for v in 0..<vectors { ofBias[v] += load(bias, filter &+ v &* vectorWidth) } }
    var ofZeros = ofBias
    if relu { for v in 0..<vectors { ofZeros[v] = rectified(ofZeros[v]) } }
    for row in 0..<pool.outputHeight {
      for column in 0..<pool.outputWidth {
        let top = row &* pool.strideHeight
        let left = column &* pool.strideWidth
        let index = (row &* pool.outputWidth &+ column) &* convolution.filters &+ filter
        var best = ofZeros
        var place = Filters(repeating: .zero)
        if !isZero(convolution, top, left, rows: 2, columns: 2) {
          let start = convolution.image + (top &* convolution.rowStep &+ left &* convolution.columnStep)
          var sums = InlineArray<4, Filters>(repeating: .init(repeating: .zero))
          for tap in 0..<convolution.tapCount {
            let first = start + convolution.taps[tap]
            let second = first + convolution.rowStep
            let w = kernel + (tap &* convolution.filters &+ filter)
            var weights = Filters(repeating: .zero)
            for v in 0..<vectors { weights[v] = load(w, v &* vectorWidth) }
            let inputs: InlineArray<4, Float> = [
              first[0], first[convolution.columnStep], second[0], second[convolution.columnStep],
            ]
            for p in 0..<4 {
              let input = Vector(repeating: inputs[p])
              for v in 0..<vectors { sums[p][v] = fma(input, weights[v], sums[p][v]) }
            }
          }
          for v in 0..<vectors {
            for p in 0..<4 {
              var value = sums[p][v]
              if bias != nil { value += ofBias[v] }
              if relu { value = rectified(value) }
              // As in `maxPool`: a NaN wins the window.
              let larger = p == 0 ? .init(repeating: true) : (value .> best[v]) .| (value .!= value)
              best[v] = select(larger, value, best[v])
              place[v] = select(larger, Vector(repeating: Float(p)), place[v])
            }
          }
        }
        for v in 0..<vectors {
          let rest = count &- v &* vectorWidth
          let at = index &+ v &* vectorWidth
          if rest >= vectorWidth {
            store(best[v], y, at)
            store(place[v], positions, at)
          } else if rest > 0 {
            storePartial(best[v], y, at, count: rest)
            storePartial(place[v], positions, at, count: rest)
          }
        }
      }
    }
  }
}

/// The kernel's gradient for `vectors` vectors of filters.
private enum TapTiles<let vectors: Int> {
  #if AVX512
    static var most: Int { 9 }
  #elseif PORTABLE
    static var most: Int { 2 }
  #else
    static var most: Int { 5 }
  #endif

  @inline(__always)
  static func add(
    _ convolution: PooledConvolution, _ count: Int, _ dz: UnsafePointer<Float>, _ places: UnsafePointer<Float>,
    _ c: UnsafeMutablePointer<Float>, _ filter: Int
  ) {
    forEachTile(of: convolution.tapCount, atMost: most) { tap, taps in
      switch taps {
      #if AVX512
        case 9: TapTile<9, vectors>.add(convolution, count, dz, places, c, filter, tap)
        case 8: TapTile<8, vectors>.add(convolution, count, dz, places, c, filter, tap)
        case 7: TapTile<7, vectors>.add(convolution, count, dz, places, c, filter, tap)
        case 6: TapTile<6, vectors>.add(convolution, count, dz, places, c, filter, tap)
      #endif
      #if !PORTABLE
        case 5: TapTile<5, vectors>.add(convolution, count, dz, places, c, filter, tap)
        case 4: TapTile<4, vectors>.add(convolution, count, dz, places, c, filter, tap)
        case 3: TapTile<3, vectors>.add(convolution, count, dz, places, c, filter, tap)
      #endif
      case 2: TapTile<2, vectors>.add(convolution, count, dz, places, c, filter, tap)
      default: TapTile<1, vectors>.add(convolution, count, dz, places, c, filter, tap)
      }
    }
  }
}

/// `taps` × `vectors` accumulators of the kernel's gradient.
///
/// A separate function for each size: in a single one for all sizes the compiler stops inlining, and keeps the accumulators in
/// memory.
private enum TapTile<let taps: Int, let vectors: Int> {
  @inline(never)
  static func add(
    _ convolution: PooledConvolution, _ count: Int, _ dz: UnsafePointer<Float>, _ places: UnsafePointer<Float>,
    _ c: UnsafeMutablePointer<Float>, _ filter: Int, _ tap: Int
  ) {
    var sums = InlineArray<taps, InlineArray<vectors, Vector>>(repeating: .init(repeating: .zero))
    var inputs = InlineArray<taps, UnsafePointer<Float>>(repeating: convolution.image)
    let target = c + (tap &* convolution.filters &+ filter)
    for t in 0..<taps {
      inputs[t] = convolution.image + convolution.taps[tap &+ t]
      for v in 0..<vectors { sums[t][v] = load(target, t &* convolution.filters &+ v &* vectorWidth) }
    }
    for entry in 0..<count {
      let position = convolution.positions[entry]
      let window = Int(position.window) &* convolution.filters &+ filter
      let image = Int(position.image)
      var gradient = InlineArray<vectors, Vector>(repeating: .zero)
      for v in 0..<vectors {
        let isHere = load(places, window &+ v &* vectorWidth) .== Vector(repeating: position.place)
        gradient[v] = select(isHere, load(dz, window &+ v &* vectorWidth), Vector())
      }
      for t in 0..<taps {
        let input = Vector(repeating: inputs[t][image])
        for v in 0..<vectors { sums[t][v] = fma(input, gradient[v], sums[t][v]) }
      }
    }
    let columns = convolution.filters &- filter
    if columns >= vectors &* vectorWidth {
      for t in 0..<taps {
        for v in 0..<vectors { store(sums[t][v], target, t &* convolution.filters &+ v &* vectorWidth) }
      }
    } else {
      var copy = InlineArray<taps, InlineArray<vectors, Vector>>(repeating: .init(repeating: .zero))
      for t in 0..<taps { for v in 0..<vectors { copy[t][v] = sums[t][v] } }
      withUnsafeBytes(of: &copy) { bytes in
        // Vectors are contiguous, so they are floats in a row.
        let floats = bytes.baseAddress!.assumingMemoryBound(to: Float.self)
        for t in 0..<taps {
          (target + t &* convolution.filters).update(from: floats + t &* vectors &* vectorWidth, count: columns)
        }
      }
    }
  }
}
