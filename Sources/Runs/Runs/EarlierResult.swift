import ExperimentSpec
import Records
import Reporting
import Results
import Text

/// A result in git: `dense@7a7c460`. No result's name contains `@`.
package struct EarlierResult {
  let summary: RunSummary
  private let paths: ResultPaths

  /// The same as a result, with what its place knows of data and spec.
  var result: RecordedResult { RecordedResult(paths, summary) }

  /// Nil if an argument names no result in git.
  ///
  /// - Throws: a `Failure` that says what git does not have.
  init?(_ argument: String, _ results: String) throws {
    guard argument.contains("@"), !ResultPaths(argument: argument, root: results).hasSummary else { return nil }
    let parts = argument.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    let (name, revision) = (String(parts[0]), String(parts[1]))
    paths = ResultPaths(argument: name, root: results)
    let text = GitRepository(folder: paths.root).text(of: paths.name + ".json", at: revision)
    guard let text else {
      throw Failure(
        .missingInput,
        "error: \(argument): git has no \(paths.summary) at '\(revision)'; to see what it has: runner history \(name)")
    }
    do { summary = try RunSummary(text: text) } catch {
      throw Failure(
        .inputOutput, "error: \(argument): \(error): this is no summary of a run that this runner can read")
    }
  }
}

extension GitRepository {
  /// A file of the folder as it was; nil if there is none, or no such revision.
  func text(of file: String, at revision: String) -> String? {
    // A revision that begins with a dash would be an option.
    revision.hasPrefix("-") ? nil : answer("cat-file", "blob", "\(revision):./\(file)")
  }
}

extension DifferenceReport.Side {
  /// What a command line names: a result, one in git, or a spec.
  package init(argument: String, _ results: String) throws {
    if isSpec(argument) {
      self.init(argument, spec: try ExperimentLoader.load(argument).spec.resolved())
    } else if let summary = try EarlierResult(argument, results)?.summary {
      self.init(argument, spec: summary.spec, run: summary)
    } else {
      let result = try RecordedResult(argument: argument, results)
      self.init(
        argument, spec: result.summary.spec, run: result.summary, environment: result.environment)
    }
  }
}
