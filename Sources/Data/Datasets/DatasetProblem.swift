import Machine

/// Why a data set, or an image, can't be used: what was found in which file, and what to do next.
public struct DatasetProblem: Error, Equatable, Sendable, CustomStringConvertible {
  public enum Kind: Equatable, Sendable {
    /// Nothing was found in the places searched.
    case missing
    /// It exists, but the system does not allow reading it.
    case unreadable
    /// It was read, but is not what it should be.
    case damaged
    /// There is not enough memory to read it.
    case memory
    /// The spec asks for more than the `available` training samples.
    case trainLimit(available: Int)
    /// The spec asks for more than the `available` test samples.
    case testLimit(available: Int)
  }

  public var kind: Kind
  /// The path of the file or folder; for a limit, the data set's name.
  public var file: String
  /// The finding, with what was expected.
  public var problem: String
  /// The next step.
  public var hint: String

  public init(_ kind: Kind, file: String, problem: String, hint: String) {
    self.kind = kind
    self.file = file
    self.problem = problem
    self.hint = hint
  }

  public var description: String { "\(file): \(problem); \(hint)" }
}

/// The next step for a file that was truncated or corrupted, by whatever program.
let useWholeCopy = "use a whole copy of the file"

/// The next step for a header with impossible contents.
let correctHeader = "correct the header"

/// `1 byte follows`, `2 bytes follow`.
func bytesFollow(_ count: Int) -> String { count == 1 ? "1 byte follows" : "\(count) bytes follow" }

extension DatasetProblem {
  static func memory(_ file: String, needed: Double, available: Double) -> DatasetProblem {
    func megabytes(_ bytes: Double) -> String { "\(Int((max(0, bytes) / 1e6).rounded(.up))) MB" }
    return DatasetProblem(
      .memory, file: file,
      problem: "needs \(megabytes(needed)) of memory to be read, and \(megabytes(available)) are available",
      hint: AvailableMemory.advice)
  }
}
