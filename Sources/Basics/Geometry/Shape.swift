/// The sizes of one sample's axes, outermost first: `[28, 28, 1]` is an image of height 28, width 28, one channel.
public struct Shape: Equatable, Hashable, Sendable, CustomStringConvertible {
  public let dimensions: [Int]

  public init(_ dimensions: [Int]) { self.dimensions = dimensions }

  /// The number of elements. At most 2⁵⁵, which no memory holds: sums of such counts do not overflow.
  public var count: Int {
    dimensions.reduce(1) { product, size in
      let (product, overflow) = product.multipliedReportingOverflow(by: size)
      return overflow ? Int.max >> 8 : min(product, Int.max >> 8)
    }
  }
  /// The same for sizes whose product an `Int` cannot hold.
  public var size: Double { dimensions.reduce(1) { $0 * Double($1) } }
  public var rank: Int { dimensions.count }
  public subscript(axis: Int) -> Int { dimensions[axis] }
  public var description: String { "[" + dimensions.map(String.init).joined(separator: ", ") + "]" }
}
