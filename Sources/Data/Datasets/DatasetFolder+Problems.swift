import Files
import Glibc

extension DatasetProblem {
  /// Why there is no data set in a folder that a spec names.
  static func noDataset(in folder: String) -> DatasetProblem {
    guard let kind = PathKind(at: folder) else { return noFolder(folder, systemError: errno) }
    guard kind == .folder else {
      return DatasetProblem(
        .missing, file: folder, problem: "is \(kind.rawValue), not a folder",
        hint: "name the folder with the four files in it")
    }
    let wanted = DatasetPart.allCases.flatMap(\.fileNames)
    return noFile(at: wanted.map { joined(folder, $0) }) ?? otherNames(in: folder)
  }

  /// Something that has a file's name but is not a file.
  static func noFile(at paths: [String]) -> DatasetProblem? {
    for path in paths {
      guard let kind = PathKind(at: path) else { continue }
      return DatasetProblem(
        .unreadable, file: path, problem: "is \(kind.rawValue), not a file",
        hint: kind == .folder ? "move the file within it up, beside the others" : "put the file itself there")
    }
    return nil
  }

  static func noFolder(_ path: String, systemError code: Int32) -> DatasetProblem {
    guard code == ENOENT || code == ENOTDIR else { return DatasetProblem(path, systemError: code) }
    let isForShell = path.split(separator: "/").contains { $0.hasPrefix("~") || $0.hasPrefix("$") }
    return DatasetProblem(
      .missing, file: path, problem: "is not there: there is no such folder",
      hint: isForShell
        ? "write the path in full: only a shell knows ~ and $HOME" : "check the path; a relative one starts at the spec"
    )
  }

  /// Files of a data set may be in a subfolder, where torchvision puts them, or have other names.
  private static func otherNames(in folder: String) -> DatasetProblem {
    let found = (try? AtomicFile.names(in: folder)) ?? []
    let subfolder = DatasetFolder(firstOf: found.map { joined(folder, $0) })
    let similar = found.filter { $0.contains("idx1") || $0.contains("idx3") }
    let others = similar.isEmpty ? "" : ", but \(listed(similar))"
    return DatasetProblem(
      .missing, file: folder,
      problem: "holds none of \(DatasetPart.allCases.map(\.fileName).joined(separator: ", "))\(others)",
      hint: subfolder.map { "did you mean '\($0.path)'?" }
        ?? (similar.isEmpty
          ? "name the folder with the four files, with or without .gz" : "give the four files these names"))
  }

  /// The first few of many names.
  private static func listed(_ names: [String]) -> String {
    let shown = names.prefix(4).joined(separator: ", ")
    return names.count > 4 ? "\(shown) and \(names.count - 4) more" : shown
  }
}
