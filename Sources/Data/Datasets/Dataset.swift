import Catalog
import Hashing

/// A data set that has passed its checks.
public struct Dataset: Sendable {
  public let name: String
  public internal(set) var training: Samples
  public internal(set) var test: Samples
  /// How many of the last training samples are the data's own validation part.
  public internal(set) var heldOut = 0
  /// In the order in which results record them.
  public let files: [DatasetFile]
  /// Nil for kinds whose results do not record them.
  public internal(set) var hashes: DataHashes?
  /// What was read of a table: the columns to predict from, then the targets. Empty for other data.
  public internal(set) var columns: [ColumnSummary] = []
  /// A hash of what tells this test set, before any limit, from another: the bytes of its files and the rows taken from them.
  public let testRowsHash: String
  /// How much of the files is not used, as the spec says; nil if everything is.
  public internal(set) var leftOut: String?
  /// What may be other than it seems.
  public internal(set) var notes: [String] = []

  /// - Precondition: both parts have the same interface.
  public init(name: String, training: Samples, test: Samples, files: [DatasetFile]) {
    precondition(training.interface == test.interface)
    self.name = name
    self.training = training
    self.test = test
    self.files = files
    var hash = SHA256()
    for file in files where file.role.isOfTest { hash.update(Array("\(file.sha256)\n".utf8)) }
    for row in test.interface.dividedRows?.test ?? [] { hash.update(Array("\(row)\n".utf8)) }
    testRowsHash = hash.finalize().hex
  }

  public var interface: DataInterface { training.interface }
  /// What a model trained on these data must know of them, with what is seen in the training samples.
  public var observedInterface: DataInterface {
    var interface = interface
    interface.ink = SamplePictures(training).flatMap(InkFrame.init)
    return interface
  }

  public var byteCount: Int { training.byteCount + test.byteCount }

  /// The training and validation samples: the data's own validation part, or that of `validation_split`.
  public func split(_ fraction: Double) -> ValidationSplit {
    heldOut > 0
      ? ValidationSplit(training: training.count - heldOut, validation: heldOut)
      : ValidationSplit(count: training.count, fraction: fraction)
  }
}

/// What a table's column has in all of its rows.
public struct ColumnSummary: Equatable, Sendable {
  public let name: String
  public let missing: Int
  /// Nil for a column of words.
  public let range: ClosedRange<Double>?
  /// How many different words there are; nil for a column of numbers.
  public let words: Int?
}

/// A file of a data set, as results record it.
public struct DatasetFile: Equatable, Sendable {
  /// Which part of the data set it contains.
  public enum Role: String, Sendable {
    case trainingInputs = "training inputs"
    case trainingTargets = "training targets"
    case testInputs = "test inputs"
    case testTargets = "test targets"
    /// Inputs and targets.
    case training
    case validation
    case test
    /// Every part.
    case all

    public var isOfTest: Bool {
      switch self {
      case .testInputs, .testTargets, .test, .all: true
      case .trainingInputs, .trainingTargets, .training, .validation: false
      }
    }
  }

  public let role: Role
  /// Without a folder: the same data give the same result, wherever they are.
  public let name: String
  /// That of the decompressed bytes, hexadecimal; of a folder's files, that of a line for each: hash, two spaces, relative path.
  public let sha256: String
  /// How many files are in it if it is a folder.
  public let count: Int?

  public init(role: Role, name: String, sha256: String, count: Int? = nil) {
    self.role = role
    self.name = name
    self.sha256 = sha256
    self.count = count
  }
}

/// The test part alone, with its files.
public struct TestSet: Sendable {
  public internal(set) var samples: Samples
  public let files: [DatasetFile]
  /// The data to train on, if there was no way to read the test part without them: before any limit, the validation part last.
  public let training: Samples?

  public init(samples: Samples, files: [DatasetFile], training: Samples? = nil) {
    self.samples = samples
    self.files = files
    self.training = training
  }

  package init(_ dataset: Dataset) {
    self.init(
      samples: dataset.test, files: dataset.files.filter(\.role.isOfTest), training: dataset.training)
  }
}
