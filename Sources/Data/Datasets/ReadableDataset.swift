import Catalog

/// A data set of the catalog whose files can be read.
protocol ReadableDataset: DataConstruct {
  /// Reads the files and checks everything there is to check.
  ///
  /// - Parameters:
  ///   - dataFolder: `--data`, which is searched first for a data set with a name.
  ///   - needsClasses: whether numbers to predict are numbers of classes, because the loss is for classes.
  func read(dataFolder: String?, needsClasses: Bool) throws(DatasetProblem) -> Dataset

  /// The test part alone, checked as in `read`. A kind that can read it with less work does so.
  func readTest(dataFolder: String?, needsClasses: Bool) throws(DatasetProblem) -> TestSet

  /// Whether results record what the data's numbers are made of, with hashes. Those of MNIST and its like do not: their files say it.
  func isRecordedInFull(_ dataset: Dataset) -> Bool
}

extension ReadableDataset {
  func isRecordedInFull(_ dataset: Dataset) -> Bool { true }

  func readTest(dataFolder: String?, needsClasses: Bool) throws(DatasetProblem) -> TestSet {
    TestSet(try read(dataFolder: dataFolder, needsClasses: needsClasses))
  }
}

extension DataSource {
  fileprivate var readable: any ReadableDataset { construct.machinery() }

  fileprivate func requireNoContradiction() throws(DatasetProblem) {
    guard let found = construct.contradiction else { return }
    throw DatasetProblem(.option(found.key), file: title, problem: found.problem, hint: found.hint ?? "")
  }
}

/// Reads data sets of every kind.
public enum DatasetLoader {
  /// - Parameters:
  ///   - source: its paths are absolute, or relative to the working directory.
  ///   - dataDirectory: where to look before the bundled and installed files: in its folder `mnist` or `fashion-mnist`,
  ///     then in itself.
  ///   - trainLimit: how many training samples to take, from the first on; nil for all.
  ///   - testLimit: the same for test samples.
  ///   - needsClasses: whether the loss is for classes.
  public static func load(
    _ source: DataSource, dataDirectory: String?, trainLimit: Int?, testLimit: Int?, needsClasses: Bool = true
  ) throws(DatasetProblem) -> Dataset {
    try source.requireNoContradiction()
    var dataset = try source.readable.read(dataFolder: dataDirectory, needsClasses: needsClasses)
    try dataset.training.keepFirst(trainLimit, .training, of: source, andLast: dataset.heldOut)
    try dataset.test.keepFirst(testLimit, .test, of: source)
    if source.readable.isRecordedInFull(dataset) { dataset.hashes = DataHashes(dataset) }
    return dataset
  }

  /// - Parameter dataDirectory: as above.
  public static func load(_ request: DataRequest, dataDirectory: String?) throws(DatasetProblem) -> Dataset {
    let dataset = request.dataset
    return try load(
      dataset.source, dataDirectory: dataDirectory, trainLimit: dataset.trainLimit, testLimit: dataset.testLimit,
      needsClasses: request.needsClasses)
  }

  /// The test part alone.
  public static func loadTest(_ request: DataRequest, dataDirectory: String?) throws(DatasetProblem) -> TestSet {
    try loadTest(
      request.dataset.source, dataDirectory: dataDirectory, testLimit: request.dataset.testLimit,
      needsClasses: request.needsClasses)
  }

  /// The test part alone, for pictures of it and for predictions.
  public static func loadTest(
    _ source: DataSource, dataDirectory: String?, testLimit: Int?, needsClasses: Bool = true
  ) throws(DatasetProblem) -> TestSet {
    try source.requireNoContradiction()
    var test = try source.readable.readTest(dataFolder: dataDirectory, needsClasses: needsClasses)
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
  /// - Parameter last: how many samples at the end are no part of this, and stay.
  fileprivate mutating func keepFirst(
    _ limit: Int?, _ part: Part, of source: DataSource, andLast last: Int = 0
  ) throws(DatasetProblem) {
    guard let limit else { return }
    let count = count - last
    guard (1...count).contains(limit) else {
      throw DatasetProblem(
        part.limitKind(count), file: source.title,
        problem: "has \(count) \(part) samples, and the limit asks for \(limit)",
        hint: "ask for 1 to \(count), or leave the limit out")
    }
    remove(limit..<count)
  }
}
