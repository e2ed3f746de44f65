import Catalog
import Files
import Glibc
import Hashing
import Machine

/// A folder with a binary version of CIFAR: records of one or two labels and 3,072 bytes of an image of 32 × 32 pixels, first its reds
/// row by row, then its greens, then its blues.
struct CIFARFolder {
  let path: String
  let title: String
  let training: [String]
  let test: String
  /// A class in each line.
  let names: String
  let labelBytes: Int
  /// Which of the labels counts.
  let label: Int
  /// Files of the versions for Python and MATLAB.
  let others: [String]
  /// Where the binary version is.
  let archive: String
  let subfolder: String

  private static let side = 32
  private static let pixels = side * side
  private var recordLength: Int { labelBytes + 3 * Self.pixels }

  func dataset(_ key: String, _ options: ArrayOptions) throws(DatasetProblem) -> Dataset {
    try requireVersion()
    var options = options
    if options.classNames == nil { options.classNames = try classNames }
    let training = try read(training, .training, options.classNames ?? [])
    let test = try read([test], .test, options.classNames ?? [])
    let reading = try ArrayReading(
      ArraySet(training: training.pair, test: test.pair), options, in: path, key, needsClasses: true)
    return try reading.dataset(path, training.files + test.files)
  }

  /// A folder with something else in it gets the next step.
  private func requireVersion() throws(DatasetProblem) {
    guard let kind = PathKind(at: path) else { throw DatasetProblem.noFolder(path, systemError: errno) }
    guard kind == .folder else {
      let file = try? OpenFile(path)
      let start = (try? file?.bytes(0..<min(file?.size ?? 0, FileKind.length))) ?? []
      throw DatasetProblem(
        .missing, file: path, problem: "is \(FileKind(start)?.name ?? kind.rawValue), not a folder",
        hint: "unpack \(archive) and name its folder \(subfolder)")
    }
    let wanted = training + [test]
    guard let missing = wanted.first(where: { PathKind(at: joined(path, $0)) == nil }) else { return }
    for (other, version) in zip(others, ["Python", "MATLAB"]) where PathKind(at: joined(path, other)) == .file {
      throw DatasetProblem(
        .damaged, file: path, problem: "holds the version of \(title) for \(version)",
        hint: "fetch the binary version, \(archive)")
    }
    let isBelow = PathKind(at: joined(joined(path, subfolder), training[0])) == .file
    throw DatasetProblem(
      .missing, file: path, problem: "holds no \(missing)",
      hint: isBelow
        ? "did you mean '\(joined(path, subfolder))'?" : "unpack \(archive) and name its folder \(subfolder)")
  }

  private var classNames: [String] {
    get throws(DatasetProblem) {
      let file = try OpenFile(joined(path, names))
      let text = String(validating: try file.bytes(0..<min(file.size, 1 << 16)), as: UTF8.self) ?? ""
      let lines = text.split(whereSeparator: \.isNewline).map { String($0.drop { $0 == " " }) }.filter { !$0.isEmpty }
      guard lines.count > 1, Set(lines).count == lines.count, lines.count <= 256 else {
        throw DatasetProblem(
          .damaged, file: file.path, problem: "has no list of classes, one in each line",
          hint: "take it from \(archive), or write class_names")
      }
      return lines
    }
  }

  private func read(
    _ names: [String], _ role: DatasetFile.Role, _ classes: [String]
  ) throws(DatasetProblem) -> (pair: ArraySet.Pair, files: [DatasetFile]) {
    var files: [OpenFile] = []
    for name in names { files.append(try open(name)) }
    let count = files.reduce(0) { $0 + $1.size / recordLength }
    let length = count * 3 * Self.pixels
    var labels: [UInt8] = []
    var result: Result<[DatasetFile], DatasetProblem> = .success([])
    let images = PagedArray<UInt8>(unsafeUninitializedCapacity: length) { buffer, filled in
      result = Result { () throws(DatasetProblem) in
        var recorded: [DatasetFile] = []
        for file in files {
          let hash = try read(file, classes, into: buffer, &labels)
          recorded.append(DatasetFile(role: role, name: file.name, sha256: hash))
        }
        filled = length
        return recorded
      }
    }
    guard let images else { throw .memory(path, needed: Double(length), available: AvailableMemory.bytes ?? 0) }
    let bytes = NumberFormat(type: .uint8, isBigEndian: false)
    let place = ArrayPlace(file: files[0].path, name: nil)
    let inputs = StoredArray(place, bytes, shape: [count, Self.side, Self.side, 3], MemoryBytes(images))
    let targets = StoredArray(place, bytes, shape: [count], MemoryBytes(PagedArray(labels)))
    return (.init(inputs: inputs, targets: targets), try result.get())
  }

  private func open(_ name: String) throws(DatasetProblem) -> OpenFile {
    let file = try OpenFile(joined(path, name))
    guard file.size == 0 || file.size % recordLength != 0 else { return file }
    if let kind = FileKind(try file.bytes(0..<min(file.size, FileKind.length))) {
      throw DatasetProblem(
        .damaged, file: file.path, problem: "is \(kind.name), not a file of \(title)'s binary version",
        hint: kind.nextStep ?? "fetch the binary version, \(archive)")
    }
    throw DatasetProblem(
      .damaged, file: file.path,
      problem: "has \(file.size) bytes, which are no whole number of records of \(recordLength) bytes",
      hint: useWholeCopy)
  }

  /// Appends the labels of a file, and puts its images behind those that have labels already.
  ///
  /// - Returns: the file's hash.
  private func read(
    _ file: OpenFile, _ classes: [String], into images: UnsafeMutableBufferPointer<UInt8>, _ labels: inout [UInt8]
  ) throws(DatasetProblem) -> String {
    var hash = SHA256()
    let most = 64 * recordLength
    for start in stride(from: 0, to: file.size, by: most) {
      let wanted = start..<min(start + most, file.size)
      let records = try file.bytes(wanted)
      guard records.count == wanted.count else {
        throw DatasetProblem(
          .unreadable, file: file.path, problem: "became shorter while it was read", hint: "try again")
      }
      hash.update(records)
      for record in stride(from: 0, to: records.count, by: recordLength) {
        let own = records[record + label]
        guard own < classes.count else {
          throw DatasetProblem(
            .damaged, file: file.path,
            problem:
              "has label \(own) at image \((start + record) / recordLength), the classes are 0 to \(classes.count - 1)",
            hint: useWholeCopy)
        }
        let image = UnsafeMutableBufferPointer(
          rebasing: images[(labels.count * 3 * Self.pixels)...].prefix(3 * Self.pixels))
        interleave(records[(record + labelBytes)..<record + recordLength], into: image)
        labels.append(own)
      }
    }
    return hash.finalize().hex
  }

  /// The colours of each pixel side by side.
  private func interleave(_ planes: ArraySlice<UInt8>, into image: UnsafeMutableBufferPointer<UInt8>) {
    planes.withUnsafeBufferPointer { planes in
      for pixel in 0..<Self.pixels {
        for colour in 0..<3 {
          image.initializeElement(at: 3 * pixel + colour, to: planes[colour * Self.pixels + pixel])
        }
      }
    }
  }
}
