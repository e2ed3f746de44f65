/// The options of a command that trains, besides its specs.
package struct TrainingSetup: Sendable {
  /// The folder of all results, without a slash at its end.
  package var results: String
  /// Where to look for data sets first.
  package var dataFolder: String?
  /// `KEY=VALUE`, on top of the specs.
  package var overrides: [String]
  /// Nil for one per core.
  package var threads: Int?
  package var isQuiet: Bool
  package var checkpoints: CheckpointPolicy

  package init(
    results: String, dataFolder: String?, overrides: [String], threads: Int?, isQuiet: Bool,
    checkpoints: CheckpointPolicy
  ) {
    self.results = results
    self.dataFolder = dataFolder
    self.overrides = overrides
    self.threads = threads
    self.isQuiet = isQuiet
    self.checkpoints = checkpoints
  }
}

/// How an interrupted run continues, and how often a run saves its state.
package struct CheckpointPolicy: Sendable {
  /// Whether a run starts from the beginning, even if an interrupted one could continue.
  package var restarts: Bool
  /// Seconds between two checkpoints within an epoch, or more if saving takes long.
  package var interval: Double

  package init(restarts: Bool = false, interval: Double = 0.25) {
    self.restarts = restarts
    self.interval = interval
  }
}
