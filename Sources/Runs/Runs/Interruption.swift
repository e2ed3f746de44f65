import Glibc
import Reporting
import Synchronization

/// Ctrl-C, SIGTERM, a terminal that closes, or the end of the process that a sweep's task works for: the run is to save where it
/// stands, and end.
package enum Interruption {
  /// The signal that came; 0: none.
  private static let received = Atomic<Int32>(0)
  /// The process without which this one has no purpose; 0: there is none.
  private static let parent = Atomic<Int32>(0)

  /// From here on the first SIGINT, SIGTERM or SIGHUP is only noted; a second one ends the process as always, consistent as after
  /// `kill -9`. Two signals may come any number of times: SIGHUP, which the shell and the kernel both send when a terminal closes, and
  /// the SIGTERM of a sweep to its tasks, before which there may be one from the cluster.
  ///
  /// Signals that were ignored when this process started stay ignored: `nohup` has SIGHUP ignored, and a script has SIGINT ignored by
  /// what it starts in the background, so that a Ctrl-C is for the command that the script waits for.
  package static func arm() {
    // Made now: a signal's handler may not run an initializer.
    received.store(0, ordering: .relaxed)
    // The program that started this one may have blocked them, as programs do in their threads of Foundation and Dispatch.
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

  /// In a signal's handler: nothing here allocates or waits.
  private static func note(_ signal: Int32) {
    let isFirst = received.compareExchange(expected: 0, desired: signal, ordering: .relaxed).exchanged
    let isRepeated = signal == SIGHUP || signal == SIGTERM && parent.load(ordering: .relaxed) != 0
    guard !isFirst, !isRepeated else { return }
    // Blocked within its own handler, it takes effect on return.
    Glibc.signal(signal, SIG_DFL)
    raise(signal)
  }

  /// Takes the death of `process`, which has started this one, for SIGTERM.
  package static func follow(parent process: Int32) { parent.store(process, ordering: .relaxed) }

  /// The signal to end by; nil: go on. Cheap enough for every step.
  package static var signal: Int32? {
    let signal = received.load(ordering: .relaxed)
    if signal != 0 { return signal }
    let parent = parent.load(ordering: .relaxed)
    return parent != 0 && getppid() != parent ? SIGTERM : nil
  }
}

/// A command that has ended early, with everything saved. The exit code is 128 + the signal's number, as shells have it.
package struct Interrupted: Error {
  package var signal: Int32
  /// What is on the disk, and what goes on from there.
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
