import Catalog
import Diagnostics
import YAMLTree

/// Makes the runs of a sweep from what they have in common.
struct RunMaker: Sendable {
  /// The file's tree without its sweep.
  let files: YAMLNode
  /// `KEY=VALUE` of the command line.
  let arguments: [String]
  /// Whether `--set seed=…` is only where the seeds start.
  let countsSeeds: Bool
  /// The key that makes the file a sweep.
  let key: YAMLNode
  let source: SourceText
  /// Whether all parts of the file could be read, so that a missing key is missing.
  let isComplete: Bool

  /// What applies to each run.
  func shared(_ collector: DiagnosticCollector) -> [Override] {
    Overlays(arguments: arguments, collector).overrides.filter { !countsSeeds || !$0.isOfSeed }
  }

  /// What the runs have in common.
  func base(_ collector: DiagnosticCollector) -> YAMLNode {
    Overlays(arguments: arguments, collector).applied(to: files)
  }

  func experiment(
    _ point: SweepPoint, _ shared: [Override], _ parts: ReadParts, _ collector: DiagnosticCollector
  ) -> LoadedExperiment? {
    // A sweep that varies nothing has been reported; its one run has no name.
    let text = point.name.isEmpty ? "run" : point.name
    let name = YAMLNode(.scalar(text, isPlain: false), source: key.source, range: key.range)
    let nameKey = YAMLNode(.scalar("name", isPlain: true), source: key.source, range: key.range)
    let own = (point.values + [(nameKey, name)]).map { Override(key: $0.key, value: $0.value, collector) }
    return ExperimentLoader.decode(
      Overlays(shared + own, collector).applied(to: files), of: source, name: point.name, reportsMissing: isComplete,
      parts: parts, collector)
  }
}
