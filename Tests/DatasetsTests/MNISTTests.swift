import Datasets
import Foundation
import Testing

/// The real files, found where they are installed.
@Suite struct MNISTTests {
  @Test func theBundledFilesAreFoundAndAreMNIST() throws {
    let mnist = try load()
    #expect(mnist.name == "mnist")
    #expect(mnist.interface.classNames == (0...9).map(String.init))
    #expect(mnist.training.count == 60_000)
    #expect(mnist.test.count == 10_000)
    #expect((mnist.training.height, mnist.training.width, mnist.test.height, mnist.test.width) == (28, 28, 28, 28))
    #expect(mnist.training.labels.prefix(10) == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
    #expect(mnist.test.labels.prefix(10) == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9])
    // The mean that every tutorial prints: 0.1307 of white.
    let sum = mnist.training.pixels.reduce(0) { $0 + Int($1) }
    #expect(sum * 10_000 / (255 * mnist.training.pixels.count) == 1306)
    #expect(
      mnist.files.map { "\($0.sha256)  \($0.name)" } == [
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db  train-images-idx3-ubyte",
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5  train-labels-idx1-ubyte",
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7  t10k-images-idx3-ubyte",
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2  t10k-labels-idx1-ubyte",
      ])
  }

  @Test(arguments: ["", "/mnist"])
  func aFolderThatIsGivenComesFirst(_ inside: String) throws {
    let tiny = try TinyDataset()
    if inside != "" { try tiny.folder.shell("mkdir mnist; mv *-* mnist") }
    let problem = #expect(throws: DatasetProblem.self) { _ = try load(tiny.path) }
    #expect(problem?.kind == .damaged)
    #expect(problem?.file == "\(tiny.path)\(inside)/\(trainImages)")
  }

  @Test func theTestSetAloneIsTheSame() throws {
    let mnist = try load()
    let whole = try DatasetLoader.loadTest(.mnist, dataDirectory: nil, testLimit: nil)
    #expect(whole.samples == mnist.test)
    #expect(whole.files == mnist.files.filter(\.role.isOfTest))
    #expect(whole.files.map(\.role) == [.testInputs, .testTargets])
    let few = try DatasetLoader.loadTest(.mnist, dataDirectory: nil, testLimit: 3)
    #expect(few.samples.labels == [7, 2, 1])
    #expect(few.files == whole.files)
    let tiny = try TinyDataset()
    let problem = #expect(throws: DatasetProblem.self) {
      _ = try DatasetLoader.loadTest(.mnist, dataDirectory: tiny.path, testLimit: nil)
    }
    #expect(problem?.file == "\(tiny.path)/\(testImages)")
  }

  @Test func aFolderWithoutTheFilesIsPassedOver() throws {
    let folder = try TemporaryFolder()
    #expect(try load(folder.path).training.count == 60_000)
  }

  @Test func anotherDataSetIsNotMNIST() throws {
    let copy = try RealCopy()
    try copy.folder.shell("for f in images-idx3 labels-idx1; do cp t10k-$f-ubyte.gz train-$f-ubyte.gz; done")
    let problem = #expect(throws: DatasetProblem.self) { _ = try load(copy.folder.path) }
    #expect(
      problem?.description == "\(copy.folder.path)/\(trainImages).gz: is not MNIST's: its SHA-256, decompressed, is "
        + "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7, not "
        + "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db; "
        + "fetch the file again, or name another data set's folder with `dataset: {idx: FOLDER}`")
    // As a data set without a name it is valid.
    let unnamed = try DatasetLoader.load(
      .idx(folder: copy.folder.path), dataDirectory: nil, trainLimit: nil, testLimit: nil)
    #expect(unnamed.training == unnamed.test)
  }

  @Test func swappedFilesAreRecognised() throws {
    let copy = try RealCopy()
    try copy.folder.shell("mv \(testImages).gz a; mv \(testLabels).gz \(testImages).gz; mv a \(testLabels).gz")
    let problem = #expect(throws: DatasetProblem.self) { _ = try load(copy.folder.path) }
    #expect(problem?.file == "\(copy.folder.path)/\(testImages).gz")
    #expect(problem?.problem == "has 1 dimension, as labels have; images have 3")
    #expect(problem?.hint == "are two files swapped?")
  }

  @Test func theRealFilesCutAnywhereAreRefused() throws {
    let copy = try RealCopy()
    try copy.folder.shell("for f in images-idx3 labels-idx1; do cp t10k-$f-ubyte.gz train-$f-ubyte.gz; done")
    for name in [testLabels, testImages].map({ $0 + ".gz" }) {
      let whole = try copy.folder.read(name)
      for length in [0, 1, 2, 9, 10, 11, 12, 100, 1000] + (1...8).map({ whole.count - $0 }) + [whole.count / 2] {
        try copy.folder.write(whole[..<length], name)
        let problem = #expect(throws: DatasetProblem.self, "\(name) cut at \(length)") {
          _ = try DatasetLoader.load(
            .idx(folder: copy.folder.path), dataDirectory: nil, trainLimit: nil, testLimit: nil)
        }
        #expect(problem?.kind == .damaged)
        #expect(problem?.file == copy.folder.path + "/" + name)
        // A file too small for 10,000 samples, even at deflate's best ratio, is refused before it is read.
        guard length >= 10_000 || name.hasPrefix(testLabels) && length > 11 else { continue }
        #expect(problem?.problem == "ends in the middle of its compressed data, after \(length) bytes")
      }
      try copy.folder.write(whole, name)
    }
  }

  @Test func fashionMNISTSaysHowToInstallIt() throws {
    let installed = "/usr/share/datasets/fashion-mnist"
    guard !FileManager.default.fileExists(atPath: installed) else { return }
    let problem = #expect(throws: DatasetProblem.self) {
      _ = try DatasetLoader.load(.fashionMNIST, dataDirectory: "data/", trainLimit: nil, testLimit: nil)
    }
    #expect(problem?.kind == .missing)
    #expect(
      problem?.description == "fashion_mnist: is not in any of data/fashion-mnist, data/, \(installed); "
        + "apt install dataset-fashion-mnist, or name a folder with its four files with --data")
  }

  private func load(_ dataDirectory: String? = nil) throws(DatasetProblem) -> Dataset {
    try DatasetLoader.load(.mnist, dataDirectory: dataDirectory, trainLimit: nil, testLimit: nil)
  }
}

/// A copy of the bundled files, to be damaged.
private struct RealCopy {
  let folder: TemporaryFolder

  init(file: String = #filePath) throws {
    folder = try TemporaryFolder()
    let sources = URL(fileURLWithPath: file).appendingPathComponent("../../../Sources/Data/Datasets/mnist").standardized
      .path
    try folder.shell("cp '\(sources)'/*.gz .; chmod u+w *")
  }
}
