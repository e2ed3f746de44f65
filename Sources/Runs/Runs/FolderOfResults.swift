import Files
import Results

/// The finished results in a folder, by name. A file that can't be read does not keep the others from being seen.
struct FolderOfResults {
  private(set) var runs: [RecordedResult] = []
  private(set) var sweeps: [RecordedSweep] = []
  /// Which files can't be read, and why.
  private(set) var problems: [String] = []

  init(_ folder: String) throws {
    guard isFolder(folder) else { return }
    for (paths, kind) in try ResultPaths.finished(in: folder) {
      do {
        switch kind {
        case .run: runs.append(try RecordedResult(paths))
        case .sweep: sweeps.append(try RecordedSweep(paths))
        // Read for the problem that this throws.
        case .unreadable: _ = try RecordedResult(paths)
        }
      } catch {
        problems.append(Failure(error)?.reason ?? "\(error)")
      }
    }
  }
}
