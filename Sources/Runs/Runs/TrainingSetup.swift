/// What a command that trains was asked for besides its specs.
package struct TrainingSetup: Sendable {
  /// The folder of all results, without a slash at its end.
  package var results: String
  /// Where data sets are looked for first.
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

/// How an interrupted run goes on, and how often a run saves where it stands.
package struct CheckpointPolicy: Sendable {
  /// Whether a run starts from the beginning, even where an interrupted one could go on.
  package var restarts: Bool
  /// Seconds between two checkpoints within an epoch, or more if saving takes long.
  package var interval: Double

  package init(restarts: Bool = false, interval: Double = 0.25) {
    self.restarts = restarts
    self.interval = interval
  }
}
