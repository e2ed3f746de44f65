import CBuild
import Runs
import Training

/// What `--version` prints: `runner 0.1.0 (a9b605f), numerics 4`.
var versionLine: String {
  let commit = String(cString: cbuild_commit())
  return "runner \(runnerVersion)\(commit.isEmpty ? "" : " (\(commit))"), numerics \(numericsVersion)"
}
