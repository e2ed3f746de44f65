/// Measures the seconds since it was started.
///
/// It is read at each training step, by modules that are compiled without the optimizer: there `Duration`'s division would be a call
/// of generic code.
public struct Stopwatch: Sendable {
  private var start = ContinuousClock.now

  public init() {}

  public var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }

  public mutating func restart() { start = .now }
}
