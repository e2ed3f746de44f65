import ExperimentSpec
import Records
import Results
import Runs
import Statistics

/// A sweep as its parts that are trained one after another: one part, except for a search, whose next trials depend on results.
package struct SweepStages {
  /// Its runs so far: those of the current part, and those before.
  package private(set) var sweep: Sweep
  private var reader: ExperimentReader
  private var search: (running: RunningSearch, stage: RunningSearch.Stage)?

  /// - Throws: the problems of all runs that are known from the beginning.
  package init(_ reader: ExperimentReader, _ target: String, in root: String) throws {
    self.reader = reader
    let (loaded, sweep) = try self.reader.readSweep(target, in: root)
    self.sweep = sweep
    guard let search = loaded.search else { return }
    guard let column = sweep.rankBy else {
      throw Failure(
        .invalidSpec,
        "error: \(target): nothing to choose by: the losses differ, and the trials share no metric\n"
          + "  write the same metrics for all of them")
    }
    var running = RunningSearch(
      search, of: loaded, sweep.runs.map(\.experiment), rankedBy: column, in: root)
    enter(try running.stage(&self.reader), of: running)
  }

  /// Goes on to the next part, after the current one has been trained.
  ///
  /// - Parameter failures: runs of it without a usable result.
  /// - Returns: whether there is one.
  package mutating func advance(after failures: [RunFailure]) throws -> Bool {
    guard case (var running, let stage)? = search, !stage.isLast else { return false }
    running.add(failures, of: stage)
    enter(try running.stage(&reader), of: running)
    return true
  }

  private mutating func enter(_ stage: RunningSearch.Stage, of running: RunningSearch) {
    search = (running, stage)
    sweep = sweep.with(stage.runs, stage.summary)
  }
}
