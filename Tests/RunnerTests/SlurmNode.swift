import Foundation
import Testing

/// A Slurm of one node, this machine, started by Scripts/slurm-node.sh.
enum SlurmNode {
  /// Why there is none on this machine; nil where it runs. Asked for the first time, it is started.
  static let problem: String? = {
    do {
      let outcome = try call("start", "\(getpid())")
      guard outcome.status != 0 else { return nil }
      let reason = outcome.stderr.split(separator: "\n").last.map(String.init) ?? "exit code \(outcome.status)"
      try? FileManager.default.removeItem(atPath: folder)
      print("SlurmTests are skipped: \(reason)")
      return reason
    } catch { return "\(error)" }
  }()

  private static let folder: String = {
    var template = Array("/tmp/runner-slurm-XXXXXX".utf8CString)
    mkdtemp(&template)
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }()

  /// What tells Slurm's programs of this node.
  static var environment: [String: String] { ["SLURM_CONF": folder + "/slurm.conf"] }

  static func stop() throws {
    _ = try call("stop", "")
    try FileManager.default.removeItem(atPath: folder)
  }

  private static func call(_ command: String, _ owner: String) throws -> Outcome {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Scripts/slurm-node.sh").standardizedFileURL.path
    return try Workspace().shell("exec \"$SCRIPT\" \(command) '\(folder)' \(owner)", environment: ["SCRIPT": script])
  }
}

/// Stops the node after a suite, whatever became of its tests.
struct StopsSlurm: SuiteTrait, TestScoping {
  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    do {
      try await function()
    } catch {
      try? SlurmNode.stop()
      throw error
    }
    try SlurmNode.stop()
  }
}
