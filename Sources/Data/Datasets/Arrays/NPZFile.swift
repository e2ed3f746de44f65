import Files

/// The arrays in a file of NumPy's `savez`, by their names.
struct NPZFile {
  let path: String
  private let archive: ZipArchive
  /// Without their ending.
  let names: [String]

  init(_ path: String) throws(DatasetProblem) {
    let file = try OpenFile(path)
    let start = try file.bytes(0..<min(file.size, FileKind.length))
    let kind = FileKind(start)
    guard start.starts(with: Self.magic) else {
      throw ArrayPlace(file: path, name: nil).instead(
        kind, of: "a NumPy archive (.npz)", hint: "save the arrays with np.savez")
    }
    archive = try ZipArchive(file)
    self.path = path
    let arrays = archive.members.filter { $0.name.hasSuffix(Self.ending) }
    names = arrays.map { String($0.name.dropLast(Self.ending.count)) }
    guard !names.isEmpty else {
      throw ArrayPlace(file: path, name: nil).instead(
        kind, of: "a NumPy archive (.npz)", hint: "save the arrays with np.savez")
    }
    var taken: Set<String> = []
    if let twice = names.first(where: { !taken.insert($0).inserted }) {
      throw ArrayPlace(file: path, name: twice).problem("is there twice", hint: "save the arrays again with np.savez")
    }
  }

  /// Of every ZIP archive.
  static let magic: [UInt8] = [0x50, 0x4b]
  private static let ending = ".npy"

  /// Nil if there is none of that name.
  func array(_ name: String) throws(DatasetProblem) -> StoredArray? {
    guard let member = archive.members.first(where: { $0.name == name + Self.ending }) else { return nil }
    let place = ArrayPlace(file: path, name: name)
    return try NPYFile.array(place, archive.bytes(member, subject: place.subject), length: member.length)
  }

  var recorded: DatasetFile {
    get throws(DatasetProblem) { DatasetFile(role: .all, name: archive.file.name, sha256: try archive.file.hash()) }
  }
}
