import Catalog
import Geometry

/// Some of a row's numbers. It reads the data themselves, which need no gradient.
final class Select: Layer {
  private let ranges: [Range<Int>]
  private let inputs: Int
  private let outputs: Int

  /// - Parameters:
  ///   - ranges: of the input, in the order of the output.
  ///   - inputs: how many numbers a row has.
  init(_ ranges: [Range<Int>], inputs: Int) {
    (self.ranges, self.inputs) = (ranges, inputs)
    outputs = ranges.reduce(0) { $0 + $1.count }
  }

  func forward(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ pass: Pass) {
    for sample in 0..<pass.samples {
      var y = y + sample * outputs
      for range in ranges {
        y.update(from: x + sample * inputs + range.lowerBound, count: range.count)
        y += range.count
      }
    }
  }

  func backward(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>?, _ pass: Pass
  ) {}
}

extension SelectSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? {
    site.table.map { table in SelectPlan(ranges: columns.compactMap { table.ranges[$0] }) }
  }
}

private struct SelectPlan: LayerPlan {
  let ranges: [Range<Int>]

  func makeLayer(_ site: Site, capacity: Int) -> any Layer { Select(ranges, inputs: site.input.count) }
  func way(_ site: Site) -> String { "columns" }
  var backwardReads: BackwardReads { [] }
}
