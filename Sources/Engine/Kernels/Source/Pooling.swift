import Geometry
import KernelTypes

// Channels are the innermost axis, so sixteen channels of a window are processed at once. The last channels of a position are a
// partial vector.

// Positions in a window are kept as floats: Swift compares vectors of floats in one instruction, but vectors of integers lane
// by lane.

extension CompiledKernels {
  func maxPool(_ geometry: PoolingGeometry, x: Input, y: Output, positions: Output?) {
    forEachWindow(geometry) { window, rows, columns in
      for channel in stride(from: 0, to: geometry.channels, by: vectorWidth) {
        let corner = x + (window.corner &+ channel)
        var best = load(corner)
        var place = Vector(repeating: window.place(0, 0))
        for row in 0..<rows {
          for column in (row == 0 ? 1 : 0)..<columns {
            let value = load(corner, window.offset(row, column))
            // A NaN wins the window, so that a diverged run is noticed.
            let larger = (value .> best) .| (value .!= value)
            best = select(larger, value, best)
            place = select(larger, Vector(repeating: window.place(row, column)), place)
          }
        }
        let lanes = min(vectorWidth, geometry.channels &- channel)
        storeLanes(best, y, window.output &+ channel, lanes)
        if let positions { storeLanes(place, positions, window.output &+ channel, lanes) }
      }
    }
  }

  func maxPoolGradient(_ geometry: PoolingGeometry, dy: Input, positions: Input, dx: Output) {
    addWindows(geometry, to: dx) { window, channel in
      let gradient = load(dy, window.output &+ channel)
      let place = load(positions, window.output &+ channel)
      // Every position of the window takes its own lanes: no scatter, no division.
      return { row, column in select(place .== Vector(repeating: window.place(row, column)), gradient, Vector()) }
    }
  }

  func averagePool(_ geometry: PoolingGeometry, x: Input, y: Output) {
    sumWindows(geometry, x, y) { sum, count in sum / Vector(repeating: Float(count)) }
  }

  func sumPool(_ geometry: PoolingGeometry, x: Input, y: Output) {
    sumWindows(geometry, x, y) { sum, _ in sum }
  }

  /// y = finish(the sum of a window's elements, how many there are).
  @inline(__always)
  private func sumWindows(_ geometry: PoolingGeometry, _ x: Input, _ y: Output, _ finish: (Vector, Int) -> Vector) {
    forEachWindow(geometry) { window, rows, columns in
      for channel in stride(from: 0, to: geometry.channels, by: vectorWidth) {
        let corner = x + (window.corner &+ channel)
        var sum = Vector()
        for row in 0..<rows {
          for column in 0..<columns { sum += load(corner, window.offset(row, column)) }
        }
        let lanes = min(vectorWidth, geometry.channels &- channel)
        storeLanes(finish(sum, rows &* columns), y, window.output &+ channel, lanes)
      }
    }
  }

  func averagePoolGradient(_ geometry: PoolingGeometry, dy: Input, dx: Output) {
    addWindows(geometry, to: dx) { window, channel in
      let share = load(dy, window.output &+ channel) / Vector(repeating: Float(window.rows &* window.columns))
      return { _, _ in share }
    }
  }

  /// dx = Σ over the windows that cover an element, in their order, of what `gradient` says for a window's channels, by row and
  /// column in it.
  @inline(__always)
  private func addWindows(
    _ geometry: PoolingGeometry, to dx: Output,
    _ gradient: (_ window: PoolingWindow, _ channel: Int) -> (_ row: Int, _ column: Int) -> Vector
  ) {
    let areTiles = geometry.windowsAreTiles
    if !areTiles { dx.update(repeating: 0, count: geometry.inputCount) }
    forEachWindow(geometry) { window, rows, columns in
      for channel in stride(from: 0, to: geometry.channels, by: vectorWidth) {
        let lanes = min(vectorWidth, geometry.channels &- channel)
        let gradient = gradient(window, channel)
        let corner = dx + (window.corner &+ channel)
        for row in 0..<rows {
          for column in 0..<columns {
            let offset = window.offset(row, column)
            // Zero is added to a tile's only gradient, too: −0 becomes 0 in both ways.
            let before = areTiles ? Vector() : load(corner, offset)
            storeLanes(before + gradient(row, column), corner, offset, lanes)
          }
        }
      }
    }
  }
}

