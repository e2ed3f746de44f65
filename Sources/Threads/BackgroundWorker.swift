import Glibc

/// Does one piece of work after another, in their order, while the caller does something else.
///
/// Not a dispatch queue: where the system has no further thread for this process (`ulimit -u`, a control group's `pids.max`), Dispatch
/// takes that for a passing shortage and sleeps in the caller until it is over, which may be never. Here the caller does
/// the work itself then. The thread ends when nothing is left to do.
public final class BackgroundWorker: Sendable {
  private struct State {
    var waiting: [@Sendable () -> Void] = []
    /// Whether someone is going to do what waits.
    var isWorking = false
  }

  private let state = Lock(State())
  /// Held by the thread that works.
  private let turn = Lock(())

  public init() {}

  public func async(_ work: @escaping @Sendable () -> Void) {
    let isIdle = state.withLock { state in
      defer { state.isWorking = true }
      state.waiting.append(work)
      return !state.isWorking
    }
    if isIdle && !startThread({ self.workOff() }) { workOff() }
  }

  /// Returns when all is done that was handed over before.
  public func wait() { workOff() }

  private func workOff() {
    turn.withLock { _ in
      while let work = takeNext() { work() }
    }
  }

  /// nil when nothing waits; the worker is idle from that moment on.
  private func takeNext() -> (@Sendable () -> Void)? {
    state.withLock { state in
      guard !state.waiting.isEmpty else {
        state.isWorking = false
        return nil
      }
      return state.waiting.removeFirst()
    }
  }
}

/// What a new thread is handed.
private final class Start: Sendable {
  let work: @Sendable () -> Void

  init(_ work: @escaping @Sendable () -> Void) { self.work = work }
}

/// False where the system refuses another thread: `work` is not called then.
private func startThread(_ work: @escaping @Sendable () -> Void) -> Bool {
  let start = Unmanaged.passRetained(Start(work))
  // Signals are for the threads that know what to do with them.
  var (all, before) = (sigset_t(), sigset_t())
  sigfillset(&all)
  pthread_sigmask(SIG_SETMASK, &all, &before)
  var thread = pthread_t()
  let code = pthread_create(
    &thread, nil,
    { argument in
      // What `startThread` has passed is not nil.
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
