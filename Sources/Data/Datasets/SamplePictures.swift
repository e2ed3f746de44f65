import Catalog
import Geometry

/// Samples that can be drawn: pictures of one size, grey or in colour, with their classes.
public struct SamplePictures: Sendable, Equatable {
  public let count: Int
  public let height: Int
  public let width: Int
  /// 1 for grey, 3 for colours.
  public let channels: Int
  public let labels: [Int32]
  public let classNames: [String]
  /// Whether they are light ink on black, as MNIST's are, which a page shows as dark ink on its light paper.
  public let areInk: Bool
  private let values: Samples.Values

  /// Nil for any other samples.
  public init?(_ samples: Samples) {
    let interface = samples.interface
    guard interface.inputs.count == 1, let shape = interface.input.pictureShape,
      case .classes(let labels) = samples.targets
    else { return nil }
    (count, height, width, channels) = (samples.count, shape[0], shape[1], shape[2])
    self.labels = labels
    values = samples.inputs[0]
    classNames = interface.classNames
    areInk = interface.holdsInk
  }

  /// Row by row, the channels of a pixel side by side; 255 is white.
  public func pixels(of index: Int) -> ArraySlice<UInt8> {
    let size = height * width * channels
    let range = index * size..<(index + 1) * size
    return switch values {
    case .bytes(let bytes): Array(bytes[range])[...]
    case .words(let words):
      ArraySlice(
        Raster(width: width, height: height, channels: channels, white: 65_535, samples: Array(words[range])).eightBits
          .samples
          .map { UInt8($0) })
    case .floats: []  // no picture's numbers
    }
  }

  /// The first picture of each class that has one, by class.
  public var firstOfEachClass: [(label: Int, index: Int)] {
    classNames.indices.compactMap { label in labels.firstIndex(of: Int32(label)).map { (label, $0) } }
  }
}

/// A picture in the size in which it is drawn.
public struct Thumbnail: Sendable, Equatable {
  /// Row by row, the channels of a pixel side by side; 255 is white.
  public let pixels: [UInt8]
  public let width: Int
  public let channels: Int
}

extension SamplePictures {
  /// A picture as it is or, if a side is longer than `side`, smaller.
  public func thumbnail(of index: Int, side: Int) -> Thumbnail {
    let pixels = pixels(of: index)
    guard max(width, height) > side else { return Thumbnail(pixels: Array(pixels), width: width, channels: channels) }
    let whole = Raster(width: width, height: height, channels: channels, samples: pixels.map { UInt16($0) })
    let small = whole.resized(to: whole.size(within: side), .area)
    return Thumbnail(pixels: small.samples.map { UInt8($0) }, width: small.width, channels: channels)  // white is 255
  }

  /// The same in grey.
  public func greyThumbnail(of index: Int, side: Int) -> Thumbnail {
    let picture = thumbnail(of: index, side: side)
    guard channels > 1 else { return picture }
    let raster = Raster(
      width: picture.width, height: picture.pixels.count / channels / picture.width, channels: channels,
      samples: picture.pixels.map { UInt16($0) })
    return Thumbnail(pixels: raster.converted(channels: 1).samples.map { UInt8($0) }, width: picture.width, channels: 1)
  }
}

extension Raster {
  /// With its proportions.
  fileprivate func size(within side: Int) -> Extent2D {
    let longer = max(width, height)
    return Extent2D(max(1, height * side / longer), max(1, width * side / longer))
  }
}
