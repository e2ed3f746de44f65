import Glibc

/// A value that only one thread at a time can see.
///
/// Not Synchronization's `Mutex`: a thread waits for one in the runtime library, where the thread sanitizer does not
/// see that the lock was taken, and it then reports every access. It understands `pthread_mutex_lock`.
///
/// `@unchecked Sendable`: `value` is only accessed under the lock.
public final class Lock<Value: Sendable>: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  /// Signalled whenever a thread has released the value.
  private let seen = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var value: Value

  public init(_ value: Value) {
    self.value = value
    mutex.initialize(to: pthread_mutex_t())
    pthread_mutex_init(mutex, nil)
    seen.initialize(to: pthread_cond_t())
    pthread_cond_init(seen, nil)
  }

  deinit {
    pthread_cond_destroy(seen)
    seen.deallocate()
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  /// - Parameter isReady: until this holds, other threads get the value first; they must make it hold.
  public func withLock<Result>(
    when isReady: (Value) -> Bool = { _ in true }, _ body: (inout Value) -> Result
  ) -> Result {
    pthread_mutex_lock(mutex)
    while !isReady(value) { pthread_cond_wait(seen, mutex) }
    defer {
      pthread_cond_broadcast(seen)
      pthread_mutex_unlock(mutex)
    }
    return body(&value)
  }
}
