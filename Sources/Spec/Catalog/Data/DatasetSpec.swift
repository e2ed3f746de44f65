/// Which samples, and how many of them.
public struct DatasetSpec: Construct {
  public var source: DataSource
  /// Keep only the first samples of the training set.
  public var trainLimit: Int?
  /// Keep only the first samples of the test set.
  public var testLimit: Int?

  public init(source: DataSource, trainLimit: Int? = nil, testLimit: Int? = nil) {
    self.source = source
    self.trainLimit = trainLimit
    self.testLimit = testLimit
  }

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.source(&source)
    visitor.integer(
      "train_limit", &trainLimit, 1...Limits.images, none: "all", "only the first so many training samples")
    visitor.integer("test_limit", &testLimit, 1...Limits.images, none: "all", "only the first so many test samples")
  }

  /// `name`, the options of all kinds, and those that any of them may have.
  public static let everyOption: [OptionDescription] = {
    let common = DatasetSpec(source: .mnist).optionDescriptions
    var taken: Set<String> = []
    return (common.prefix(1) + DataSource.family.table.rows.flatMap(\.options) + common.dropFirst())
      .filter { taken.insert($0.key).inserted }
  }()
}

extension DatasetSpec {
  /// The paths among the options, by their places: `idx`, `csv.train`.
  public var paths: [(place: String, path: String)] {
    var found: [(place: String, path: String)] = []
    for option in optionDescriptions {
      _ = option.mappingPaths { place, path in
        found.append((place, path))
        return path
      }
    }
    return found
  }

  /// The same with other paths.
  public func mappingPaths(_ change: (_ place: String, _ path: String) -> String) -> DatasetSpec {
    guard !paths.isEmpty else { return self }
    let options = optionDescriptions.filter(\.isRecorded)
    return reading(.mapping(options.map { ($0.key, $0.mappingPaths(change)) })) ?? self
  }
}
