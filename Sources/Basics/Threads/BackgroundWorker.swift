import Glibc

/// Does one piece of work after another, in order, while the caller does something else.
///
/// Not a dispatch queue: if the system has no further thread for this process (`ulimit -u`, a control group's
/// `pids.max`), Dispatch assumes a temporary shortage and sleeps in the caller until it is over, which may be never. In
/// that case the caller does the work itself here.
///
/// Used by one thread.
public final class BackgroundWorker: Sendable {
  private struct State {
    var waiting: [@Sendable () -> Void] = []
    var isBusy = false
    var hasThread = false
    /// Set when there will be no more work.
    var isOver = false
  }

  private let state = Lock(State())

  public init() {}

  deinit { state.withLock { $0.isOver = true } }

  public func async(_ work: @escaping @Sendable () -> Void) {
    guard state.withLock({ $0.hasThread }) || startsThread else { return work() }
    state.withLock {
      $0.hasThread = true
      $0.waiting.append(work)
    }
  }

  private var startsThread: Bool {
    let state = state
    guard let thread = startThread({ Self.workOff(state) }) else { return false }
    pthread_detach(thread)
    return true
  }

  /// Returns when all work handed over before is done.
  public func wait() { state.withLock(when: { $0.waiting.isEmpty && !$0.isBusy }) { _ in } }

  /// What the thread does. It refers to the state only, so that the worker can end before the thread.
  private static func workOff(_ state: Lock<State>) {
    while let work = take(from: state) {
      work()
      state.withLock { $0.isBusy = false }
    }
  }

  private static func take(from state: Lock<State>) -> (@Sendable () -> Void)? {
    state.withLock(when: { !$0.waiting.isEmpty || $0.isOver }) { state in
      guard !state.waiting.isEmpty else { return nil }
      state.isBusy = true
      return state.waiting.removeFirst()
    }
  }
}
