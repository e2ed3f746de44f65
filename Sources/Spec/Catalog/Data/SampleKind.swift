/// What a reader calls one of a data set's samples, in sentences and in the keys of files.
public enum SampleKind: String, Sendable {
  case image, sample

  public var noun: String { rawValue }
  public var plural: String { rawValue + "s" }
}

extension DataInterface {
  /// What has height, width and channels is an image, whatever file it came from.
  public var sampleKind: SampleKind { input.shape.rank == 3 ? .image : .sample }
}
