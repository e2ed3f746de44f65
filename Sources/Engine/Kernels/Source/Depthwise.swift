import CVector
import KernelTypes

// Sixteen channels are processed at once. A tile is some neighbouring outputs of a row: each step loads a tap's weights, and reads the
// outputs' inputs as operands of their multiply-adds, which is as many loads as a core makes beside them.

extension CompiledKernels {
  func convolveDepthwise(
    _ convolution: DepthwiseConvolution, rows: Range<Int>, x: Input, w: Input, bias: Input?, relu: Bool, y: Output
  ) {
    let inner = convolution.columns.inner
    for index in rows {
      let row = DepthwiseRow(convolution, index, x: x, w: w, bias: bias, relu: relu, y: y)
      for column in 0..<inner.lowerBound { row.computeBorder(column) }
      forEachTile(of: inner.count, atMost: DepthwiseRow.mostColumns) { column, count in
        row.compute(inner.lowerBound &+ column, count)
      }
      for column in inner.upperBound..<convolution.columns.outputs { row.computeBorder(column) }
    }
  }
}

/// One row of outputs.
private struct DepthwiseRow {
  let convolution: DepthwiseConvolution
  let taps: Int
  /// At the first of the row's taps.
  let x: UnsafePointer<Float>
  let w: UnsafePointer<Float>
  let y: UnsafeMutablePointer<Float>
  let bias: UnsafePointer<Float>?
  let relu: Bool

  #if AVX512
    static var mostColumns: Int { 8 }
  #elseif PORTABLE
    static var mostColumns: Int { 2 }
  #else
    static var mostColumns: Int { 6 }
  #endif

  init(
    _ convolution: DepthwiseConvolution, _ row: Int, x: UnsafePointer<Float>, w: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?, relu: Bool, y: UnsafeMutablePointer<Float>
  ) {
    let rows = convolution.rows
    let range = rows.taps(of: row)
    self.convolution = convolution
    taps = range.count
    self.x = x + (rows.first &+ row &* rows.stride &+ range.lowerBound &* rows.step) &* convolution.xRow
    self.w = w + range.lowerBound &* convolution.wRow
    self.y = y + row &* convolution.yRow
    (self.bias, self.relu) = (bias, relu)
  }

  /// `count` outputs that have all taps.
  func compute(_ column: Int, _ count: Int) {
    let (taps, channels) = (0..<convolution.columns.taps, 0..<convolution.channels)
    switch count {
    #if AVX512
      case 8: DepthwiseTile<8, 1>.compute(self, column, taps, channels)
      case 7: DepthwiseTile<7, 1>.compute(self, column, taps, channels)
    #endif
    #if !PORTABLE
      case 6: DepthwiseTile<6, 1>.compute(self, column, taps, channels)
      case 5: DepthwiseTile<5, 1>.compute(self, column, taps, channels)
      case 4: DepthwiseTile<4, 1>.compute(self, column, taps, channels)
      case 3: DepthwiseTile<3, 1>.compute(self, column, taps, channels)
    #endif
    case 2: DepthwiseTile<2, 1>.compute(self, column, taps, channels)
    default: DepthwiseTile<1, 1>.compute(self, column, taps, channels)
    }
  }

  /// One output, which may lack taps: several vectors of channels at once, since one chain alone waits for itself.
  func computeBorder(_ column: Int) {
    let taps = convolution.columns.taps(of: column)
    let wide = convolution.channels &- convolution.channels % (4 &* vectorWidth)
    DepthwiseTile<1, 4>.compute(self, column, taps, 0..<wide)
    DepthwiseTile<1, 1>.compute(self, column, taps, wide..<convolution.channels)
  }
}

