import Catalog
import Geometry
import Machine
import Threads

/// Which data set, in a spec's words.
public enum DatasetSource: Equatable, Sendable {
  case mnist
  case fashionMNIST
  /// Four IDX files in a folder, named as MNIST's are.
  case idx(folder: String)

  /// The one that messages and results call by this name.
  public init(name: String) {
    self = [.mnist, .fashionMNIST].first { $0.name == name } ?? .idx(folder: name)
  }

  /// The name in messages and results.
  public var name: String {
    switch self {
    case .mnist: "mnist"
    case .fashionMNIST: "fashion_mnist"
    case .idx(let folder): folder
    }
  }

  /// What the classes are called, from 0 on.
  public var classNames: [String] {
    switch self {
    case .mnist, .idx: (0..<DatasetLoader.classes).map(String.init)
    case .fashionMNIST:
      [
        "T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot",
      ]
    }
  }
}

/// Finds, reads and checks a data set.
public enum DatasetLoader {
  /// Classes of every data set this reads: labels are 0 to 9.
  public static let classes = 10

  /// Reads the four files at once and checks all there is to check: sizes, counts, labels and, for MNIST, the hashes.
  ///
  /// - Parameters:
  ///   - dataDirectory: where to look before the bundled and installed files: in its folder `mnist` or `fashion-mnist`,
  ///     then in itself.
  ///   - trainLimit: how many training samples to take, from the first on; nil for all.
  ///   - testLimit: the same for test samples.
  public static func load(
    _ source: DatasetSource, dataDirectory: String?, trainLimit: Int?, testLimit: Int?
  ) throws(DatasetProblem) -> Dataset {
    let folder = try source.folder(dataDirectory)
    var paths: [String] = []
    for part in DatasetPart.allCases { paths.append(try folder.file(part)) }
    try requireMemory(Array(zip(paths, DatasetPart.allCases)), of: source)
    var files = try readAtOnce(paths)
    if source == .mnist { try requireMNIST(files, mnistHashes[...]) }
    let recorded = zip(DatasetPart.allCases, files).map(DatasetFile.init)

    let (trainingSize, testSize) = (files[0].sizes[1...], files[2].sizes[1...])
    let training = try samples(.training, &files, in: (0, 1), limit: trainLimit, of: source)
    let test = try samples(.test, &files, in: (2, 3), limit: testLimit, of: source)
    guard training.interface == test.interface else {
      throw DatasetProblem(
        .damaged, file: paths[DatasetPart.testImages.rawValue],
        problem: "has images of \(pixels(testSize)) pixels, the training images have \(pixels(trainingSize))",
        hint: "use files that belong together")
    }
    return Dataset(name: source.name, training: training, test: test, files: recorded)
  }

  /// The test set alone, for pictures of it: a sixth of the bytes. Checked as `load` checks it.
  public static func loadTest(
    _ source: DatasetSource, dataDirectory: String?, testLimit: Int?
  ) throws(DatasetProblem) -> TestSet {
    let folder = try source.folder(dataDirectory)
    var files: [IDXFile] = []
    let parts = DatasetPart.allCases.filter { $0.role.isOfTest }
    var paths: [(String, DatasetPart)] = []
    for part in parts { paths.append((try folder.file(part), part)) }
    try requireMemory(paths, of: source)
    for (path, part) in paths { files.append(try IDXFile(path, part.content)) }
    if source == .mnist { try requireMNIST(files, mnistHashes.suffix(2)) }
    let recorded = zip(parts, files).map(DatasetFile.init)
    return TestSet(samples: try samples(.test, &files, in: (0, 1), limit: testLimit, of: source), files: recorded)
  }

  /// The stacks of the threads that read and hash: only a limit on the address space counts what they do not touch.
  private static let stacks = 4 << 23

  /// Refuses files that there is not enough memory for, by their headers alone.
  private static func requireMemory(
    _ files: [(path: String, part: DatasetPart)], of source: DatasetSource
  ) throws(DatasetProblem) {
    var needed = Double(stacks)
    for (path, part) in files { needed += Double(try IDXFile.length(path, part.content)) }
    guard let available = AvailableMemory.bytes, needed > available else { return }
    throw .memory(source.name, needed: needed, available: available)
  }

