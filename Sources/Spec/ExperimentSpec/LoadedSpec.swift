import Diagnostics
import YAMLTree

/// What a file is: one experiment, or a sweep.
public enum LoadedSpec: Sendable {
  case experiment(LoadedExperiment)
  case sweep(LoadedSweep)

  /// Reads a file once, and then as what it is: if it has the key `sweep` or `cross_validation`, itself or in a file that it
  /// extends, it is a sweep.
  ///
  /// - Throws: like ``ExperimentLoader`` and ``SweepLoader``.
  public init(_ path: String, overrides: [String] = []) throws {
    let file = try readSpec(path)
    var chain = FileChain(DiagnosticCollector())
    let isSweep = chain.load(file.source, file.identity).sweepEntry != nil
    self =
      isSweep ? .sweep(try SweepLoader.load(file, overrides)) : .experiment(try ExperimentLoader.load(file, overrides))
  }
}

extension YAMLNode {
  /// The first entry that makes several runs of a spec.
  var sweepEntry: YAMLEntry? { entry("sweep") ?? entry("cross_validation") }
}
