import Foundation
import Reporting
import Results
import Runs
import RunsTestSupport
import Sweeps

/// A sweep of runs that train in a moment, on a data set of its own, with a driver over a transport that lies.
final class SmallSweep {
  let transport: LyingTransport
  private let folder = TestFolder()
  private let terminal = RecordedTerminal()
  private let sweep: Sweep
  private let plan: SweepPlan

  /// - Parameter runs: their names, and what sets each apart.
  init(
    _ runs: KeyValuePairs<String, String>, slots: Slots? = Slots(jobs: 2, threads: 4, threadsPerJob: 2)
  ) throws {
    let files = folder.path + "/specs"
    for path in [files, folder.path + "/data"] {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    for part in ["train", "t10k"] {
      try Self.data.images.write(to: URL(fileURLWithPath: "\(folder.path)/data/\(part)-images-idx3-ubyte"))
      try Self.data.labels.write(to: URL(fileURLWithPath: "\(folder.path)/data/\(part)-labels-idx1-ubyte"))
    }
    for (name, change) in runs {
      let spec = """
        dataset: {idx: \(folder.path)/data}
        layers: [flatten, dense: {units: 10, activation: softmax}]
        loss: categorical_crossentropy
        \(change)

        """
      _ = try folder.write(spec, to: "specs/\(name).yaml")
    }
    var reader = try ExperimentReader(overrides: [], dataFolder: nil, threads: 1)
    sweep = try reader.readSweep(files, in: folder.path).sweep
    plan = try SweepPlan(sweep, jobs: 2, on: .local, isAsked: false, threads: 2, terminal)
    transport = LyingTransport(slots: slots)
  }

  /// Twenty pictures of two by two pixels.
  private static let data = (
    images: Data([0, 0, 8, 3, 0, 0, 0, 20, 0, 0, 0, 2, 0, 0, 0, 2] + (0..<80).map { $0 * 3 }),
    labels: Data([0, 0, 8, 1, 0, 0, 0, 20] + (0..<20).map { $0 % 10 })
  )

  func driver(failFast: Bool = false) -> SweepDriver<LyingTransport> {
    let progress = SweepProgress(.json, plan, work: [:], terminal)
    return SweepDriver(
      sweep.runs, over: transport, of: "specs", failFast: failFast, progress, now: { [transport] in transport.now },
      signal: { [transport] in transport.signal })
  }

  /// - Returns: why runs have no result, as in `a: diverged`.
  func train(failFast: Bool = false) throws -> [String] {
    var driver = driver(failFast: failFast)
    return try driver.train().map { "\($0.run): \($0.reason)" }
  }

  /// Leaves what an honest task would.
  func leaveResult(of run: Int) throws {
    let setup = TrainingSetup(
      results: folder.path, dataFolder: nil, overrides: [], threads: 1, isQuiet: true, checkpoints: CheckpointPolicy())
    let run = sweep.runs[run]
    _ = try ReservedRun(
      run.experiment, at: run.paths, setup, display: ProgressDisplay(.none, RecordedTerminal()), RecordedTerminal()
    ).train()
  }

  /// Holds a run's result as another process would, until the lock is released.
  func hold(_ run: Int) throws -> ResultLock {
    try sweep.runs[run].paths.makeFolder()
    return try ResultLock.acquire(sweep.runs[run].paths.lock)
  }

  /// A process that another test is just starting has this one's locks until it has replaced itself.
  func waitUntilFree(_ run: Int) {
    for _ in 0..<1000 where ResultLock.isHeld(sweep.runs[run].paths.lock) { usleep(1000) }
  }

  /// The reported events, one per line: its kind and what distinguishes it.
  var said: [String] {
    terminal.events.map { event in
      let words = ["name", "status", "epoch", "message"].compactMap { key in
        event.text(key) ?? event.integer(key).map(String.init)
      }
      return ([event.kind.rawValue] + words).joined(separator: " ")
    }
  }
}
