import Geometry
import KernelTypes

// Channels are the innermost axis, so sixteen channels of a window are processed at once. The last channels of a position are a
// partial vector.

// Positions in a window are kept as floats: Swift compares vectors of floats in one instruction, but vectors of integers lane
// by lane.

extension CompiledKernels {
  func maxPool(_ geometry: PoolingGeometry, x: Input, y: Output, positions: Output?) {
    forEachWindow(geometry) { output, top, left, rows, columns in
      for channel in stride(from: 0, to: geometry.channels, by: vectorWidth) {
        var best = Vector()
        var place = Vector()
        var first = true
        for row in rows {
          for column in columns {
            let value = load(x, (row &* geometry.inputWidth &+ column) &* geometry.channels &+ channel)
            let here = Float((row &- top) &* geometry.poolWidth &+ (column &- left))
            // A NaN wins the window, so that a diverged run is noticed.
            let larger = first ? .init(repeating: true) : (value .> best) .| (value .!= value)
            best = select(larger, value, best)
            place = select(larger, Vector(repeating: here), place)
            first = false
          }
        }
        let index = output &* geometry.channels &+ channel
        let count = geometry.channels - channel
        if count >= vectorWidth {
          store(best, y, index)
          if let positions { store(place, positions, index) }
        } else {
          storePartial(best, y, index, count: count)
          if let positions { storePartial(place, positions, index, count: count) }
        }
      }
    }
  }

  func maxPoolGradient(_ geometry: PoolingGeometry, dy: Input, positions: Input, dx: Output) {
    dx.update(repeating: 0, count: geometry.inputCount)
    forEachWindow(geometry) { output, top, left, rows, columns in
      for channel in stride(from: 0, to: geometry.channels, by: vectorWidth) {
        let index = output &* geometry.channels &+ channel
        let count = min(vectorWidth, geometry.channels - channel)
        let gradient = load(dy, index)
        let place = load(positions, index)
        // Every position of the window takes its own lanes: no scatter, no division.
        for row in rows {
          for column in columns {
            let here = Float((row &- top) &* geometry.poolWidth &+ (column &- left))
            let isHere = place .== Vector(repeating: here)
            let start = (row &* geometry.inputWidth &+ column) &* geometry.channels &+ channel
            let sum = load(dx, start) + select(isHere, gradient, Vector())
            if count == vectorWidth { store(sum, dx, start) } else { storePartial(sum, dx, start, count: count) }
          }
        }
      }
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
    forEachWindow(geometry) { output, _, _, rows, columns in
      let elements = rows.count &* columns.count
      for channel in stride(from: 0, to: geometry.channels, by: vectorWidth) {
        var sum = Vector()
        for row in rows {
          for column in columns {
            sum += load(x, (row &* geometry.inputWidth &+ column) &* geometry.channels &+ channel)
          }
        }
        let index = output &* geometry.channels &+ channel
        let count = geometry.channels - channel
        if count >= vectorWidth {
          store(finish(sum, elements), y, index)
        } else {
          storePartial(finish(sum, elements), y, index, count: count)
        }
      }
    }
  }

  func averagePoolGradient(_ geometry: PoolingGeometry, dy: Input, dx: Output) {
    dx.update(repeating: 0, count: geometry.inputCount)
    forEachWindow(geometry) { output, _, _, rows, columns in
      let divisor = Vector(repeating: Float(rows.count &* columns.count))
      for row in rows {
        for column in columns {
          let place = dx + (row &* geometry.inputWidth &+ column) &* geometry.channels
          mapVectors(UnsafePointer(place), dy + output &* geometry.channels, place, geometry.channels) { dx, dy in
            dx + dy / divisor
          }
        }
      }
    }
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

/// Calls `body` for each window in row-major order with its index, its unclipped top-left corner, and the rows and
/// columns of the input that it covers.
@inline(__always)
private func forEachWindow(
  _ geometry: PoolingGeometry,
  _ body: (_ output: Int, _ top: Int, _ left: Int, _ rows: Range<Int>, _ columns: Range<Int>) -> Void
) {
  for outputRow in 0..<geometry.outputHeight {
    let rows = geometry.rows(outputRow)
    let top = outputRow &* geometry.strideHeight &- geometry.padTop
    for outputColumn in 0..<geometry.outputWidth {
      body(
        outputRow &* geometry.outputWidth &+ outputColumn, top,
        outputColumn &* geometry.strideWidth &- geometry.padLeft, rows, geometry.columns(outputColumn))
    }
  }
}
