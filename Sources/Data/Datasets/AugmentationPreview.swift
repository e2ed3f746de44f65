/// What augmentations make of the first training samples in the first epochs.
public struct AugmentationPreview: Sendable, Equatable {
  public static let mostSamples = 10
  public static let epochs = 4

  /// For each sample and each epoch, as in `random_rotation 12.3°`; empty where nothing is changed.
  public let changes: [[[String]]]
  /// The samples' classes; empty if they have none.
  public let classes: [String]
  /// The samples as they are; nil if they are no pictures.
  public let originals: SamplePictures?
  /// What becomes of them, sample after sample, in each epoch.
  public let draws: SamplePictures?

  public init(changes: [[[String]]], originals: Samples, draws: Samples?) {
    self.changes = changes
    classes = originals.labels.map { originals.interface.classNames[Int($0)] }
    self.draws = draws.flatMap(SamplePictures.init)
    self.originals = self.draws == nil ? nil : SamplePictures(originals)
  }
}
