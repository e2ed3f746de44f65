import Files
import Glibc

/// Distinguishes a file that this program has written from one that only has its name. A user's own file is never
/// replaced.
///
/// Every mark is as old as its kind of file, so it also identifies files of earlier versions.
public struct FileMark: Sendable {
  private let start: String
  private let inside: String

  init(start: String = "", inside: String = "") {
    self.start = start
    self.inside = inside
  }

  static let history = FileMark(start: "epoch,loss,")
  static let predictions = FileMark(start: "index,", inside: ",predicted")
  static let steps = FileMark(start: "step,epoch,loss,")
  static let timing = FileMark(start: "epoch,seconds,milliseconds_per_step,")
  static let preprocessing = FileMark(start: "{\n  \"inputs\": [", inside: "\n  \"target\": {")
  static let environment = FileMark(start: "{\n  \"runner_version\":")
  static let resolvedSpec = FileMark(start: "name: ", inside: "\nlog_steps: ")
  static let checkpoint = FileMark(start: "runner checkpoint ")
  static let comparisonTable = FileMark(start: "name,status,")
  static let comparison = FileMark(start: "{\n  \"runs\": [")
  static let plannedSweep = FileMark(start: "{\n  \"planned_sweep\":")
  public static let picture = FileMark(start: "<?xml ", inside: "aria-labelledby=\"picture-title picture-desc\"")
  public static let page = FileMark(start: "<!DOCTYPE html>", inside: "<p>Made by runner report from the files in ")

  func isIn(_ bytes: [UInt8]) -> Bool { isIn([bytes.prefix(Self.length), bytes.suffix(Self.length)]) }

  /// A mark is near one of the file's ends.
  private func isIn(_ ends: [ArraySlice<UInt8>]) -> Bool {
    ends[0].starts(with: start.utf8) && (inside.isEmpty || ends.contains { $0.contains(inside.utf8) })
  }

  private static let length = 4096

  /// Whether a file may be written at `path`: there is none yet, or one of this kind.
  public func allowsWriting(_ path: String) -> Bool {
    guard access(path, F_OK) == 0 else { return true }
    return Self.ends(of: path).map(isIn) ?? false
  }

  /// The first and last bytes of a regular file, which may be large.
  private static func ends(of path: String) -> [ArraySlice<UInt8>]? {
    let descriptor = AtomicFile.retrying { open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return [0, max(0, Int(status.st_size) - length)].map { offset in
      var bytes = [UInt8](repeating: 0, count: length)
      let count = pread(descriptor, &bytes, length, off_t(offset))
      return bytes.prefix(max(0, count))
    }
  }
}
