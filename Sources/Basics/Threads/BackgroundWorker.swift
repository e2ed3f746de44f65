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
    let state = state
    guard state.withLock({ $0.hasThread }) || startThread({ Self.workOff(state) }) else { return work() }
    state.withLock {
      $0.hasThread = true
      $0.waiting.append(work)
    }
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

/// The work for a new thread.
private final class Start: Sendable {
  let work: @Sendable () -> Void

  init(_ work: @escaping @Sendable () -> Void) { self.work = work }
}

/// Returns false if the system refuses another thread; then `work` is not called.
private func startThread(_ work: @escaping @Sendable () -> Void) -> Bool {
  let start = Unmanaged.passRetained(Start(work))
  // Signals are for the threads that can handle them.
  var (all, before) = (sigset_t(), sigset_t())
  sigfillset(&all)
  pthread_sigmask(SIG_SETMASK, &all, &before)
  var thread = pthread_t()
  let code = pthread_create(
    &thread, nil,
    { argument in
      // `startThread` never passes nil.
      if let argument { Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().work() }
      return nil
    }, start.toOpaque())
  pthread_sigmask(SIG_SETMASK, &before, nil)
  guard code == 0 else {
    start.release()
    return false
  }
  pthread_detach(thread)
  return true
}
