import Glibc
import Text

/// A file that could not be read, written or moved.
public struct FileProblem: Error, Equatable, Sendable, CustomStringConvertible {
  /// The path as it was given, so that the message shows what the user wrote.
  public var path: String
  /// `write failed: No space left on device`, or what is in the file's place.
  public var finding: String
  /// The system's error number; 0 for a finding of our own.
  public var code: Int32

  public init(path: String, finding: String) {
    self.init(path: path, finding: finding, code: 0)
  }

  /// A system call that failed.
  ///
  /// - Parameters:
  ///   - operation: what was tried, the words before "failed": `write`, `rename`, …
  ///   - code: the system's error number.
  public init(path: String, operation: String, code: Int32) {
    self.init(path: path, finding: "\(operation) failed: \(String(cString: strerror(code)))", code: code)
  }

  private init(path: String, finding: String, code: Int32) {
    self.path = path
    self.finding = finding
    self.code = code
  }

  /// `results/dense.csv: write failed: No space left on device`
  public var description: String { "\(visibleOnOneLine(path)): \(finding)" }
}
