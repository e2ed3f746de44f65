/// Samples that can be drawn: grey pictures of one size with their labels.
public struct GrayPictures: Sendable, Equatable {
  public let count: Int
  public let height: Int
  public let width: Int
  public let labels: [Int32]
  public let classNames: [String]
  private let bytes: PagedArray<UInt8>

  /// Nil for any other samples.
  public init?(_ samples: Samples) {
    let interface = samples.interface
    guard interface.inputs.count == 1, let (height, width) = interface.input.picture,
      case .bytes(let bytes) = samples.inputs[0], case .classes(let labels) = samples.targets
    else { return nil }
    (count, self.height, self.width) = (samples.count, height, width)
    (self.labels, self.bytes) = (labels, bytes)
    classNames = interface.classNames
  }

  /// Row by row, 0 = background, 255 = ink.
  public func pixels(of index: Int) -> ArraySlice<UInt8> {
    let size = height * width
    return Array(bytes[index * size..<(index + 1) * size])[...]
  }

  /// The first picture of each class that has one, by class.
  public var firstOfEachClass: [(label: Int, index: Int)] {
    classNames.indices.compactMap { label in labels.firstIndex(of: Int32(label)).map { (label, $0) } }
  }
}
