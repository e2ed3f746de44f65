import Glibc
import Synchronization

/// Ctrl-C, SIGTERM, or the end of the process that a sweep's task works for: the run is to save where it stands, and end.
enum Interruption {
  /// The signal that came; 0: none.
  private static let received = Atomic<Int32>(0)
  /// The process without which this one has no purpose; 0: there is none.
  private static let parent = Atomic<Int32>(0)

  /// From here on the first SIGINT or SIGTERM is only noted; the second ends the process as always.
  static func arm() {
    // Made now: a signal's handler may not run an initializer.
    received.store(0, ordering: .relaxed)
    // Whoever starts this may have blocked them: threads of Foundation's and Dispatch's programs have.
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGINT, SIGTERM] {
      sigaddset(&signals, signal)
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { Interruption.received.store($0, ordering: .relaxed) }
      action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
      sigaction(signal, &action, nil)
    }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  /// Takes the death of `process`, which has started this one, for SIGTERM.
  static func follow(parent process: Int32) { parent.store(process, ordering: .relaxed) }

  /// The signal to end by; nil: go on. Cheap enough for every step.
  static var signal: Int32? {
    let signal = received.load(ordering: .relaxed)
    if signal != 0 { return signal }
    let parent = parent.load(ordering: .relaxed)
    return parent != 0 && getppid() != parent ? SIGTERM : nil
  }
}

/// A command that has ended early, with everything saved. The exit code is 128 + the signal's number, as shells have it.
struct Interrupted: Error {
  var signal: Int32
  /// What is on the disk, and what goes on from there.
  var message: String
}
