import Foundation

/// Tests/Faults/faults.c as a library: makes chosen system calls of the program fail.
enum FaultInjector {
  /// Compiles the library into a test's folder; nil, with the reason printed, where there is no C compiler.
  static func library(in here: Workspace) throws -> String? {
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Faults/faults.c").path
    let library = here.path + "/faults.so"
    let outcome = try here.shell("cc -Wall -Wextra -Werror -shared -fPIC -o '\(library)' '\(source)' -ldl")
    guard outcome.status != 0 else { return library }
    print("skipped: faults.c cannot be compiled here: \(outcome.stderr)")
    return nil
  }

  /// Whether `RUNNER_TORTURE` is in the environment: every kind of call is tried, on longer runs.
  static let isThorough = ProcessInfo.processInfo.environment["RUNNER_TORTURE"] != nil
}

/// Which system calls fail, and how.
struct Fault: CustomStringConvertible {
  /// `write`, `fsync`, `rename`, …: see faults.c.
  var calls: String
  var error: Error
  var when: When
  /// Only calls on files with this text in their path count.
  var name: String?

  enum Error: String {
    case noSpace = "28"
    case inputOutput = "5"
    case interrupted = "4"
    case readOnly = "30"
    case tryAgain = "11"
    /// Writes or reads half of the bytes.
    case short = "SHORT"

    /// As messages word it.
    var text: String { Int32(rawValue).map { String(cString: strerror($0)) } ?? rawValue }
  }

  enum When {
    case at(Int)
    case from(Int)
    case every(Int)
  }

  var description: String { "\(calls) \(error) \(when) \(name ?? "")" }

  /// The environment of a process whose files in `folder` count; `log` gets a line for each failed call.
  func environment(_ library: String, folder: String, log: String) -> [String: String] {
    var variables = [
      "LD_PRELOAD": library, "FAULT_CALLS": calls, "FAULT_ERROR": error.rawValue, "FAULT_UNDER": folder,
      "FAULT_LOG": log,
    ]
    variables["FAULT_NAME"] = name
    switch when {
    case .at(let number): variables["FAULT_AT"] = "\(number)"
    case .from(let number):
      variables["FAULT_AT"] = "\(number)"
      variables["FAULT_FROM"] = "1"
    case .every(let step): variables["FAULT_EVERY"] = "\(step)"
    }
    return variables
  }
}
