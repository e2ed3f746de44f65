import ArgumentParser
import Files
import Reports
import Results
import Runs

/// A shell's completions for an argument, in scripts of `--generate-completion-script`.
extension CompletionKind {
  static let spec = CompletionKind.file(extensions: ["yaml", "yml"])
  static let picture = CompletionKind.file(extensions: ["png", "pgm"])
  static let drawing = CompletionKind.file(extensions: PictureFormat.allCases.map(\.rawValue))

  /// Runs by name.
  static let run = CompletionKind.custom { words, _, _ in names(words) { try ResultPaths.finished(in: $0, .run) } }

  /// Runs and sweeps by name.
  static let result = CompletionKind.custom { words, _, _ in
    names(words) { try ResultPaths.finished(in: $0).filter { $0.kind != .unreadable }.map(\.paths) }
  }

  /// - Parameter words: the command line so far, which may name another folder of results.
  private static func names(_ words: [String], in folder: (String) throws -> [ResultPaths]) -> [String] {
    let option = words.lastIndex(of: "--results").map { words.index(after: $0) }
    let root = option.flatMap { words.indices.contains($0) ? words[$0] : nil } ?? "results"
    // A folder that cannot be read can't be reported here.
    return ((try? folder(root)) ?? []).map(\.name)
  }
}
