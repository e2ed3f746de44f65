import Catalog
import Files

extension IDX: ReadableDataset {
  private var title: String {
    if case .path(let folder) = files { folder } else { files["train_images"] ?? words.name }
  }

  func read(dataFolder: String?, needsClasses: Bool) throws(DatasetProblem) -> Dataset {
    let found = try places
    try found.requireMemory(for: title)
    let read = try found.readAtOnce()
    return try reading(arrays(read.map(\.file.array))).dataset(title, read.map(\.recorded))
  }

  /// Without the numbers of the training images.
  func readTest(dataFolder: String?, needsClasses: Bool) throws(DatasetProblem) -> TestSet {
    let found = try places
    let first = found.places[0]
    let head = try IDXFile.head(first.path, found.content(first.part))
    let unread = StoredArray(
      ArrayPlace(file: first.path, name: nil), head.element.format, shape: head.sizes, MemoryBytes([]))
    let read = try IDXFiles(Array(found.places.dropFirst()), areMNISTs: false).readAtOnce()
    let arrays = arrays([unread] + read.map(\.file.array))
    return TestSet(
      samples: try reading(arrays).test(arrays.test), files: read.map(\.recorded).filter(\.role.isOfTest))
  }

  private typealias Arrays = (training: ArraySet.Pair, test: ArraySet.Pair)

  /// - Parameter files: in the order of `DatasetPart`.
  private func arrays(_ files: [StoredArray]) -> Arrays {
    (.init(inputs: files[0], targets: files[1]), .init(inputs: files[2], targets: files[3]))
  }

  private func reading(_ arrays: Arrays) throws(DatasetProblem) -> ArrayReading {
    try ArrayReading(
      ArraySet(training: arrays.training, test: arrays.test), self.arrays, in: title, words.name, needsClasses: true)
  }

  /// What MNIST's files hold is recorded as MNIST is.
  func isRecordedInFull(_ dataset: Dataset) -> Bool {
    let input = dataset.interface.input
    return dataset.interface != DataInterface(inputs: [.init(input.shape, .byte)], target: DataInterface.numbered(10))
      || input.pictureShape?[2] != 1
  }

  private var places: IDXFiles {
    get throws(DatasetProblem) {
      let found = try IDXFiles(written, areMNISTs: false)
      let turned = found.places.first { $0.name.hasPrefix("emnist-") }
      guard let turned, arrays.transpose == nil else { return found }
      throw DatasetProblem(
        .option("transpose"), file: turned.path, problem: "is EMNIST's, whose images lie on their side",
        hint: "write transpose: true, or transpose: false if they have been turned")
    }
  }

  private var written: [IDXFiles.Place] {
    get throws(DatasetProblem) {
      switch files {
      case .parts(let paths):
        zip(DatasetPart.allCases, IDXParts.names).map { part, name in IDXFiles.Place(part, paths[name] ?? "") }
      case .path(let path):
        if let folder = DatasetFolder(firstOf: [path]) {
          try IDXFiles(DatasetPart.allCases, in: folder, areMNISTs: false).places
        } else {
          try IDXNames.places(in: path)
        }
      }
    }
  }
}

extension IDXFile {
  var array: StoredArray {
    StoredArray(ArrayPlace(file: path, name: nil), element.format, shape: sizes, MemoryBytes(bytes))
  }
}

extension IDXMagic.Element {
  fileprivate var format: NumberFormat {
    let type: NumberType =
      switch self {
      case .unsignedByte: .uint8
      case .signedByte: .int8
      case .short: .int16
      case .int: .int32
      case .float: .float32
      case .double: .float64
      }
    return NumberFormat(type: type, isBigEndian: true)
  }
}
