import KernelTypes

// Winograd's F(2 × 2, 3 × 3) (A. Lavin, S. Gray, "Fast algorithms for convolutional neural networks", 2015): 16 products for four
// outputs instead of 36,
//
//     Y = Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A      d: 4 × 4 inputs, g: 3 × 3 taps, Y: 2 × 2 outputs
//
//     Bᵀ = 1  0 −1  0      G = 1   0   0      Aᵀ = 1 1  1  0
//          0  1  1  0          ½   ½   ½           0 1 −1 −1
//          0 −1  1  0          ½  −½   ½
//          0  1  0 −1          0   0   1
//
// where `contract` sums the products over the channels, each in one chain of fused multiply-adds. Every transform is additions
// in the order written here, separately for each channel or filter, whose numbers are multiples of a vector: the same bits in
// every instruction set, though not those of a direct convolution.

extension CompiledKernels {
  func winogradKernel(_ kernel: Input, channels: Range<Int>, channelCount: Int, filters: Int, u: Output) {
    let tap = channelCount &* filters
    for channel in channels {
      for filter in stride(from: 0, to: filters, by: vectorWidth) {
        let place = channel &* filters &+ filter
        func column(_ index: Int) -> InlineArray<4, Vector> {
          transformTaps(
            load(kernel, index &* tap &+ place), load(kernel, (3 &+ index) &* tap &+ place),
            load(kernel, (6 &+ index) &* tap &+ place))
        }
        let (left, middle, right) = (column(0), column(1), column(2))
        for row in 0..<4 {
          let g = transformTaps(left[row], middle[row], right[row])
          for column in 0..<4 { store(g[column], u, (row &* 4 &+ column) &* tap &+ place) }
        }
      }
    }
  }
}

/// G's four rows times (a, b, c).
@inline(__always)
private func transformTaps(_ a: Vector, _ b: Vector, _ c: Vector) -> InlineArray<4, Vector> {
  let outer = a + c
  let half = Vector(repeating: 0.5)
  return [a, (outer + b) * half, (outer - b) * half, c]
}

extension CompiledKernels {
  /// Along a row of tiles, each shares two columns with the next.
  func winogradInput(_ tiles: WinogradTiles, image: Input, v: Output) {
    let element = tiles.count &* tiles.channels
    for (row, tileRow) in tiles.rows.enumerated() {
      for channel in stride(from: 0, to: tiles.channels, by: vectorWidth) {
        var target = v + (row &* tiles.columns &* tiles.channels &+ channel)
        var left = -tiles.padLeft
        var (c, d) = (column(tiles, image, tileRow, left, channel), column(tiles, image, tileRow, left &+ 1, channel))
        for _ in 0..<tiles.columns {
          let (a, b) = (c, d)
          left &+= 2
          c = column(tiles, image, tileRow, left, channel)
          d = column(tiles, image, tileRow, left &+ 1, channel)
          for row in 0..<4 {
            let line = transformLine(a[row], b[row], c[row], d[row])
            for column in 0..<4 { store(line[column], target, (4 &* row &+ column) &* element) }
          }
          target += tiles.channels
        }
      }
    }
  }
}

/// The four transformed values of a column of tiles' inputs.
@inline(__always)
private func column(
  _ tiles: WinogradTiles, _ image: UnsafePointer<Float>, _ tileRow: Int, _ column: Int, _ channel: Int
) -> InlineArray<4, Vector> {
  let top = 2 &* tileRow &- tiles.padTop
  let rowStride = tiles.width &* tiles.channels
  let start = top &* rowStride &+ column &* tiles.channels &+ channel
  guard column >= 0 && column < tiles.width else { return .init(repeating: Vector()) }
  if top >= 0 && top &+ 4 <= tiles.height {
    return transformLine(
      load(image, start), load(image, start &+ rowStride), load(image, start &+ 2 &* rowStride),
      load(image, start &+ 3 &* rowStride))
  }
  func value(_ row: Int) -> Vector {
    top &+ row >= 0 && top &+ row < tiles.height ? load(image, start &+ row &* rowStride) : Vector()
  }
  return transformLine(value(0), value(1), value(2), value(3))
}

/// Bᵀ's four rows times (a, b, c, d).
@inline(__always)
private func transformLine(_ a: Vector, _ b: Vector, _ c: Vector, _ d: Vector) -> InlineArray<4, Vector> {
  [a - c, b + c, c - b, b - d]
}

extension CompiledKernels {
  func winogradOutput(_ tiles: WinogradTiles, m: Input, bias: Input?, relu: Bool, y: Output) {
    let rowStride = tiles.outputWidth &* tiles.filters
    forEachTile(tiles, tiles.filters) { tile, tileRow, tileColumn, filter in
      let outputs = outputs(tiles, m, bias, relu, tile, filter)
      let start = 2 &* tileRow &* rowStride &+ 2 &* tileColumn &* tiles.filters &+ filter
      let hasRight = 2 &* tileColumn &+ 1 < tiles.outputWidth
      store(outputs[0], y, start)
      if hasRight { store(outputs[1], y, start &+ tiles.filters) }
      guard 2 &* tileRow &+ 1 < tiles.outputHeight else { return }
      store(outputs[2], y, start &+ rowStride)
      if hasRight { store(outputs[3], y, start &+ rowStride &+ tiles.filters) }
    }
  }

