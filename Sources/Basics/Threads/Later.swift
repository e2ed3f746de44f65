/// A value that is being made on another thread, or has been made if the system had none.
public final class Later<Value: Sendable>: Sendable {
  private let worker = BackgroundWorker()
  private let made = Lock<Value?>(nil)

  public init(_ make: @escaping @Sendable () -> Value) {
    let made = made
    worker.async {
      let value = make()
      made.withLock { $0 = value }
    }
  }

  /// Waits for it.
  public var value: Value { made.withLock(when: { $0 != nil }) { $0! } }  // not nil, as just said
}
