import Glibc
import Reporting
import Synchronization

/// Ctrl-C, SIGTERM, a closing terminal, or the end of the process that a sweep's task works for: the run should save its state and
/// end.
package enum Interruption {
  /// The signal received; 0: none.
  private static let received = Atomic<Int32>(0)
  /// The process without which this one has no purpose; 0: none.
  private static let parent = Atomic<Int32>(0)

  /// From here on the first SIGINT, SIGTERM or SIGHUP is only noted; a second one ends the process as usual, leaving files as consistent
  /// as after `kill -9`. Two signals may repeat: SIGHUP, which the shell and the kernel both send when a terminal closes, and a
  /// sweep's SIGTERM to its tasks, which may follow one from the cluster.
  ///
  /// Signals that were ignored when this process started stay ignored: `nohup` ignores SIGHUP for its command, and a shell script
  /// SIGINT for its background commands, so that Ctrl-C only ends the command that the script waits for.
  package static func arm() {
    // Initializes it now: a signal handler may not.
    received.store(0, ordering: .relaxed)
    // The parent process may have blocked them, as programs do in threads of Foundation and Dispatch.
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGINT, SIGTERM, SIGHUP] where !isIgnored(signal) {
      sigaddset(&signals, signal)
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { Interruption.note($0) }
      sigaction(signal, &action, nil)
    }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  private static func isIgnored(_ signal: Int32) -> Bool {
    var action = sigaction()
    sigaction(signal, nil, &action)
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1  // SIG_IGN
  }

  /// Runs in a signal handler: must not allocate or wait.
  private static func note(_ signal: Int32) {
    let isFirst = received.compareExchange(expected: 0, desired: signal, ordering: .relaxed).exchanged
    let isRepeated = signal == SIGHUP || signal == SIGTERM && parent.load(ordering: .relaxed) != 0
    guard !isFirst, !isRepeated else { return }
    // Blocked in its own handler, it takes effect on return.
    Glibc.signal(signal, SIG_DFL)
    raise(signal)
  }

  /// Treats the death of `process`, which started this one, as SIGTERM.
  package static func follow(parent process: Int32) { parent.store(process, ordering: .relaxed) }

  /// The signal to end by, if any. Cheap enough for every step.
  package static var signal: Int32? {
    let signal = received.load(ordering: .relaxed)
    if signal != 0 { return signal }
    let parent = parent.load(ordering: .relaxed)
    return parent != 0 && getppid() != parent ? SIGTERM : nil
  }
}

/// A command that has ended early, with everything saved. The exit code is 128 + the signal's number, as in shells.
package struct Interrupted: Error {
  package var signal: Int32
  /// What was saved, and which command continues it.
  package var events: [ProgressEvent]

  package init(signal: Int32, events: [ProgressEvent]) {
    self.signal = signal
    self.events = events
  }

  /// A sweep that has ended early.
  package init(signal: Int32, sweep: String, _ message: String) {
    let event = ProgressEvent(.interrupted, [.init("sweep", .string(sweep)), .init("message", .string(message))])
    self.init(signal: signal, events: [event])
  }
}
