import Foundation
import Testing

/// A one-node Slurm on this machine, started by Scripts/slurm-node.sh.
enum SlurmNode {
  /// Why it can't run on this machine; nil if it runs. The first access starts it.
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

  /// Points Slurm's programs to this node.
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

/// Stops the node after a suite, whether or not its tests passed.
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