  func winogradPooledOutput(_ tiles: WinogradTiles, m: Input, bias: Input?, relu: Bool, y: Output, positions: Output) {
    forEachTile(tiles, tiles.filters) { tile, tileRow, tileColumn, filter in
      let outputs = outputs(tiles, m, bias, relu, tile, filter)
      var best = outputs[0]
      var place = Vector()
      for p in 1..<4 {
        let larger = (outputs[p] .> best) .| (outputs[p] .!= outputs[p])
        best = select(larger, outputs[p], best)
        place = select(larger, Vector(repeating: Float(p)), place)
      }
      let index = (tileRow &* tiles.columns &+ tileColumn) &* tiles.filters &+ filter
      store(best, y, index)
      store(place, positions, index)
    }
  }
}

/// Calls `body` for each tile and each vector of its `lanes` channels or filters.
@inline(__always)
private func forEachTile(
  _ tiles: WinogradTiles, _ lanes: Int, _ body: (_ tile: Int, _ tileRow: Int, _ tileColumn: Int, _ lane: Int) -> Void
) {
  var tile = 0
  for tileRow in tiles.rows {
    for tileColumn in 0..<tiles.columns {
      for lane in stride(from: 0, to: lanes, by: vectorWidth) { body(tile, tileRow, tileColumn, lane) }
      tile &+= 1
    }
  }
}

/// The four outputs of a tile, row by row.
@inline(__always)
private func outputs(
  _ tiles: WinogradTiles, _ m: UnsafePointer<Float>, _ bias: UnsafePointer<Float>?, _ relu: Bool, _ tile: Int,
  _ filter: Int
) -> InlineArray<4, Vector> {
  let element = tiles.count &* tiles.filters
  let m = m + (tile &* tiles.filters &+ filter)
  func column(_ index: Int) -> InlineArray<2, Vector> {
    transformOutput(
      load(m, index &* element), load(m, (4 &+ index) &* element), load(m, (8 &+ index) &* element),
      load(m, (12 &+ index) &* element))
  }
  let (a, b, c, d) = (column(0), column(1), column(2), column(3))
  let (top, bottom) = (transformOutput(a[0], b[0], c[0], d[0]), transformOutput(a[1], b[1], c[1], d[1]))
  var y: InlineArray<4, Vector> = [top[0], top[1], bottom[0], bottom[1]]
  if let bias {
    let addend = load(bias, filter)
    for p in 0..<4 { y[p] += addend }
  }
  if relu { for p in 0..<4 { y[p] = rectified(y[p]) } }
  return y
}

/// Aᵀ's two rows times (a, b, c, d).
@inline(__always)
private func transformOutput(_ a: Vector, _ b: Vector, _ c: Vector, _ d: Vector) -> InlineArray<2, Vector> {
  [a + b + c, b - c - d]
}

// The kernel's gradient takes the reverse path: with Z = A dy Aᵀ, dU = Σ_tiles V ⊙ Z, summed by `contract`, and dg = Gᵀ dU G.

extension CompiledKernels {
  func winogradOutputGradient(_ tiles: WinogradTiles, dy: Input, z: Output) {
    let element = tiles.count &* tiles.filters
    let rowStride = tiles.outputWidth &* tiles.filters
    forEachTile(tiles, tiles.filters) { tile, tileRow, tileColumn, filter in
      let start = dy + (2 &* tileRow &* rowStride &+ 2 &* tileColumn &* tiles.filters &+ filter)
      let hasBelow = 2 &* tileRow &+ 1 < tiles.outputHeight
      let hasRight = 2 &* tileColumn &+ 1 < tiles.outputWidth
      let left = transformGradient(load(start), hasBelow ? load(start, rowStride) : Vector())
      let right = transformGradient(
        hasRight ? load(start, tiles.filters) : Vector(),
        hasRight && hasBelow ? load(start, rowStride &+ tiles.filters) : Vector())
      let target = z + (tile &* tiles.filters &+ filter)
      for row in 0..<4 {
        let values = transformGradient(left[row], right[row])
        for column in 0..<4 { store(values[column], target, (4 &* row &+ column) &* element) }
      }
    }
  }
}

/// A's four rows times (a, b).
@inline(__always)
private func transformGradient(_ a: Vector, _ b: Vector) -> InlineArray<4, Vector> { [a, a + b, a - b, -b] }

extension CompiledKernels {
  func winogradKernelGradient(_ u: Input, channels: Range<Int>, channelCount: Int, filters: Int, gradient: Output) {
    let tap = channelCount &* filters
    for channel in channels {
      for filter in stride(from: 0, to: filters, by: vectorWidth) {
        let place = channel &* filters &+ filter
        func column(_ index: Int) -> InlineArray<3, Vector> {
          transformKernelGradient(
            load(u, index &* tap &+ place), load(u, (4 &+ index) &* tap &+ place),
            load(u, (8 &+ index) &* tap &+ place), load(u, (12 &+ index) &* tap &+ place))
        }
        let (a, b, c, d) = (column(0), column(1), column(2), column(3))
        for row in 0..<3 {
          let g = transformKernelGradient(a[row], b[row], c[row], d[row])
          for column in 0..<3 { store(g[column], gradient, (row &* 3 &+ column) &* tap &+ place) }
        }
      }
    }
  }
}

/// Gᵀ's three rows times (a, b, c, d).
@inline(__always)
private func transformKernelGradient(
  _ a: Vector, _ b: Vector, _ c: Vector, _ d: Vector
) -> InlineArray<3, Vector> {
  let half = Vector(repeating: 0.5)
  let sum = (b + c) * half
  return [a + sum, (b - c) * half, sum + d]
}
