import Files
import Glibc

/// The four files of a data set, in the order in which they are reported and hashed.
enum DatasetPart: Int, CaseIterable, Sendable {
  case trainingImages, trainingLabels, testImages, testLabels

  /// - Parameter isMNISTs: see ``IDXFile/Content``.
  func content(isMNISTs: Bool) -> IDXFile.Content {
    .init(areImages: self == .trainingImages || self == .testImages, isMNISTs: isMNISTs)
  }

  var role: DatasetFile.Role {
    switch self {
    case .trainingImages: .trainingInputs
    case .trainingLabels: .trainingTargets
    case .testImages: .testInputs
    case .testLabels: .testTargets
    }
  }

  /// The name of MNIST's own file when decompressed.
  var fileName: String {
    let content = content(isMNISTs: true)
    return "\(prefix)-\(content.name)-idx\(content.axes)-ubyte"
  }

  /// Names under which the file may be found, in order of preference.
  var fileNames: [String] {
    let dotted = fileName.replacing("-idx", with: ".idx")
    return [fileName + ".gz", fileName, dotted + ".gz", dotted]
  }

  private var prefix: String { self == .trainingImages || self == .trainingLabels ? "train" : "t10k" }
}

/// A folder with at least one of a data set's files.
struct DatasetFolder {
  let path: String

  /// The first of `candidates` that has any of the files.
  init?(firstOf candidates: [String]) {
    let found = candidates.first { folder in DatasetPart.allCases.contains { Self.find($0, in: folder) != nil } }
    guard let found else { return nil }
    path = found
  }

  /// For a data set with a name: searched in a folder of that name in `--data`, in `--data` itself, and where it is
  /// installed.
  init(
    of dataset: String, named name: String, in dataFolder: String?, or installed: [String], hint: String
  ) throws(DatasetProblem) {
    let candidates = (dataFolder.map { [joined($0, name), $0] } ?? []) + installed
    guard let folder = DatasetFolder(firstOf: candidates) else {
      throw DatasetProblem(
        .missing, file: dataset, problem: "is not in any of \(candidates.joined(separator: ", "))", hint: hint)
    }
    self = folder
  }

  func file(_ part: DatasetPart) throws(DatasetProblem) -> String {
    if let found = Self.find(part, in: path) { return found }
    if let problem = DatasetProblem.noFile(at: part.fileNames.map { joined(path, $0) }) { throw problem }
    throw DatasetProblem(
      .missing, file: joined(path, part.fileName + ".gz"),
      problem: "is missing, though other files of the set are there",
      hint: "put it beside them (or \(part.fileName), not compressed)")
  }

  /// A folder of that name, which some programs make when they unpack, does not hide the file.
  private static func find(_ part: DatasetPart, in folder: String) -> String? {
    part.fileNames.map { joined(folder, $0) }.first { PathKind(at: $0) == .file }
  }
}

/// The location of the package's own files.
package enum BundledFiles {
  /// The JSON Schema that `make install` has written for editors; nil in a build folder.
  package static var schema: String? {
    guard let executable = executablePath else { return nil }
    let path = joined(parent(parent(executable)), "share/runner/runner.schema.json")
    return PathKind(at: path) == .file ? path : nil
  }

  /// The folders in which the bundled MNIST may be, best first: beside the executable as built by SwiftPM (which names the
  /// bundle), then as installed by `make install`.
  ///
  /// `Bundle.module` would end the process if the folder is missing, and would bring in Foundation.
  static var folders: [String] {
    guard let executable = executablePath else { return [] }
    let folder = parent(executable)
    return [joined(folder, "runner_Datasets.resources/mnist"), joined(parent(folder), "share/runner/mnist")]
  }

  /// The running program's file, with links resolved.
  private static var executablePath: String? {
    guard let resolved = realpath("/proc/self/exe", nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}

func joined(_ folder: String, _ name: String) -> String { folder.hasSuffix("/") ? folder + name : folder + "/" + name }

private func parent(_ path: String) -> String {
  guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
  return String(path[..<slash])
}
