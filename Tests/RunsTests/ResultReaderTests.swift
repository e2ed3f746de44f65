import Foundation
import Records
import Results
import Runs
import RunsTestSupport
import Testing

struct ResultReaderTests {
  private let folder = TestFolder()
  private let reader = ResultReader()

  private var paths: ResultPaths { ResultPaths(root: folder.path, name: "tiny") }

  /// - Returns: what is in the file.
  private func train(_ overrides: String...) throws -> RunSummary {
    var experiments = try ExperimentReader(overrides: overrides, dataFolder: nil, threads: 1)
    let experiment = try experiments.read(folder.write(tiny, to: "tiny.yaml"))
    let setup = TrainingSetup(
      results: folder.path, dataFolder: nil, overrides: [], threads: 1, isQuiet: true, checkpoints: CheckpointPolicy())
    let terminal = RecordedTerminal()
    return try ReservedRun(experiment, at: paths, setup, display: ProgressDisplay(.none, terminal), terminal)
      .train().summary
  }

  @Test func aFileIsReadAgainWhenItHasChanged() throws {
    #expect(throws: (any Error).self) { try reader.result(paths) }
    let first = try train()
    #expect(try reader.result(paths).summary.json == first.json)
    let second = try train("seed=5")
    #expect(first.json != second.json)
    #expect(try reader.result(paths).summary.json == second.json)
    try FileManager.default.removeItem(atPath: paths.summary)
    #expect(throws: (any Error).self) { try reader.result(paths) }
  }

  /// What says that the file is the same is where and when it was written, not a second look at what is in it.
  @Test func aFileThatStaysIsReadOnce() throws {
    let first = try train()
    _ = try reader.result(paths)
    var times = stat()
    #expect(lstat(paths.summary, &times) == 0)
    let length = try Data(contentsOf: URL(fileURLWithPath: paths.summary)).count
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: paths.summary))
    try handle.write(contentsOf: Data(repeating: UInt8(ascii: " "), count: length))
    try handle.close()
    var restored = [times.st_atim, times.st_mtim]
    #expect(utimensat(AT_FDCWD, paths.summary, &restored, 0) == 0)
    #expect(try reader.result(paths).summary.json == first.json)
    #expect(throws: (any Error).self) { try ResultReader().result(paths) }
  }
}
