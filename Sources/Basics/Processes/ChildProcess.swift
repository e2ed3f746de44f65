import Files
import Glibc

/// A process with pipes from its stderr and, if wanted, its stdout.
///
/// Uses posix_spawn, not Foundation's `Process`: one thread watches many children with one `poll`, and nothing else in
/// the program needs Foundation.
package struct ChildProcess {
  package let pid: pid_t
  /// Where the child's stderr is read.
  package let stderr: Int32
  /// Where its stdout is read, if it is.
  private let stdout: Int32?

  /// This program again, even if its file has been replaced or removed.
  package static let ownPath = "/proc/self/exe"

  /// Starts `path`; the child's stdin is empty and its stdout is discarded.
  ///
  /// - Parameter inherited: a descriptor that the child gets under the same number.
  package init(_ path: String, _ arguments: [String], inherited: Int32? = nil) throws(FileProblem) {
    try self.init(path, ["runner"] + arguments, readsStdout: false, inherited: inherited)
  }

  /// Starts a program on the PATH, out of reach of a terminal's Ctrl-C: its work must not end halfway.
  private init(tool: String, _ arguments: [String]) throws(FileProblem) {
    try self.init(tool, [tool] + arguments, readsStdout: true)
  }

  private init(_ path: String, _ words: [String], readsStdout: Bool, inherited: Int32? = nil) throws(FileProblem) {
    let errors = try Pipe(for: path)
    let output = readsStdout ? try Pipe(for: path) : nil
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    if let output {
      posix_spawn_file_actions_adddup2(&actions, output.writing, STDOUT_FILENO)
    } else {
      posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    }
    posix_spawn_file_actions_adddup2(&actions, errors.writing, STDERR_FILENO)
    // To the same number: this only clears its close-on-exec flag.
    if let inherited { posix_spawn_file_actions_adddup2(&actions, inherited, inherited) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // SIGTERM tells a task to stop, whatever this process ignores, and SIGPIPE ends a tool, although this process
    // ignores it.
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for signal in [SIGTERM, SIGPIPE] { sigaddset(&defaults, signal) }
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    // The calling thread may have blocked signals.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | (readsStdout ? POSIX_SPAWN_SETPGROUP : 0)))
    var words: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { words.forEach { free($0) } }
    var pid: pid_t = 0
    let code = posix_spawnp(&pid, path, &actions, &attributes, &words, environ)
    for pipe in [errors, output].compactMap(\.self) { close(pipe.writing) }
    guard code == 0 else {
      for pipe in [errors, output].compactMap(\.self) { close(pipe.reading) }
      throw FileProblem(path: path, operation: "start", code: code)
    }
    self.pid = pid
    stderr = errors.reading
    stdout = output?.reading
  }

  private struct Pipe {
    let reading: Int32
    let writing: Int32

    init(for path: String) throws(FileProblem) {
      var ends: [Int32] = [0, 0]
      guard pipe(&ends) == 0 else { throw FileProblem(path: path, operation: "pipe", code: errno) }
      // Other children must not keep this one's pipe open.
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      (reading, writing) = (ends[0], ends[1])
    }
  }

  /// How a process ended.
  package enum Outcome: Equatable {
    case exited(Int32)
    case killed(signal: Int32)
  }

  /// Waits for its end.
  package func wait() -> Outcome {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
    close(stderr)
    if let stdout { close(stdout) }
    return Outcome(waitStatus: status)
  }
}

extension ChildProcess.Outcome {
  package init(waitStatus status: Int32) {
    // The macros WIFSIGNALED, WTERMSIG and WEXITSTATUS are not available in Swift.
    let signal = status & 0x7F
    self = signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal: signal)
  }
}

extension ChildProcess {
  /// What a short-lived program has printed.
  package struct Answer {
    package let outcome: Outcome
    package let stdout: String
    package let stderr: String
  }

  /// Runs a program on the PATH to its end.
  package static func answer(of tool: String, _ arguments: [String]) throws(FileProblem) -> Answer {
    let process = try ChildProcess(tool: tool, arguments)
    let descriptors = [process.stdout ?? process.stderr, process.stderr]
    var texts: [[UInt8]] = [[], []]
    var open = [0, 1]
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while !open.isEmpty {
      var events = open.map { pollfd(fd: descriptors[$0], events: Int16(POLLIN), revents: 0) }
      guard poll(&events, nfds_t(events.count), -1) > 0 else { continue }
      for (stream, event) in zip(open, events) where event.revents != 0 {
        let count = read(descriptors[stream], &piece, piece.count)
        if count > 0 { texts[stream] += piece[..<count] } else { open.removeAll { $0 == stream } }
      }
    }
    return Answer(
      outcome: process.wait(), stdout: String(decoding: texts[0], as: UTF8.self),
      stderr: String(decoding: texts[1], as: UTF8.self))
  }
}
