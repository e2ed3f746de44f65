import KernelTypes

/// How an array is copied with its axes in another order: as runs if the innermost axis stays so, otherwise as matrices whose columns
/// become rows.
struct AxisPermutation {
  /// An axis of the result: how long it is, and how far apart its elements are in the source and in the result.
  private struct Axis {
    var size: Int
    var source: Int
    var target = 1
  }

  /// Where each run or matrix begins.
  private let sources: OffsetTable
  private let targets: OffsetTable
  /// The result's innermost axis, and the source's if it is another one.
  private let innermost: Axis
  private let columns: Axis?

  /// - Parameters:
  ///   - shape: the source's.
  ///   - order: which of its axes becomes each axis of the result.
  init(_ shape: [Int], order: [Int]) {
    var axes = Self.merged(order.map { Axis(size: shape[$0], source: shape[($0 + 1)...].reduce(1, *)) })
    for index in axes.indices.dropLast().reversed() {
      axes[index].target = axes[index + 1].target * axes[index + 1].size
    }
    innermost = axes.removeLast()
    let place = innermost.source == 1 ? nil : axes.firstIndex { $0.source == 1 }
    columns = place.map { axes.remove(at: $0) }
    var places = [(source: 0, target: 0)]
    for axis in axes {
      places = places.flatMap { start in
        (0..<axis.size).map { (start.source + $0 * axis.source, start.target + $0 * axis.target) }
      }
    }
    sources = OffsetTable(places.map(\.source))
    targets = OffsetTable(places.map(\.target))
  }

  /// Without axes of one element, and with those as one that are neighbours before and after.
  private static func merged(_ axes: [Axis]) -> [Axis] {
    var merged: [Axis] = []
    for axis in axes where axis.size != 1 {
      if let last = merged.last, last.source == axis.size * axis.source {
        merged[merged.count - 1] = Axis(size: last.size * axis.size, source: axis.source)
      } else {
        merged.append(axis)
      }
    }
    return merged.isEmpty ? [Axis(size: 1, source: 1)] : merged
  }

  func copy(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ kernels: any KernelSet) {
    for place in 0..<sources.count {
      let (source, target) = (x + sources.pointer[place], y + targets.pointer[place])
      if let columns {
        kernels.transpose(
          source, rows: innermost.size, columns: columns.size, xStride: innermost.source, y: target,
          yStride: columns.target)
      } else {
        target.update(from: source, count: innermost.size)
      }
    }
  }
}
