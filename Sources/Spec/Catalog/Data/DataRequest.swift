/// What decides which samples a run gets: two runs with the same request share their data.
public struct DataRequest: Hashable, Sendable {
  /// With paths that are absolute, or relative to the working directory.
  public let dataset: DatasetSpec
  /// Whether numbers to predict are numbers of classes.
  public let needsClasses: Bool

  public init(_ dataset: DatasetSpec, for loss: LossSpec) {
    self.dataset = dataset
    needsClasses = loss.needsClasses || dataset.source.construct.hasOnlyClasses
  }
}
