import CVector
import KernelTypes

extension CompiledKernels {
  // Lanes across a row's numbers, whatever the channels.
  func resample(_ resampling: Resampling, x: Input, y: Output) {
    let (map, numbers) = (resampling.map, resampling.width * resampling.channels)
    let source = Source(resampling, x)
    for row in 0..<resampling.height {
      let (across, down) = (map[1] * Float(row), map[4] * Float(row))
      let out = y + row * numbers
      var start = 0
      while start < numbers {
        let column = load(resampling.columns, start)
        let value = source.value(
          column * map[0] + across + map[2], column * map[3] + down + map[5],
          loadIntegers(resampling.channel, start))
        let rest = numbers &- start
        if rest >= vectorWidth { store(value, out, start) } else { storePartial(value, out, start, count: rest) }
        start &+= vectorWidth
      }
    }
  }
}

/// A picture at any place.
private struct Source {
  let x: UnsafePointer<Float>
  let fill: Resampling.Fill
  let isBilinear: Bool
  let columns: Axis
  let rows: Axis

  @inline(__always)
  init(_ resampling: Resampling, _ x: UnsafePointer<Float>) {
    self.x = x
    fill = resampling.fill
    isBilinear = resampling.isBilinear
    columns = Axis(resampling.width, stride: resampling.channels)
    rows = Axis(resampling.height, stride: resampling.width * resampling.channels)
  }

  @inline(__always)
  func value(_ column: Vector, _ row: Vector, _ channel: SIMD16<Int32>) -> Vector {
    let (column, row) = (place(column, columns), place(row, rows))
    guard isBilinear else { return read(rounded(column), rounded(row), channel) }
    let (left, upper) = (floor(column), floor(row))
    let (right, lower) = (left + 1, upper + 1)
    let (leftShare, rightShare) = (right - column, column - left)
    let above = leftShare * read(left, upper, channel) + rightShare * read(right, upper, channel)
    let below = leftShare * read(left, lower, channel) + rightShare * read(right, lower, channel)
    return (lower - row) * above + (row - upper) * below
  }

  /// A coordinate on this axis, brought back into the picture unless there is a number beyond it.
  @inline(__always)
  private func place(_ coordinate: Vector, _ axis: Axis) -> Vector {
    // Beyond 2²² a Float has no room for a place between two pixels.
    let near = clamped(coordinate, -4_194_304, 4_194_304)
    return switch fill {
    case .reflect: clamped(axis.reflected(near), 0, axis.last)
    case .nearest: clamped(near, 0, axis.last)
    case .constant: near
    }
  }

  /// The number at a whole column and row. Beyond the last, one from the edge: its share is 0 unless the picture is filled.
  @inline(__always)
  private func read(_ column: Vector, _ row: Vector, _ channel: SIMD16<Int32>) -> Vector {
    let (insideColumn, insideRow) = (clamped(column, 0, columns.last), clamped(row, 0, rows.last))
    let index = vector_integers(insideColumn) &* columns.stride &+ vector_integers(insideRow) &* rows.stride &+ channel
    let found = vector_gather(x, index)
    guard case .constant(let value) = fill else { return found }
    return select((column .== insideColumn) .& (row .== insideRow), found, Vector(repeating: value))
  }
}

/// The columns or the rows of a picture.
private struct Axis {
  let length: Float
  let last: Float
  /// Between neighbours.
  let stride: SIMD16<Int32>

  @inline(__always)
  init(_ length: Int, stride: Int) {
    self.length = Float(length)
    last = Float(length - 1)
    self.stride = SIMD16(repeating: Int32(truncatingIfNeeded: stride))
  }

  /// The place that is seen at a coordinate if the picture is reflected at its edges; less than a pixel beyond the last may remain.
  @inline(__always)
  func reflected(_ coordinate: Vector) -> Vector {
    let period = 2 * length
    let periods = truncated(magnitude(coordinate) / period) * period
    let isNegative = coordinate .< Vector()
    let left = periods + coordinate
    let right = coordinate - periods
    return select(
      isNegative,
      select(left .< Vector(repeating: -length), left + period, -left - 1),
      select(right .>= Vector(repeating: length), Vector(repeating: period) - right - 1, right))
  }
}

/// Towards zero, for magnitudes up to 2²².
@inline(__always)
private func truncated(_ x: Vector) -> Vector { floats(vector_integers(x)) }

/// The next whole number below.
@inline(__always)
private func floor(_ x: Vector) -> Vector {
  let whole = truncated(x)
  return select(whole .> x, whole - 1, whole)
}

/// Half away from zero.
@inline(__always)
private func rounded(_ x: Vector) -> Vector {
  let size = magnitude(x)
  let whole = truncated(size)
  return copySign(select(size - whole .>= Vector(repeating: 0.5), whole + 1, whole), x)
}

@inline(__always)
private func loadIntegers(_ pointer: UnsafePointer<Int32>, _ index: Int) -> SIMD16<Int32> {
  UnsafeRawPointer(pointer + index).loadUnaligned(as: SIMD16<Int32>.self)
}
