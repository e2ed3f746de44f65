/// Grey images of one size with their labels, as the bytes that were read.
public struct LabeledImages: Sendable, Equatable {
  public let count: Int
  public let height: Int
  public let width: Int
  /// `count × height × width` bytes, row by row, 0 = background, 255 = ink.
  public let pixels: [UInt8]
  /// `count` class indices.
  public let labels: [UInt8]

  public init(height: Int, width: Int, pixels: [UInt8], labels: [UInt8]) {
    precondition(pixels.count == labels.count * height * width)
    self.count = labels.count
    self.height = height
    self.width = width
    self.pixels = pixels
    self.labels = labels
  }
}

/// A data set that has passed its checks.
public struct ImageDataset: Sendable {
  public let name: String
  public let classes: Int
  public let training: LabeledImages
  public let test: LabeledImages
  /// SHA-256 (hexadecimal) of each file's decompressed bytes, in the order training images, training labels, test
  /// images, test labels.
  public let fileHashes: [(file: String, sha256: String)]

  public init(
    name: String, classes: Int, training: LabeledImages, test: LabeledImages,
    fileHashes: [(file: String, sha256: String)]
  ) {
    self.name = name
    self.classes = classes
    self.training = training
    self.test = test
    self.fileHashes = fileHashes
  }
}
