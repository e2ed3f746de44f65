import Machine

/// Why a data set, or an image, can't be used: what was found in which file, and what to do next.
public struct DatasetProblem: Error, Equatable, Sendable, CustomStringConvertible {
  public enum Kind: Equatable, Sendable {
    /// There is nothing in the places where it was looked for.
    case missing
    /// It is there, but the system does not let it be read.
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

/// The next step for a file that was cut or broken on its way, whatever program made it.
let useWholeCopy = "use a whole copy of the file"

/// The next step for a header whose contents are impossible.
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
