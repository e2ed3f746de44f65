import Catalog
import Datasets
import Foundation
import Testing

/// A folder of a test's own, removed with everything in it.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "runner-datasets-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ bytes: some Sequence<UInt8>, _ name: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
  }

  func read(_ name: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: URL(fileURLWithPath: path + "/" + name)))
  }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path + "/" + name) }

  /// Runs a shell command in this folder.
  func shell(_ command: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-ec", command]
    process.currentDirectoryURL = URL(fileURLWithPath: path)
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(command)")
  }
}

/// A hang ends the process by SIGPROF once it has taken so many seconds of the processors. 0 disables it.
func setProcessorTimeLimit(seconds: Int) {
  var timer = itimerval(it_interval: timeval(), it_value: timeval(tv_sec: seconds, tv_usec: 0))
  setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &timer, nil)
}

let trainImages = "train-images-idx3-ubyte"
let trainLabels = "train-labels-idx1-ubyte"
let testImages = "t10k-images-idx3-ubyte"
let testLabels = "t10k-labels-idx1-ubyte"

/// A small uncompressed data set on disk: 12 training and 5 test images of 3 × 2 pixels.
struct TinyDataset {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(idx([12, 3, 2], (0..<72).map { UInt8($0 * 3) }), trainImages)
    try folder.write(idx([12], (0..<12).map { UInt8($0 % 10) }), trainLabels)
    try folder.write(idx([5, 3, 2], (0..<30).map { UInt8(200 - $0) }), testImages)
    try folder.write(idx([5], [4, 3, 2, 1, 0]), testLabels)
  }

  var path: String { folder.path }

  func load(train: Int? = nil, test: Int? = nil) throws(DatasetProblem) -> Dataset {
    try DatasetLoader.load(.idx(folder: path), dataDirectory: nil, trainLimit: train, testLimit: test)
  }

  /// The message that refuses the data set, without its folder.
  func refusal(sourceLocation: SourceLocation = #_sourceLocation) -> String {
    refusal(of: .idx(folder: path), sourceLocation)
  }

  /// The same where only MNIST's form will do.
  func refusalAsMNIST(sourceLocation: SourceLocation = #_sourceLocation) -> String {
    refusal(of: .mnist, sourceLocation)
  }

  private func refusal(of source: DataSource, _ sourceLocation: SourceLocation) -> String {
    do throws(DatasetProblem) {
      _ = try DatasetLoader.load(source, dataDirectory: path, trainLimit: nil, testLimit: nil)
      Issue.record("nothing was refused", sourceLocation: sourceLocation)
      return ""
    } catch { return error.description.replacingOccurrences(of: path + "/", with: "") }
  }
}

/// An IDX file of bytes.
func idx(_ sizes: [UInt32], _ bytes: [UInt8]) -> [UInt8] {
  ([0x0800 + UInt32(sizes.count)] + sizes).flatMap { word in withUnsafeBytes(of: word.bigEndian) { Array($0) } } + bytes
}

extension Samples {
  /// For grey pictures.
  var height: Int { interface.input.shape[0] }
  var width: Int { interface.input.shape[1] }
  var pixels: [UInt8] { if case .bytes(let bytes) = inputs[0] { Array(bytes) } else { [] } }
}

extension SplitSpec {
  init(
    test: Double? = nil, validation: Double? = nil, stratify: Stratification = .none, group: String? = nil,
    shuffle: Bool = true
  ) {
    self.init()
    (self.test, self.validation, self.stratify) = (test, validation, stratify)
    (self.group, self.shuffle) = (group, shuffle)
  }
}

func fixture(_ name: String, file: String = #filePath) -> String {
  URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent("Fixtures/" + name).path
}
