import Catalog
import Geometry

/// Four IDX files in a folder that are known by a name: grey images with their labels.
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
    let files = try files(of: DatasetPart.allCases, dataFolder).readAtOnce()
    try requireKnown(files)
    let sizes = [files[0], files[2]].map { $0.file.sizes.dropFirst().map(String.init).joined(separator: " × ") }
    let training = try samples(files[0].file, files[1].file)
    let test = try samples(files[2].file, files[3].file)
    guard training.interface == test.interface else {
      throw DatasetProblem(
        .damaged, file: files[2].place.path,
        problem: "has images of \(sizes[1]) pixels, the training images have \(sizes[0])",
        hint: "use files that belong together")
    }
    return Dataset(name: title, training: training, test: test, files: files.map(\.recorded))
  }

  /// A sixth of the bytes.
  func readTest(dataFolder: String?, needsClasses: Bool) throws(DatasetProblem) -> TestSet {
    let files = try files(of: [.testImages, .testLabels], dataFolder).readAtOnce()
    try requireKnown(files)
    return TestSet(samples: try samples(files[0].file, files[1].file), files: files.map(\.recorded))
  }

  /// If there is enough memory for them.
  private func files(of parts: [DatasetPart], _ dataFolder: String?) throws(DatasetProblem) -> IDXFiles {
    let files = try IDXFiles(parts, in: folder(dataFolder), areMNISTs: true)
    try files.requireMemory(for: title)
    return files
  }

  func isRecordedInFull(_ dataset: Dataset) -> Bool { false }

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
        hint: "name another data set's folder with dataset: {idx: FOLDER}")
    }
    let interface = DataInterface(
      inputs: [.init(Shape(images.sizes.dropFirst() + [1]), .byte)], target: .classes(classNames))
    return Samples(interface, inputs: [.bytes(images.bytes)], targets: .classes(labels.bytes.map(Int32.init)))
  }

  private func requireKnown(_ files: [IDXFiles.Read]) throws(DatasetProblem) {
    guard let hashes else { return }
    for file in files where file.file.hash.hex != hashes[file.place.part.rawValue] {
      throw DatasetProblem(
        .damaged, file: file.file.path,
        problem:
          "is not MNIST's: its SHA-256, decompressed, is \(file.file.hash), not \(hashes[file.place.part.rawValue])",
        hint: "fetch the file again, or name another data set's folder with `dataset: {idx: FOLDER}`")
    }
  }
}
