import Glibc
import Results

/// A process with its stderr at the end of a pipe.
///
/// By posix_spawn, not Foundation's `Process`: one thread watches many children with one `poll`, and nothing else of the program
/// needs Foundation.
struct ChildProcess {
  let pid: pid_t
  /// Where the child's stderr is read.
  let stderr: Int32

  /// This program once more, be its file replaced or removed in the meantime.
  static let ownPath = "/proc/self/exe"

  /// Starts `path`; the child reads nothing and its stdout goes nowhere.
  init(_ path: String, _ arguments: [String]) throws(FileProblem) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw FileProblem(path: path, operation: "pipe", code: errno) }
    // Other children must not keep this one's pipe open.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO)
    var words: [UnsafeMutablePointer<CChar>?] = (["runner"] + arguments).map { strdup($0) } + [nil]
    defer { words.forEach { free($0) } }
    var pid: pid_t = 0
    let code = posix_spawn(&pid, path, &actions, nil, &words, environ)
    close(ends[1])
    guard code == 0 else {
      close(ends[0])
      throw FileProblem(path: path, operation: "start", code: code)
    }
    self.pid = pid
    stderr = ends[0]
  }

  /// How a process ended.
  enum Outcome: Equatable {
    case exited(Int32)
    case killed(signal: Int32)
  }

  /// Waits for its end.
  func wait() -> Outcome {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
    close(stderr)
    // The macros WIFSIGNALED, WTERMSIG and WEXITSTATUS are not there in Swift.
    let signal = status & 0x7F
    return signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal: signal)
  }
}
