import Glibc
import Synchronization

/// One writer for one result: an advisory lock on `results/<name>/lock`.
///
/// The kernel holds it (flock), not the file: it ends with `release()`, with this object, or with the process, however that
/// dies. The file stays: removing it would let two processes lock two files of the same name.
public final class ResultLock: Sendable {
  public enum Problem: Error, Equatable, Sendable, CustomStringConvertible {
    /// Another process has the lock; its number, where it could be read.
    case heldBy(pid: Int32?, path: String)
    case file(FileProblem)

    public var description: String {
      switch self {
      case .heldBy(let pid, let path):
        "\(path): another process\(pid.map { " (\($0))" } ?? "") is writing this result; wait for it, or stop it"
      case .file(let problem): problem.description
      }
    }
  }

  /// Nil once released.
  private let descriptor: Mutex<Int32?>

  private init(_ descriptor: Int32) { self.descriptor = Mutex(descriptor) }

  deinit { release() }

  /// Takes the lock at `path`, whose folder must exist, or throws at once.
  ///
  /// Keep the value, and call `release()` when the last file is written: the optimiser may end an object's life after
  /// its last use.
  public static func acquire(_ path: String) throws(Problem) -> ResultLock {
    while true {
      let descriptor = AtomicFile.retrying { open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644) }
      guard descriptor >= 0 else { throw .file(FileProblem(path: path, operation: "open", code: errno)) }
      do throws(Problem) {
        try lockWithoutWaiting(descriptor, path)
      } catch {
        close(descriptor)
        throw error
      }
      // Someone may have removed or replaced the file between the two calls: then this is a lock on nothing.
      guard isSameFile(descriptor, path) else {
        close(descriptor)
        continue
      }
      writeHolder(descriptor)
      return ResultLock(descriptor)
    }
  }

  /// Gives the lock back. Does nothing the second time.
  public func release() {
    descriptor.withLock {
      guard let held = $0 else { return }
      // This number must not be taken for the next holder's.
      _ = ftruncate(held, 0)
      close(held)
      $0 = nil
    }
  }

  private static func lockWithoutWaiting(_ descriptor: Int32, _ path: String) throws(Problem) {
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      switch errno {
      case EINTR: continue
      case EWOULDBLOCK: throw .heldBy(pid: holder(descriptor), path: path)
      default: throw .file(FileProblem(path: path, operation: "lock", code: errno))
      }
    }
  }

  /// Only the message of another process depends on it: an error is none of the run's business.
  private static func writeHolder(_ descriptor: Int32) {
    _ = AtomicFile.retrying { ftruncate(descriptor, 0) }
    let text = Array("\(getpid())\n".utf8)
    var written = 0
    while written < text.count {
      let count = text.withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress! + written, $0.count - written, off_t(written))
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }
      written += count
    }
  }

  /// The process that has the lock. It writes its number a moment after it has taken it, and one that was killed has left its own:
  /// so this waits for a number of a living process, a fifth of a second at most.
  private static func holder(_ descriptor: Int32) -> Int32? {
    for _ in 0..<40 {
      if let process = recordedHolder(descriptor), kill(process, 0) == 0 || errno == EPERM { return process }
      usleep(5000)
    }
    return recordedHolder(descriptor)
  }

  /// nil for a number that is not there or not there in full.
  private static func recordedHolder(_ descriptor: Int32) -> Int32? {
    var text = [UInt8](repeating: 0, count: 16)
    let count = pread(descriptor, &text, text.count, 0)
    guard count > 0, let end = text[..<count].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    return Int32(String(decoding: text[..<end], as: UTF8.self))
  }

  private static func isSameFile(_ descriptor: Int32, _ path: String) -> Bool {
    var open = stat()
    var named = stat()
    guard fstat(descriptor, &open) == 0, stat(path, &named) == 0 else { return false }
    return open.st_ino == named.st_ino && open.st_dev == named.st_dev
  }
}
