import Dispatch
import Synchronization

/// How many workers share the tiles of a kernel. The results do not depend on it.
public struct Parallelism: Sendable {
  public let workers: Int

  /// `workers`: at least 1; nil for one a core.
  public init(workers: Int? = nil) { self.workers = max(1, workers ?? 1) }
}
