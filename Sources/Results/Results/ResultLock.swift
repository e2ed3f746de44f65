import Files
import Glibc
import Synchronization

/// Lets only one process write a result: an advisory lock on `results/<name>/lock`.
///
/// The kernel holds it (flock), not the file: it ends with `release()`, with this object, or with the process, however
/// that ends. The file stays, because removing it would let two processes lock two files of the same name.
public final class ResultLock: Sendable {
  public enum Problem: Error, Equatable, Sendable, CustomStringConvertible {
    /// Another process has the lock; with its process number, if it could be read.
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
  private let file: Mutex<LockFile?>

  private init(_ file: LockFile) { self.file = Mutex(file) }

  deinit { release() }

  /// Takes the lock at `path`, whose folder must exist, or throws at once.
  ///
  /// Keep the value, and call `release()` when the last file is written: the optimizer may end an object's life after
  /// its last use.
  public static func acquire(_ path: String) throws(Problem) -> ResultLock {
    while true {
      let file: LockFile
      do { file = try LockFile(path) } catch { throw .file(error) }
      do throws(Problem) {
        try lockWithoutWaiting(file, path)
      } catch {
        close(file.descriptor)
        throw error
      }
      // The file may have been removed or replaced between the two calls; then this lock protects nothing.
      guard file.isStill(at: path) else {
        close(file.descriptor)
        continue
      }
      file.write(holder: getpid())
      return ResultLock(file)
    }
  }

  /// Releases the lock. Does nothing the second time.
  public func release() {
    file.withLock {
      guard let held = $0 else { return }
      // This number must not be mistaken for the next holder's.
      held.empty()
      // Closing alone would leave the lock with a process that is just being started and has a copy of the descriptor.
      flock(held.descriptor, LOCK_UN)
      close(held.descriptor)
      $0 = nil
    }
  }

  /// Whether another process has the lock at `path`. A lock that can't be taken for another reason does not count.
  public static func isHeld(_ path: String) -> Bool {
    do throws(Problem) { try acquire(path).release() } catch {
      if case .heldBy = error { return true }
    }
    return false
  }

  private static func lockWithoutWaiting(_ file: LockFile, _ path: String) throws(Problem) {
    while flock(file.descriptor, LOCK_EX | LOCK_NB) != 0 {
      switch errno {
      case EINTR: continue
      case EWOULDBLOCK: throw .heldBy(pid: holder(file), path: path)
      default: throw .file(FileProblem(path: path, operation: "lock", code: errno))
      }
    }
  }

  /// The process that has the lock. It writes its number a moment after locking, and a killed process has left its own,
  /// so this waits for the number of a living process, at most a fifth of a second.
  private static func holder(_ file: LockFile) -> Int32? {
    for _ in 0..<40 {
      if let process = file.holder, kill(process, 0) == 0 || errno == EPERM { return process }
      usleep(5000)
    }
    return file.holder
  }
}
