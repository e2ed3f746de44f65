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
    /// The data do not fit an option, of which this is the path below `dataset`.
    case option(String)
  }

  public var kind: Kind
  /// The path of the file or folder; for a limit, the data set's name.
  public var file: String
  /// In the file, from 1; nil for the file as a whole.
  public var line: Int?
  /// The finding, with what was expected.
  public var problem: String
  /// The next step.
  public var hint: String

  public init(_ kind: Kind, file: String, line: Int? = nil, problem: String, hint: String) {
    self.kind = kind
    self.file = file
    self.line = line
    self.problem = problem
    self.hint = hint
  }

  /// The same about something else.
  func of(_ kind: Kind) -> DatasetProblem {
    var problem = self
    problem.kind = kind
    return problem
  }

  public var description: String { "\(place): \(problem); \(hint)" }

  /// The file, with the line if it is known.
  public var place: String { line.map { "\(file):\($0)" } ?? file }

  /// What was found where. A problem that begins with a quoted name is a sentence of its own.
  public var finding: String { line == nil && problem.first != "'" ? "\(file) \(problem)" : "\(place): \(problem)" }
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