  /// The training images, most of the work, on this thread; the other three files on a second one.
  private static func readAtOnce(_ paths: [String]) throws(DatasetProblem) -> [IDXFile] {
    let others = Lock<[Result<IDXFile, DatasetProblem>]>([])
    let worker = BackgroundWorker()
    worker.async {
      for part in DatasetPart.allCases.dropFirst() {
        let result = read(part, paths)
        others.withLock { $0.append(result) }
      }
    }
    let first = read(.trainingImages, paths)
    worker.wait()
    var files = [try first.get()]
    for result in others.withLock({ $0 }) { files.append(try result.get()) }
    return files
  }

  private static func read(_ part: DatasetPart, _ paths: [String]) -> Result<IDXFile, DatasetProblem> {
    Result { () throws(DatasetProblem) in try IDXFile(paths[part.rawValue], part.content) }
  }

  /// Checks images against labels and takes the first `limit` of both out of `files`, so that nothing is copied.
  private static func samples(
    _ subset: Subset, _ files: inout [IDXFile], in indices: (images: Int, labels: Int), limit: Int?,
    of source: DatasetSource
  ) throws(DatasetProblem) -> Samples {
    let (images, labels) = indices
    let count = files[images].count
    guard files[labels].count == count else {
      throw DatasetProblem(
        .damaged, file: files[labels].path,
        problem: "holds \(files[labels].count) labels, where \(files[images].path) holds \(count) images",
        hint: "use two files that belong together")
    }
    if let index = files[labels].bytes.firstIndex(where: { $0 >= classes }) {
      throw DatasetProblem(
        .damaged, file: files[labels].path,
        problem: "has label \(files[labels].bytes[index]) at image \(index), the classes are 0 to \(classes - 1)",
        hint: "number the classes from 0; more than \(classes) are not read yet")
    }
    guard (1...count).contains(limit ?? count) else {
      throw DatasetProblem(
        subset.limitKind(count), file: source.name,
        problem: "has \(count) \(subset) samples, and the limit asks for \(limit ?? count)",
        hint: "ask for 1 to \(count), or leave the limit out")
    }
    let interface = DataInterface(
      inputs: [.init(Shape(files[images].sizes.dropFirst() + [1]), .byte)], target: .classes(source.classNames))
    return Samples(
      interface, inputs: [.bytes(files[images].takeFirst(limit ?? count))],
      targets: .classes(files[labels].takeFirst(limit ?? count).map(Int32.init)))
  }

  private enum Subset: CustomStringConvertible {
    case training, test

    var description: String { self == .training ? "training" : "test" }

    func limitKind(_ available: Int) -> DatasetProblem.Kind {
      self == .training ? .trainLimit(available: available) : .testLimit(available: available)
    }
  }

  /// Every bit of MNIST is known.
  private static func requireMNIST(
    _ files: [IDXFile], _ hashes: ArraySlice<String>
  ) throws(DatasetProblem) {
    for (file, expected) in zip(files, hashes) where file.hash.hex != expected {
      throw DatasetProblem(
        .damaged, file: file.path,
        problem: "is not MNIST's: its SHA-256, decompressed, is \(file.hash), not \(expected)",
        hint: "fetch the file again, or name another data set's folder with `dataset: {idx: FOLDER}`")
    }
  }
}

private func pixels(_ sizes: ArraySlice<Int>) -> String { sizes.map(String.init).joined(separator: " × ") }

extension DatasetFile {
  fileprivate init(_ part: DatasetPart, _ file: IDXFile) {
    self.init(role: part.role, name: part.fileName, sha256: file.hash.hex)
  }
}

/// SHA-256 of MNIST's decompressed files in the order of `DatasetPart`, as Sources/Data/Datasets/mnist/README.md lists them.
private let mnistHashes = [
  "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
  "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
  "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
  "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
]
