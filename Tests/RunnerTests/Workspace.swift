import Foundation
import Testing

/// How a process ended, and what it said.
struct Outcome {
  var status: Int32
  var stdout: String
  var stderr: String
}

/// A folder of a test's own, gone with it, in which the built `runner` is run.
final class Workspace {
  let path: String

  init() {
    var template = Array("/tmp/runner-tests-XXXXXX".utf8CString)
    mkdtemp(&template)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The program beside the test bundle, as `swift build` leaves both.
  static let runner = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appendingPathComponent("runner").path

  func write(_ text: String, to name: String) throws {
    let url = URL(fileURLWithPath: path).appendingPathComponent(name)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  func read(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path).appendingPathComponent(name)))
  }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path + "/" + name) }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path + "/" + name) }

  /// Runs `runner` here. `environment` comes on top of the test's own.
  @discardableResult
  func run(_ arguments: String..., environment: [String: String] = [:], in folder: String? = nil) throws -> Outcome {
    try start(Self.runner, arguments, environment, folder)
  }

  /// Runs a shell line in which `$RUNNER` is the program.
  func shell(_ line: String, environment: [String: String] = [:], in folder: String? = nil) throws -> Outcome {
    try start("/bin/sh", ["-c", line], environment.merging(["RUNNER": Self.runner]) { $1 }, folder)
  }

  private func start(
    _ program: String, _ arguments: [String], _ environment: [String: String], _ folder: String?
  ) throws -> Outcome {
    // Files, not pipes: nobody has to read while the process runs.
    let names = [UUID().uuidString + ".stdout", UUID().uuidString + ".stderr"]
    for name in names { try write("", to: name) }
    let handles = try names.map { try FileHandle(forWritingTo: URL(fileURLWithPath: path + "/" + $0)) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.currentDirectoryURL = URL(fileURLWithPath: folder ?? path)
    process.standardOutput = handles[0]
    process.standardError = handles[1]
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let outcome = Outcome(status: process.terminationStatus, stdout: try read(names[0]), stderr: try read(names[1]))
    for name in names { try remove(name) }
    return outcome
  }
}

/// A spec that trains in a moment: a convolution, dropout and all that depends on the seed.
let tiny = """
  name: tiny
  dataset: {name: mnist, train_limit: 600, test_limit: 200}
  seed: 1
  layers:
    - conv2d: {filters: 4, kernel_size: 3, activation: relu}
    - max_pooling2d: {pool_size: 2}
    - flatten
    - dropout: {rate: 0.25}
    - dense: {units: 10, activation: softmax}
  optimizer: adam
  loss: categorical_crossentropy
  metrics: [accuracy]
  batch_size: 64
  epochs: 2
  validation_split: 0.1
  log_steps: true

  """

/// The times of a log, which differ from run to run, as `#`.
func withoutTimes(_ text: String) -> String {
  text.replacing(/[0-9.]+s - [0-9]+(ms|us|s)\/step/, with: "#").replacing(/trained in [0-9.]+s/, with: "trained in #")
}