/// `columns` × `vectors` accumulators.
private enum DepthwiseTile<let columns: Int, let vectors: Int> {
  /// `channels`: whole tiles of vectors, or the last ones one by one.
  @inline(never)
  static func compute(_ row: DepthwiseRow, _ column: Int, _ taps: Range<Int>, _ channels: Range<Int>) {
    let convolution = row.convolution
    let axis = convolution.columns
    let step = axis.step &* convolution.xColumn
    let apart = axis.stride &* convolution.xColumn
    let inputs = row.x + ((axis.first &+ column &* axis.stride) &* convolution.xColumn &+ taps.lowerBound &* step)
    let weights = row.w + taps.lowerBound &* convolution.wColumn
    let outputs = row.y + column &* convolution.yColumn
    for channel in stride(from: channels.lowerBound, to: channels.upperBound, by: vectors &* vectorWidth) {
      var sums = InlineArray<columns, InlineArray<vectors, Vector>>(repeating: .init(repeating: .zero))
      for tapRow in 0..<row.taps {
        var x = inputs + (tapRow &* convolution.rows.step &* convolution.xRow &+ channel)
        var w = weights + (tapRow &* convolution.wRow &+ channel)
        for _ in 0..<taps.count {
          for plane in 0..<convolution.planes {
            let place = plane &* convolution.channels
            var factors = InlineArray<vectors, Vector>(repeating: .zero)
            for v in 0..<vectors { factors[v] = load(w, place &+ v &* vectorWidth) }
            // One pointer and distances from it: the compiler would keep one for each column, some of them in memory.
            let x = vector_unrelated(x + place)
            for c in 0..<columns {
              for v in 0..<vectors {
                sums[c][v] = fma(load(x, c &* apart &+ v &* vectorWidth), factors[v], sums[c][v])
              }
            }
          }
          x += step
          w += convolution.wColumn
        }
      }
      if let bias = row.bias {
        for v in 0..<vectors {
          let addend = load(bias, channel &+ v &* vectorWidth)
          for c in 0..<columns { sums[c][v] += addend }
        }
      }
      if row.relu {
        for c in 0..<columns { for v in 0..<vectors { sums[c][v] = relu(sums[c][v]) } }
      }
      let left = channels.upperBound &- channel
      if left >= vectors &* vectorWidth {
        for c in 0..<columns {
          for v in 0..<vectors {
            store(sums[c][v], outputs, c &* convolution.yColumn &+ channel &+ v &* vectorWidth)
          }
        }
      } else {
        for c in 0..<columns {
          storePartial(sums[c][0], outputs, c &* convolution.yColumn &+ channel, count: left)
        }
      }
    }
  }
}

extension CompiledKernels {
  func addDepthwiseKernelGradient(_ convolution: DepthwiseConvolution, x: Input, dy: Input, dw: Output) {
    let inner = convolution.columns.inner
    for index in 0..<convolution.rows.outputs {
      let taps = convolution.rows.taps(of: index)
      if taps.isEmpty { continue }
      let row = DepthwiseGradientRow(convolution, index, taps, x: x, dy: dy, dw: dw)
      for column in 0..<inner.lowerBound { row.addBorder(column) }
      forEachTile(of: taps.count &* convolution.columns.taps, atMost: DepthwiseGradientRow.mostTaps) { tap, count in
        row.add(inner, tap, count)
      }
      for column in inner.upperBound..<convolution.columns.outputs { row.addBorder(column) }
    }
  }
}

/// What one row of outputs adds to the kernel's gradient.
private struct DepthwiseGradientRow {
  let convolution: DepthwiseConvolution
  /// The row's taps of the kernel.
  let taps: Int
  /// At the first of them.
  let x: UnsafePointer<Float>
  let dw: UnsafeMutablePointer<Float>
  let dy: UnsafePointer<Float>

  #if AVX512
    static var mostTaps: Int { 9 }
  #elseif PORTABLE
    static var mostTaps: Int { 2 }
  #else
    static var mostTaps: Int { 6 }
  #endif

