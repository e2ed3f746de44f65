import Geometry

/// How a sample's values become those of a larger shape of the same rank: along an axis where it has 1, each counts for all places.
///
/// The larger shape is cut into runs of equal length: a run has either that many neighbours of the smaller shape, or one of its
/// numbers everywhere.
struct Broadcast {
  /// Numbers in a run.
  let length: Int
  /// Where the numbers of each run begin in the smaller shape.
  let starts: [Int]
  /// Whether a run has one number everywhere.
  let repeats: Bool
  /// How many numbers the smaller shape has.
  let count: Int

  /// Nil if both shapes are the same.
  init?(_ shape: Shape, to larger: Shape) {
    guard shape != larger else { return nil }
    count = shape.count
    let repeats = shape[shape.rank - 1] < larger[larger.rank - 1]
    // The last axes that are all alike in this are a run.
    var axis = larger.rank
    while axis > 0, (shape[axis - 1] != larger[axis - 1]) == repeats || larger[axis - 1] == 1 { axis -= 1 }
    self.repeats = repeats
    length = larger.dimensions[axis...].reduce(1, *)
    let own = repeats ? 1 : length
    var starts = [0]
    var stride = own
    var strides: [Int] = []
    for axis in (0..<axis).reversed() {
      strides.insert(shape[axis] == 1 ? 0 : stride, at: 0)
      stride *= shape[axis]
    }
    for axis in 0..<axis { starts = starts.flatMap { start in (0..<larger[axis]).map { start + $0 * strides[axis] } } }
    self.starts = starts
  }

  /// Writes a sample's values as those of the larger shape.
  func expand(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>) {
    var y = y
    for start in starts {
      if repeats { y.update(repeating: x[start], count: length) } else { y.update(from: x + start, count: length) }
      y += length
    }
  }

  /// The gradient of a sample's values: for each the sum of the larger shape's, in their order.
  func sum(_ dy: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>, _ pass: Pass) {
    dx.update(repeating: 0, count: count)
    var dy = dy
    for start in starts {
      if repeats {
        var sum = dx[start]
        for index in 0..<length { sum += dy[index] }
        dx[start] = sum
      } else {
        pass.kernels.combine(.add, dx + start, dy, y: dx + start, count: length)
      }
      dy += length
    }
  }
}
