import Catalog
import Geometry
import Machine
import Threads

/// Four IDX files in a folder: grey images with their labels.
protocol IDXDataset: ReadableDataset {
  /// Its name in messages and results.
  var title: String { get }
  /// From 0 on.
  var classNames: [String] { get }
  /// SHA-256 of the decompressed files in the order of `DatasetPart`; nil if any bytes are allowed.
  var hashes: [String]? { get }

  func folder(_ dataFolder: String?) throws(DatasetProblem) -> DatasetFolder
}

extension IDXDataset {
  /// All four files at once.
  func read(dataFolder: String?, needsClasses: Bool) throws(DatasetProblem) -> Dataset {
    let paths = try paths(of: DatasetPart.allCases, dataFolder)
    let files = try readAtOnce(paths)
    try requireKnown(files)
    let sizes = [files[0], files[2]].map { $0.file.sizes.dropFirst().map(String.init).joined(separator: " × ") }
    let training = try samples(files[0].file, files[1].file)
    let test = try samples(files[2].file, files[3].file)
    guard training.interface == test.interface else {
      throw DatasetProblem(
        .damaged, file: paths[2].path,
        problem: "has images of \(sizes[1]) pixels, the training images have \(sizes[0])",
        hint: "use files that belong together")
    }
    return Dataset(name: title, training: training, test: test, files: files.map(\.recorded))
  }

  /// A sixth of the bytes.
  func readTest(dataFolder: String?, needsClasses: Bool) throws(DatasetProblem) -> TestSet {
    var files: [ReadFile] = []
    for (path, part) in try paths(of: [.testImages, .testLabels], dataFolder) {
      files.append(ReadFile(part: part, file: try IDXFile(path, part.content, helpers: 2)))
    }
    try requireKnown(files)
    return TestSet(samples: try samples(files[0].file, files[1].file), files: files.map(\.recorded))
  }

  /// The paths of the files, if there is enough memory for them, judging by their headers alone.
  private func paths(
    of parts: [DatasetPart], _ dataFolder: String?
  ) throws(DatasetProblem) -> [(path: String, part: DatasetPart)] {
    let folder = try folder(dataFolder)
    var paths: [(path: String, part: DatasetPart)] = []
    for part in parts { paths.append((try folder.file(part), part)) }
    var needed = Double(stacks)
    for (path, part) in paths { needed += Double(try IDXFile.length(path, part.content)) }
    if let available = AvailableMemory.bytes, needed > available {
      throw .memory(title, needed: needed, available: available)
    }
    return paths
  }

  /// Reads the first file, which has most of the bytes, on this thread and the others on a second one.
  private func readAtOnce(_ paths: [(path: String, part: DatasetPart)]) throws(DatasetProblem) -> [ReadFile] {
    let others = Lock<[Result<ReadFile, DatasetProblem>]>([])
    let worker = BackgroundWorker()
    worker.async {
      for (path, part) in paths.dropFirst() {
        let result = ReadFile.read(path, part, helpers: 1)
        others.withLock { $0.append(result) }
      }
    }
    let first = paths.prefix(1).map { ReadFile.read($0.path, $0.part, helpers: 2) }
    worker.wait()
    var files: [ReadFile] = []
    for result in first + others.withLock({ $0 }) { files.append(try result.get()) }
    return files
  }

  /// Checks images against labels.
  private func samples(_ images: IDXFile, _ labels: IDXFile) throws(DatasetProblem) -> Samples {
    guard labels.count == images.count else {
      throw DatasetProblem(
        .damaged, file: labels.path,
        problem: "holds \(labels.count) labels, where \(images.path) holds \(images.count) images",
        hint: "use two files that belong together")
    }
    let classes = classNames.count
    if let index = labels.bytes.firstIndex(where: { $0 >= classes }) {
      throw DatasetProblem(
        .damaged, file: labels.path,
        problem: "has label \(labels.bytes[index]) at image \(index), the classes are 0 to \(classes - 1)",
        hint: "number the classes from 0; more than \(classes) are not read yet")
    }
    let interface = DataInterface(
      inputs: [.init(Shape(images.sizes.dropFirst() + [1]), .byte)], target: .classes(classNames))
    return Samples(interface, inputs: [.bytes(images.bytes)], targets: .classes(labels.bytes.map(Int32.init)))
  }

  private func requireKnown(_ files: [ReadFile]) throws(DatasetProblem) {
    guard let hashes else { return }
    for file in files where file.file.hash.hex != hashes[file.part.rawValue] {
      throw DatasetProblem(
        .damaged, file: file.file.path,
        problem: "is not MNIST's: its SHA-256, decompressed, is \(file.file.hash), not \(hashes[file.part.rawValue])",
        hint: "fetch the file again, or name another data set's folder with `dataset: {idx: FOLDER}`")
    }
  }
}

/// The stacks of the threads that read and hash: a limit on address space also counts memory that is never touched.
private let stacks = 4 << 23

/// One of the files with its bytes.
private struct ReadFile: Sendable {
  let part: DatasetPart
  let file: IDXFile

  static func read(_ path: String, _ part: DatasetPart, helpers: Int) -> Result<ReadFile, DatasetProblem> {
    Result { () throws(DatasetProblem) in ReadFile(part: part, file: try IDXFile(path, part.content, helpers: helpers))
    }
  }

  var recorded: DatasetFile { DatasetFile(role: part.role, name: part.fileName, sha256: file.hash.hex) }
}
