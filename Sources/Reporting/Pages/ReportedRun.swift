import Catalog
import Datasets
import Records
import Results
import Text

/// A run with everything that its page shows. Only the summary is always there: the rest is not committed.
public struct ReportedRun: Sendable {
  public var summary: RunSummary
  public var paths: ResultPaths
  public var predictions: Result<SavedAnswers, MissingPart>
  /// Empty if the classes have numbers but no names.
  public var classNames: [String]
  /// The test images to which the predictions belong.
  public var images: Result<SamplePictures, MissingPart>
  /// What the columns of its table hold; empty for other data, and where they can't be read.
  public var columns: [ColumnDistribution]
  public var graph: Result<ModelGraph, MissingPart>
  public var timing: SavedTiming?
  /// environment.json.
  public var environment: JSONValue?
  /// Its name on the page: `dense`, `batchsizes/64`.
  public var title: String
  /// The command that would make the files that are not committed.
  public var nextStep: String

  public init(
    summary: RunSummary, paths: ResultPaths, title: String, nextStep: String,
    predictions: Result<SavedAnswers, MissingPart>, classNames: [String], images: Result<SamplePictures, MissingPart>,
    columns: [ColumnDistribution], graph: Result<ModelGraph, MissingPart>, timing: SavedTiming?, environment: JSONValue?
  ) {
    self.summary = summary
    self.paths = paths
    self.title = title
    self.nextStep = nextStep
    self.predictions = predictions
    self.classNames = classNames
    self.images = images
    self.columns = columns
    self.graph = graph
    self.timing = timing
    self.environment = environment
  }
}

/// A sentence that says why a part of the page is missing and which command would make it.
public struct MissingPart: Error, Equatable, Sendable {
  public var sentence: String

  public init(_ sentence: String) { self.sentence = sentence }
}

/// A sweep, and those of its runs that the page shows in detail.
public struct ReportedSweep: Sendable {
  public var summary: SweepSummary
  /// Whether its ranking has been written. If not, the page says elsewhere what is missing, and how to continue.
  public var isFinished: Bool
  public var paths: ResultPaths
  public var detailed: [ReportedRun]
  /// Training seconds by run, where known.
  public var seconds: [String: Double]

  public init(
    summary: SweepSummary, isFinished: Bool = true, paths: ResultPaths, detailed: [ReportedRun],
    seconds: [String: Double]
  ) {
    self.summary = summary
    self.isFinished = isFinished
    self.paths = paths
    self.detailed = detailed
    self.seconds = seconds
  }
}
