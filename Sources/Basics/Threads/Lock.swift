import Glibc

/// A value that one thread at a time sees.
///
/// Not Synchronization's `Mutex`: whoever waits for one does so in the runtime library, where the thread sanitizer does not see that
/// the lock was taken, and reports every access after that. It knows `pthread_mutex_lock`.
///
/// `@unchecked Sendable`: `value` is touched under the lock only.
public final class Lock<Value: Sendable>: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  /// Told whenever someone has had the value.
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

  /// - Parameter isReady: until it is so, others are let by; they make it so.
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