  init(
    _ convolution: DepthwiseConvolution, _ row: Int, _ taps: Range<Int>, x: UnsafePointer<Float>,
    dy: UnsafePointer<Float>, dw: UnsafeMutablePointer<Float>
  ) {
    let rows = convolution.rows
    self.convolution = convolution
    self.taps = taps.count
    self.x = x + (rows.first &+ row &* rows.stride &+ taps.lowerBound &* rows.step) &* convolution.xRow
    self.dw = dw + taps.lowerBound &* convolution.wRow
    self.dy = dy + row &* convolution.yRow
  }

  /// Where tap (u, v) of output 0 reads.
  func place(_ u: Int, _ v: Int) -> Int {
    u &* convolution.rows.step &* convolution.xRow
      &+ (convolution.columns.first &+ v &* convolution.columns.step) &* convolution.xColumn
  }

  /// The outputs `columns`, which have all taps, for `count` taps from `tap` on, counted row by row.
  func add(_ columns: Range<Int>, _ tap: Int, _ count: Int) {
    switch count {
    #if AVX512
      case 9: DepthwiseTaps<9>.add(self, columns, tap)
      case 8: DepthwiseTaps<8>.add(self, columns, tap)
      case 7: DepthwiseTaps<7>.add(self, columns, tap)
    #endif
    #if !PORTABLE
      case 6: DepthwiseTaps<6>.add(self, columns, tap)
      case 5: DepthwiseTaps<5>.add(self, columns, tap)
      case 4: DepthwiseTaps<4>.add(self, columns, tap)
      case 3: DepthwiseTaps<3>.add(self, columns, tap)
    #endif
    case 2: DepthwiseTaps<2>.add(self, columns, tap)
    default: DepthwiseTaps<1>.add(self, columns, tap)
    }
  }

  /// One output, which may lack taps.
  func addBorder(_ column: Int) {
    let columnTaps = convolution.columns.taps(of: column)
    let gradient = dy + column &* convolution.yColumn
    let start = column &* convolution.columns.stride &* convolution.xColumn
    for u in 0..<taps {
      for v in columnTaps {
        let input = x + (place(u, v) &+ start)
        let sum = dw + (u &* convolution.wRow &+ v &* convolution.wColumn)
        for channel in stride(from: 0, to: convolution.channels, by: vectorWidth) {
          let new = fma(load(input, channel), load(gradient, channel), load(sum, channel))
          storeUpTo(convolution.channels &- channel, new, sum, channel)
        }
      }
    }
  }
}

/// `taps` accumulators of the kernel's gradient.
private enum DepthwiseTaps<let taps: Int> {
  @inline(never)
  static func add(_ row: DepthwiseGradientRow, _ columns: Range<Int>, _ tap: Int) {
    let convolution = row.convolution
    let apart = convolution.columns.stride &* convolution.xColumn
    var inputs = InlineArray<taps, UnsafePointer<Float>>(repeating: row.x)
    for t in 0..<taps {
      let (u, v) = (tap &+ t).quotientAndRemainder(dividingBy: convolution.columns.taps)
      inputs[t] = row.x + (row.place(u, v) &+ columns.lowerBound &* apart)
    }
    let target = row.dw + tap &* convolution.wColumn
    for channel in stride(from: 0, to: convolution.channels, by: vectorWidth) {
      var sums = InlineArray<taps, Vector>(repeating: .zero)
      for t in 0..<taps { sums[t] = load(target, t &* convolution.wColumn &+ channel) }
      var gradient = row.dy + (columns.lowerBound &* convolution.yColumn &+ channel)
      var offset = channel
      for _ in columns {
        let factor = load(gradient)
        for t in 0..<taps { sums[t] = fma(load(inputs[t], offset), factor, sums[t]) }
        gradient += convolution.yColumn
        offset &+= apart
      }
      for t in 0..<taps {
        storeUpTo(convolution.channels &- channel, sums[t], target, t &* convolution.wColumn &+ channel)
      }
    }
  }
}
