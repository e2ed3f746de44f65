import Foundation
import Testing

/// How a process ended, and what it printed.
struct Outcome {
  var status: Int32
  var stdout: String
  var stderr: String
}

/// A folder of a test's own, removed after it, in which the built `runner` is run.
final class Workspace {
  let path: String

  init() {
    var template = Array("/tmp/runner-tests-XXXXXX".utf8CString)
    mkdtemp(&template)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The program beside the test bundle, where `swift build` puts both.
  static let runner = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appendingPathComponent("runner").path

  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  func write(_ bytes: [UInt8], to name: String) throws {
    let url = URL(fileURLWithPath: path).appendingPathComponent(name)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  func read(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path).appendingPathComponent(name)))
  }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path + "/" + name) }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path + "/" + name) }

  /// Runs `runner` here. `environment` is added to the test's own.
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
    // Files instead of pipes, which would have to be read while the process runs.
    let names = [UUID().uuidString + ".stdout", UUID().uuidString + ".stderr"]
    for name in names { try write("", to: name) }
    let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let status = try Self.spawn(
      [program] + arguments, variables.map { "\($0)=\($1)" }, in: folder ?? path, outputs: names.map { path + "/" + $0 }
    )
    let outcome = Outcome(status: status, stdout: try read(names[0]), stderr: try read(names[1]))
    for name in names { try remove(name) }
    return outcome
  }

  /// Runs a program to its end, with posix_spawn: with Foundation's `Process` the program inherits a test thread's
  /// blocked signals, and a shell that waits for programs waits for ever.
  ///
  /// - Returns: the exit code; 128 + the signal's number for a process that was killed.
  private static func spawn(
    _ words: [String], _ environment: [String], in folder: String, outputs: [String]
  ) throws -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    for (descriptor, file) in outputs.enumerated() {
      posix_spawn_file_actions_addopen(&actions, Int32(descriptor + 1), file, O_WRONLY | O_APPEND, 0)
    }
    // A test's thread blocks signals, including the one on which a shell's `wait` depends.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    // Swift lacks the call that sets a new process's working directory, so a shell does it.
    let inFolder = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder] + words
    var arguments = inFolder.map { strdup($0) } + [nil]
    var variables = environment.map { strdup($0) } + [nil]
    defer { (arguments + variables).forEach { free($0) } }
    var pid: pid_t = 0
    let code = posix_spawn(&pid, "/bin/sh", &actions, &attributes, &arguments, &variables)
    guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO) }
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
    let signal = status & 0x7F
    return signal == 0 ? status >> 8 & 0xFF : 128 + signal
  }
}

/// A spec that trains in a moment: a convolution, dropout and everything that depends on the seed.
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

/// Replaces the times in a log, which differ from run to run, with `#`.
func withoutTimes(_ text: String) -> String {
  text.replacing(/[0-9.]+s - [0-9]+(ms|us|s)\/step/, with: "#").replacing(/trained in [0-9.]+s/, with: "trained in #")
}
