import Catalog

/// A data set of the catalog whose files can be read.
protocol ReadableDataset: DataConstruct {
  /// Reads the files and checks everything there is to check.
  ///
  /// - Parameter dataFolder: `--data`, which is searched first for a data set with a name.
  func read(dataFolder: String?) throws(DatasetProblem) -> Dataset

  /// The test part alone, checked as in `read`. A kind that can read it with less work does so.
  func readTest(dataFolder: String?) throws(DatasetProblem) -> TestSet
}

extension ReadableDataset {
  func readTest(dataFolder: String?) throws(DatasetProblem) -> TestSet {
    let dataset = try read(dataFolder: dataFolder)
    return TestSet(samples: dataset.test, files: dataset.files.filter(\.role.isOfTest))
  }
}

extension DataSource {
  fileprivate var readable: any ReadableDataset { construct.machinery() }
}

/// Reads data sets of every kind.
public enum DatasetLoader {
  /// - Parameters:
  ///   - source: its paths are absolute, or relative to the working directory.
  ///   - dataDirectory: where to look before the bundled and installed files: in its folder `mnist` or `fashion-mnist`,
  ///     then in itself.
  ///   - trainLimit: how many training samples to take, from the first on; nil for all.
  ///   - testLimit: the same for test samples.
  public static func load(
    _ source: DataSource, dataDirectory: String?, trainLimit: Int?, testLimit: Int?
  ) throws(DatasetProblem) -> Dataset {
    var dataset = try source.readable.read(dataFolder: dataDirectory)
    try dataset.training.keepFirst(trainLimit, .training, of: source)
    try dataset.test.keepFirst(testLimit, .test, of: source)
    return dataset
  }

  /// The test part alone, for pictures of it and for predictions.
  public static func loadTest(
    _ source: DataSource, dataDirectory: String?, testLimit: Int?
  ) throws(DatasetProblem) -> TestSet {
    var test = try source.readable.readTest(dataFolder: dataDirectory)
    try test.samples.keepFirst(testLimit, .test, of: source)
    return test
  }
}

private enum Part: String {
  case training, test

  func limitKind(_ available: Int) -> DatasetProblem.Kind {
    switch self {
    case .training: .trainLimit(available: available)
    case .test: .testLimit(available: available)
    }
  }
}

extension Samples {
  fileprivate mutating func keepFirst(_ limit: Int?, _ part: Part, of source: DataSource) throws(DatasetProblem) {
    guard let limit else { return }
    guard (1...count).contains(limit) else {
      throw DatasetProblem(
        part.limitKind(count), file: source.title,
        problem: "has \(count) \(part) samples, and the limit asks for \(limit)",
        hint: "ask for 1 to \(count), or leave the limit out")
    }
    keepFirst(limit)
  }
}
