import Files
import Glibc
import Records
import Results
import Synchronization

/// Reads runs' results, each only once for as long as its file stays the same: a sweep's plan, its search and its ranking all ask for
/// them.
package final class ResultReader: Sendable {
  /// A file's contents, as far as its folder tells: a result is never changed in place, but renamed to.
  private struct Version: Equatable {
    let device: UInt
    let file: UInt
    let size: Int
    let seconds: Int
    let nanoseconds: Int

    /// Nil for anything but a file, such as a link, whose contents may change elsewhere.
    init?(_ path: String) {
      guard let status = AtomicFile.status(path), status.st_mode & S_IFMT == S_IFREG else { return nil }
      (device, file, size) = (UInt(status.st_dev), UInt(status.st_ino), Int(status.st_size))
      (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
    }
  }

  private let known = Mutex<[String: (version: Version, summary: RunSummary)]>([:])

  package init() {}

  package func result(_ paths: ResultPaths) throws -> RecordedResult {
    // Before reading, so that a file that changes meanwhile is read again.
    let version = Version(paths.summary)
    if let known = known.withLock({ $0[paths.summary] }), known.version == version {
      return RecordedResult(paths, known.summary)
    }
    let result = try RecordedResult(paths)
    if let version { known.withLock { $0[paths.summary] = (version, result.summary) } }
    return result
  }
}
