import Processes

/// The git repository around a folder.
///
/// It may be untrusted: programs that it configures are not run, and nothing is written into it.
struct GitRepository {
  let folder: String

  /// What git prints; nil outside a work tree, without git, and if git refuses.
  func answer(_ arguments: String...) -> String? {
    let safe = ["--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "log.showSignature=false", "-C", folder]
    guard let answer = try? ChildProcess.answer(of: "git", safe + arguments), answer.outcome == .exited(0) else {
      return nil
    }
    return answer.stdout
  }
}
