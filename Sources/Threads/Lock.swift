import Glibc

/// A value that one thread at a time sees.
///
/// Not Synchronization's `Mutex`: whoever waits for one does so in the runtime library, where the thread sanitizer does not see that
/// the lock was taken, and reports every access after that. It knows `pthread_mutex_lock`.
///
/// `@unchecked Sendable`: `value` is touched under the lock only.
public final class Lock<Value: Sendable>: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private var value: Value

  public init(_ value: Value) {
    self.value = value
    mutex.initialize(to: pthread_mutex_t())
    pthread_mutex_init(mutex, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  public func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body(&value)
  }
}
