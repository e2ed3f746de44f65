import Catalog
import Datasets
import Foundation
import SpecMutations
import Testing

/// Arrays from strangers, damaged at random: each is read, or refused with its place and the next step.
@Suite struct ArrayMutationTests {
  private static let files = [
    "uint8.npy", "float64-big.npy", "columns-int16.npy", "rows.npy", "version-3.npy", "stored.npz", "deflated.npz",
    "values.npz", "one-hot.npz", "train_images.uint8-2.idx", "train_images.float32-3.idx", "train_labels.idx",
    "test_labels.idx",
  ]

  private let folder: TemporaryFolder
  private let seeds: [(name: String, bytes: [UInt8])]

  init() throws {
    folder = try TemporaryFolder()
    seeds = try Self.files.map { ($0, [UInt8](try Data(contentsOf: URL(filePath: fixture("arrays/" + $0))))) }
  }

  /// As many as RUNNER_TABLE_MUTANTS says.
  @Test func mutants() throws {
    let count = ProcessInfo.processInfo.environment["RUNNER_TABLE_MUTANTS"].flatMap { Int($0) } ?? 2000
    var random = SplitMix64(seed: 3)
    for _ in 0..<count {
      var (name, bytes) = random.pick(seeds)
      for _ in 0...random.index(below: 4) { Self.mutate(&bytes, &random) }
      try read(name, bytes, &random)
    }
  }

  @Test func everyPrefix() throws {
    var random = SplitMix64(seed: 4)
    for (name, bytes) in seeds {
      for end in 0..<bytes.count { try read(name, Array(bytes[..<end]), &random) }
    }
  }

  private func read(_ name: String, _ bytes: [UInt8], _ random: inout SplitMix64) throws {
    setProcessorTimeLimit(seconds: 120)
    defer { setProcessorTimeLimit(seconds: 0) }
    try folder.write(bytes, name)
    var arrays = ArrayOptions()
    arrays.transpose = random.pick([nil, nil, true])
    arrays.classNames = random.pick([nil, nil, ["a", "b", "c"]])
    arrays.split = random.pick([nil, SplitSpec(test: 0.3), SplitSpec(test: 1, validation: 0.2, stratify: .byTarget)])
    let needsClasses = random.pick([true, false])
    let dataset: Dataset
    do throws(DatasetProblem) {
      dataset = try DatasetLoader.load(
        source(name, arrays), dataDirectory: nil, trainLimit: nil, testLimit: nil, needsClasses: needsClasses)
    } catch {
      #expect(!error.problem.isEmpty && !error.hint.isEmpty)
      return
    }
    #expect(dataset.training.floats.allSatisfy(\.isFinite) && dataset.test.count > 0)
    #expect(DataInterface(dataset.interface.json) == dataset.interface)
  }

  private func source(_ name: String, _ arrays: ArrayOptions) -> DataSource {
    let path = folder.path + "/" + name
    if name.hasSuffix(".npz") {
      var archive = NPZ(file: path)
      archive.arrays = arrays
      return DataSource(archive)
    }
    if name.hasSuffix(".idx") {
      var idx = IDX()
      let type = name.contains("float") ? "float32-3" : "uint8-2"
      var paths = Dictionary(
        uniqueKeysWithValues: IDXParts.names.map {
          ($0, fixture("arrays/\($0)\($0.hasSuffix("images") ? "." + type : "").idx"))
        })
      paths[String(name.prefix { $0 != "." })] = path
      idx.files = .parts(paths)
      idx.arrays = arrays
      return DataSource(idx)
    }
    var files = NPY(files: ["x": path, "y": fixture("arrays/labels.npy")])
    files.arrays = arrays
    return DataSource(files)
  }

  /// Three files stay whole, and one is damaged.
  @Test func mutantsOfCIFAR() throws {
    let count = ProcessInfo.processInfo.environment["RUNNER_TABLE_MUTANTS"].flatMap { Int($0) } ?? 2000
    var random = SplitMix64(seed: 5)
    let names = "beaver\ndolphin\n"
    let whole = (0..<2).flatMap { [UInt8](repeating: $0, count: 3074) }
    for (name, bytes) in [("coarse_label_names.txt", Array(names.utf8)), ("train.bin", whole), ("test.bin", whole)] {
      try folder.write(bytes, name)
    }
    var source = CIFAR100(folder: folder.path)
    source.labels = .coarse
    for _ in 0..<count / 20 {
      var (name, bytes) = random.pick([("coarse_label_names.txt", Array(names.utf8)), ("train.bin", whole)])
      let before = bytes
      for _ in 0...random.index(below: 3) { Self.mutate(&bytes, &random) }
      try folder.write(bytes, name)
      do throws(DatasetProblem) {
        let dataset = try DatasetLoader.load(DataSource(source), dataDirectory: nil, trainLimit: nil, testLimit: nil)
        #expect(dataset.training.pixels.count == dataset.training.count * 3072)
      } catch { #expect(!error.problem.isEmpty && !error.hint.isEmpty) }
      try folder.write(before, name)
    }
  }

  private static func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
    let place = random.index(below: bytes.count + 1)
    switch random.index(below: 5) {
    case 0: bytes.insert(random.pick([0, 1, 0xff, 0x27, 0x28, 0x2c]), at: place)
    case 1 where place < bytes.count: bytes[place] = random.pick([0, 1, 2, 8, 0x7f, 0x80, 0xff, 0x30, 0x39])
    case 2 where place < bytes.count: bytes[place] ^= 1 << UInt8(random.index(below: 8))
    case 3 where place < bytes.count: bytes.remove(at: place)
    default: bytes.removeLast(bytes.count - place)
    }
    if bytes.isEmpty { bytes = [0x93] }
  }
}