extension PoolingGeometry {
  /// Whether each element of the input is in exactly one window.
  fileprivate var windowsAreTiles: Bool {
    strideHeight == poolHeight && strideWidth == poolWidth && padTop == 0 && padLeft == 0
      && outputHeight &* poolHeight >= inputHeight && outputWidth &* poolWidth >= inputWidth
  }
}

extension CompiledKernels {
  func repeatPixels(_ geometry: PoolingGeometry, x: Input, y: Output) {
    let channels = geometry.channels
    let row = geometry.inputWidth &* channels
    for outputRow in 0..<geometry.outputHeight {
      let first = y + outputRow &* geometry.poolHeight &* row
      for column in 0..<geometry.outputWidth {
        let pixel = x + (outputRow &* geometry.outputWidth &+ column) &* channels
        for copy in 0..<geometry.poolWidth {
          mapVectors(pixel, first + (column &* geometry.poolWidth &+ copy) &* channels, channels) { $0 }
        }
      }
      for copy in 1..<geometry.poolHeight { (first + copy &* row).update(from: first, count: row) }
    }
  }

  func globalMaxPoolGradient(_ x: Input, y: Input, dy: Input, dx: Output, positions: Int, channels: Int) {
    for channel in stride(from: 0, to: channels, by: vectorWidth) {
      let largest = load(y, channel)
      var count = Vector()
      for position in 0..<positions {
        count += select(load(x, position &* channels &+ channel) .== largest, Vector(repeating: 1), Vector())
      }
      let share = load(dy, channel) / count
      let lanes = channels &- channel
      for position in 0..<positions {
        let place = position &* channels &+ channel
        let gradient = select(load(x, place) .== largest, share, Vector())
        if lanes >= vectorWidth { store(gradient, dx, place) } else { storePartial(gradient, dx, place, count: lanes) }
      }
    }
  }
}

/// What a window covers of the input.
private struct PoolingWindow {
  /// The indices of its first channel in the output, and of its first element in the input.
  let output: Int
  let corner: Int
  /// Its extent, clipped to the input.
  let rows: Int
  let columns: Int
  /// Where the unclipped window has this corner, in row-major order.
  let clipped: Int
  let geometry: PoolingGeometry

  /// From the corner to an element, in floats.
  @inline(__always)
  func offset(_ row: Int, _ column: Int) -> Int {
    (row &* geometry.inputWidth &+ column) &* geometry.channels
  }

  /// An element's place in the unclipped window.
  @inline(__always)
  func place(_ row: Int, _ column: Int) -> Float { Float(clipped &+ row &* geometry.poolWidth &+ column) }
}

/// Calls `body` for each window in row-major order with its extent: in constants where it is 2 × 2, as most windows are, so that
/// loops over it are unrolled. With variables, `maxPool` took 3.6 times as long.
@inline(__always)
private func forEachWindow(
  _ geometry: PoolingGeometry, _ body: (_ window: PoolingWindow, _ rows: Int, _ columns: Int) -> Void
) {
  for outputRow in 0..<geometry.outputHeight {
    let rows = geometry.rows(outputRow)
    let top = outputRow &* geometry.strideHeight &- geometry.padTop
    for outputColumn in 0..<geometry.outputWidth {
      let columns = geometry.columns(outputColumn)
      let left = outputColumn &* geometry.strideWidth &- geometry.padLeft
      let window = PoolingWindow(
        output: (outputRow &* geometry.outputWidth &+ outputColumn) &* geometry.channels,
        corner: (rows.lowerBound &* geometry.inputWidth &+ columns.lowerBound) &* geometry.channels,
        rows: rows.count, columns: columns.count,
        clipped: (rows.lowerBound &- top) &* geometry.poolWidth &+ columns.lowerBound &- left, geometry: geometry)
      if window.rows == 2 && window.columns == 2 {
        body(window, 2, 2)
      } else {
        body(window, window.rows, window.columns)
      }
    }
  }
}
