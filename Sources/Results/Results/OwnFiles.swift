import Files
import Hashing
import Records

/// A result's summary, by which its own files are distinguished from others under their names.
enum RecordedSummary {
  case run(RunSummary)
  case sweep(SweepSummary)

  /// nil if there is none that can be read.
  init?(at path: String) {
    guard let text = AtomicFile.text(path) else { return nil }
    if let run = try? RunSummary(text: text) {
      self = .run(run)
    } else if let sweep = try? SweepSummary(text: text) {
      self = .sweep(sweep)
    } else {
      return nil
    }
  }

  var run: RunSummary? { if case .run(let run) = self { run } else { nil } }

  /// Whether the table beside it is the one that its runs produce.
  func isTable(_ path: String) -> Bool {
    switch self {
    case .run(let run): AtomicFile.text(path) == run.historyTable.text
    case .sweep(let sweep): AtomicFile.text(path) == sweep.table.text
    }
  }
}

extension ResultPaths {
  /// Whether a run has written the file: its content matches the run's summary or, if that says nothing about it, it
  /// has its kind's mark.
  func isOwn(_ path: String, by recorded: RunSummary?) -> Bool {
    switch path {
    case history: return recorded.map { RecordedSummary.run($0).isTable(path) } ?? false
    case weights: return recorded?.weightsHash.map { $0 == Self.hash(path) } ?? false
    case bestWeights: return recorded?.best.map { $0.weightsHash == Self.hash(path) } ?? false
    case resolvedSpec: if let recorded { return AtomicFile.text(path) == recorded.spec.yaml() }
    case predictions: if let recorded { return Self.areAnswers(path, of: recorded) }
    default: break
    }
    return mark(of: path)?.allowsWriting(path) ?? false
  }

  private func mark(of path: String) -> FileMark? {
    switch path {
    case resolvedSpec: .resolvedSpec
    case predictions: .predictions
    case steps: .steps
    case timing: .timing
    case preprocessing: .preprocessing
    case environment: .environment
    case liveHistory: .history
    case plannedSweep: .plannedSweep
    case _ where path.hasPrefix(checkpoint): .checkpoint
    case _ where path.hasSuffix(".svg"): .picture
    default: nil
    }
  }

  private static func hash(_ path: String) -> String? { (try? AtomicFile.read(path)).map { SHA256.hash($0).hex } }

  private static func areAnswers(_ path: String, of recorded: RunSummary) -> Bool {
    guard let bytes = try? AtomicFile.read(path), let answers = try? SavedAnswers(bytes, recorded.data.target) else {
      return false
    }
    return answers.areThose(of: recorded)
  }
}

extension AtomicFile {
  /// nil if it cannot be read.
  fileprivate static func text(_ path: String) -> String? {
    (try? read(path)).map { String(decoding: $0, as: UTF8.self) }
  }
}
