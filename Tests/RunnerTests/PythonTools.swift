import Foundation
import Testing

/// Programs from PyPI with which tests read what `export` writes. `make tools` installs them into .build/python.
enum PythonTools {
  static let packageRoot = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  /// The scripts of these tests.
  static let folder = packageRoot + "/Tests/RunnerTests/Tools"

  /// RUNNER_PYTHON's first, with colons between them, then that of `make tools`, then the system's.
  private static let interpreters =
    (ProcessInfo.processInfo.environment["RUNNER_PYTHON"] ?? "").split(separator: ":").map(String.init) + [
      packageRoot + "/.build/python/bin/python3", "/usr/bin/python3",
    ]

  /// An interpreter that has these modules; nil after saying that a test is skipped.
  static func interpreter(with modules: String, for test: String = #function) throws -> String? {
    let here = Workspace()
    for path in interpreters where FileManager.default.isExecutableFile(atPath: path) {
      if try here.shell("'\(path)' -c 'import \(modules)'").status == 0 { return path }
    }
    print("skipped: \(test): no Python here has \(modules): make tools installs them, but for torch (CONTRIBUTING.md)")
    return nil
  }
}
