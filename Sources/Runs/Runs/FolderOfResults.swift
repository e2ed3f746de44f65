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
    runs = read(try ResultPaths.all(in: folder)) { try RecordedResult($0) }
    sweeps = read(try ResultPaths.sweeps(in: folder)) { try RecordedSweep($0) }
    _ = read(try ResultPaths.unreadable(in: folder)) { try RecordedResult($0) }
  }

  private mutating func read<Result>(_ all: [ResultPaths], _ read: (ResultPaths) throws -> Result) -> [Result] {
    all.compactMap { paths in
      do { return try read(paths) } catch {
        problems.append(Failure(error)?.reason ?? "\(error)")
        return nil
      }
    }
  }
}
