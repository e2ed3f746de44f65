import Catalog
import Datasets
import Records
import Reporting
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
  /// What its augmentations make of the first training samples; nil if it has none, and where they can't be read.
  public var augmentation: AugmentationPreview?
  public var graph: Result<ModelGraph, MissingPart>
  public var timing: SavedTiming?
  /// environment.json.
  public var environment: JSONValue?
  /// Its name on the page: `dense`, `batchsizes/64`.
  public var title: String
  /// The command that would make the files that are not committed.
  public var nextStep: String
  /// Why a callback ended the training early, in its words; nil if none did.
  public var stopReason: String?

  public init(
    summary: RunSummary, paths: ResultPaths, title: String, nextStep: String, stopReason: String?,
    predictions: Result<SavedAnswers, MissingPart>, classNames: [String], images: Result<SamplePictures, MissingPart>,
    columns: [ColumnDistribution], graph: Result<ModelGraph, MissingPart>, timing: SavedTiming?, environment: JSONValue?
  ) {
    self.summary = summary
    self.paths = paths
    self.title = title
    self.nextStep = nextStep
    self.stopReason = stopReason
    self.predictions = predictions
    self.classNames = classNames
    self.images = images
    self.columns = columns
    self.graph = graph
    self.timing = timing
    self.environment = environment
  }
}

extension ReportedRun {
  /// Where and why a callback ended the training, and which epochs' weights are saved. Nil for a run that has trained all of its epochs
  /// and saved the last one's weights.
  var ending: String? {
    let end = RunReport(summary).ending(because: stopReason).map { summary.stop == nil ? $0.capitalizedFirst : $0 }
    let parts = [end, best].compactMap(\.self).map { $0 + "." }
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }

  private var best: String? {
    let rules = ExperimentSpec(recorded: summary.spec)?.callbacks.compactMap { $0.construct as? ModelCheckpoint }
    return summary.best.map { best in
      "The weights of epoch \(grouped(best.epoch)) are in best.safetensors, too: "
        + "\(rules?.first?.monitor ?? "what model_checkpoint watches") was \(score(best.value)) there"
    }
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
