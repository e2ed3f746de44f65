import Files
import Reporting
import Results
import Text

/// An interrupted run, or one under way: it has no result yet, but nothing is lost.
package struct UnfinishedRun {
  private let name: String
  private let checkpoint: Checkpoint
  private let isUnderWay: Bool
  /// A sweep's run continues with its sweep.
  private let isOfSweep: Bool

  /// Nil if there is a result, or no readable checkpoint.
  package init?(_ paths: ResultPaths, _ results: String) {
    guard !paths.hasSummary, let found = paths.newestCheckpoint().checkpoint else { return nil }
    checkpoint = found
    isOfSweep = paths.root != results
    name = isOfSweep ? "\(lastComponent(of: paths.root))/\(paths.name)" : paths.name
    isUnderWay = ResultLock.isHeld(paths.lock)
  }

  /// All in a folder, by name.
  package static func all(in results: String) throws -> [UnfinishedRun] {
    guard isFolder(results) else { return [] }
    return try ResultPaths.interrupted(in: results).compactMap { UnfinishedRun($0, results) }
  }

  /// `live: interrupted after epoch 126 of 400; runner run y.yaml goes on`
  package var sentence: String {
    let place =
      "after epoch \(grouped(checkpoint.state.finishedEpochs)) of \(grouped(checkpoint.summary.plannedEpochs))"
    if isUnderWay { return "\(name): another process is training it, and has saved it \(place)" }
    return "\(name): interrupted \(place); \(command ?? "the same command") goes on"
  }

  private var command: String? {
    guard !isOfSweep, let file = checkpoint.specFile else { return nil }
    return (["runner", "run", file] + checkpoint.overrides.flatMap { ["--set", $0] }).map(shellWord).joined(
      separator: " ")
  }
}
