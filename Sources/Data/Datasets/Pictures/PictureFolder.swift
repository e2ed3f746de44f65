import Files
import Glibc

/// A folder with a folder of pictures for each class, in which more folders may be.
struct PictureFolder {
  let path: String
  /// Relative paths, sorted by their bytes: never in the order of the directory, which differs from copy to copy.
  let files: [String]
  /// Every other file.
  let ignored: [String]
  /// The folders in it, in the order of classes.
  let classNames: [String]

  static let endings = [".png", ".jpg", ".jpeg", ".bmp", ".pgm", ".ppm"]
  /// A data set of more pictures is read from another kind of file.
  static let mostFiles = 10_000_000

  init(_ path: String) throws(DatasetProblem) {
    var walk = Walk(root: path)
    let folders = try walk.visit("", within: [])
    self.path = path
    files = walk.files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    ignored = walk.ignored.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    classNames = ClassOrder.sorted(folders)
    try requireClasses()
  }

  /// The files by their whole paths.
  var pictures: [PictureFile] {
    files.map { PictureFile(path: joined(path, $0), name: $0, className: Self.className(of: $0)) }
  }

  private static func className(of file: String) -> String { String(file.prefix { $0 != "/" }) }

  private func requireClasses() throws(DatasetProblem) {
    guard !classNames.isEmpty else {
      throw DatasetProblem(
        .missing, file: path, problem: "has no folders, where each class needs a folder with its pictures",
        hint: "sort the pictures into a folder for each class")
    }
    let used = Set(files.map(Self.className))
    guard let empty = classNames.first(where: { !used.contains($0) }) else { return }
    throw DatasetProblem(
      .missing, file: joined(path, empty),
      problem: "holds no picture that ends in \(Self.endings.joined(separator: ", "))",
      hint: "put pictures into it, or remove it")
  }
}

struct PictureFile: Sendable {
  let path: String
  /// From its data set's folder on.
  let name: String
  let className: String
}

private struct Walk {
  let root: String
  var files: [String] = []
  var ignored: [String] = []

  /// Everything below a folder of this relative path.
  ///
  /// - Parameter above: the folders in which it is.
  /// - Returns: the names of the folders in it.
  mutating func visit(_ folder: String, within above: [FolderIdentity]) throws(DatasetProblem) -> [String] {
    let path = folder.isEmpty ? root : joined(root, folder)
    let identity = FolderIdentity(path)
    guard !above.contains(identity) else {
      throw DatasetProblem(
        .damaged, file: path, problem: "is a link to a folder in which it is", hint: "remove the link")
    }
    var folders: [String] = []
    for name in try names(path) where !name.hasPrefix(".") {
      let relative = folder.isEmpty ? name : folder + "/" + name
      switch PathKind(at: joined(root, relative)) {
      case .folder:
        folders.append(name)
        _ = try visit(relative, within: above + [identity])
      case .file where !above.isEmpty && isPicture(name): files.append(relative)
      default: ignored.append(relative)
      }
    }
    guard files.count <= PictureFolder.mostFiles else {
      throw DatasetProblem(
        .damaged, file: root, problem: "holds more than \(PictureFolder.mostFiles) pictures", hint: "use fewer pictures"
      )
    }
    return folders
  }

  private func names(_ path: String) throws(DatasetProblem) -> [String] {
    guard let kind = PathKind(at: path) else { throw DatasetProblem.noFolder(path, systemError: errno) }
    guard kind == .folder else {
      throw DatasetProblem(
        .missing, file: path, problem: "is \(kind.rawValue), not a folder",
        hint: path.hasSuffix(".csv")
          ? "if it lists pictures, write file: COLUMN and target: COLUMN beside it"
          : "name a folder that has a folder of pictures for each class")
    }
    do { return try AtomicFile.names(in: path) } catch { throw DatasetProblem(path, systemError: error.code) }
  }

  private func isPicture(_ name: String) -> Bool {
    let name = name.lowercased()
    return PictureFolder.endings.contains { name.hasSuffix($0) }
  }
}

/// A folder, by whatever path it was reached.
private struct FolderIdentity: Equatable {
  private let device: dev_t
  private let number: ino_t

  init(_ path: String) {
    var status = stat()
    _ = stat(path, &status)  // a folder that is gone meanwhile can't be listed, which is reported
    (device, number) = (status.st_dev, status.st_ino)
  }
}
