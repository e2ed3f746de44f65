import Glibc

/// The work for a new thread.
private final class Start: Sendable {
  let work: @Sendable () -> Void

  init(_ work: @escaping @Sendable () -> Void) { self.work = work }
}

/// A new thread, to be detached or joined; nil if the system refuses another one, and `work` is then not called.
func startThread(_ work: @escaping @Sendable () -> Void) -> pthread_t? {
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
    return nil
  }
  return thread
}

/// How many of `wanted` further threads the system lets this process have at the moment: that many have been started at once,
/// and have ended again.
///
/// To be asked before a call to Dispatch that needs threads: it assumes that a shortage is temporary, and sleeps in the caller until
/// it is over.
public func startableThreads(_ wanted: Int) -> Int {
  let isOver = Lock(false)
  var threads: [pthread_t] = []
  while threads.count < wanted, let thread = startThread({ isOver.withLock(when: { $0 }) { _ in } }) {
    threads.append(thread)
  }
  isOver.withLock { $0 = true }
  for thread in threads { pthread_join(thread, nil) }
  return threads.count
}
