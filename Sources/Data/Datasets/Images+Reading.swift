import Catalog
import Text

extension Images: ReadableDataset {
  func read(dataFolder: String?, needsClasses: Bool) throws(DatasetProblem) -> Dataset {
    if let list { return try PictureList(self, list, needsClasses: needsClasses).dataset() }
    return try PictureReading(self).dataset()
  }

  /// Pictures of other parts are not decoded, only hashed, if they are in a folder with test pictures.
  func readTest(dataFolder: String?, needsClasses: Bool) throws(DatasetProblem) -> TestSet {
    if list != nil { return TestSet(try read(dataFolder: dataFolder, needsClasses: needsClasses)) }
    return try PictureReading(self).testSet()
  }

  /// The folder to train on, which is first and which a split divides, and the others.
  fileprivate func folders() throws(DatasetProblem) -> [(role: DatasetFile.Role, folder: PictureFolder)] {
    if case .path(let path) = folder { return [(.all, try PictureFolder(path))] }
    var folders: [(role: DatasetFile.Role, folder: PictureFolder)] = []
    for (part, role) in [("train", DatasetFile.Role.training), ("validation", .validation), ("test", .test)] {
      if let path = folder[part] { folders.append((role, try PictureFolder(path))) }
    }
    return folders
  }
}

/// A spec's folders on their way to samples.
private struct PictureReading {
  let spec: Images
  let folders: [(role: DatasetFile.Role, folder: PictureFolder)]
  let classNames: [String]
  let form: PictureDecoding.Form

  init(_ spec: Images) throws(DatasetProblem) {
    self.spec = spec
    folders = try spec.folders()
    let first = folders[0].folder
    classNames = try first.classNames(like: spec.classNames)
    for (_, folder) in folders.dropFirst() { try folder.requireClasses(classNames) }
    form = try PictureDecoding.Form(spec, like: first.pictures[0])  // no class is empty
  }

  func dataset() throws(DatasetProblem) -> Dataset {
    try form.requireMemory(for: folders.reduce(0) { $0 + $1.folder.files.count }, folders[0].folder.path)
    let parts = try PictureParts(spec.split, folders, classNames)
    let training = try read(parts.training + parts.validation, parts.rows)
    let test = try read(parts.test, parts.rows)
    let found = training.found.merging(test.found) { first, _ in first }
    var dataset = Dataset(
      name: folders[0].folder.path, training: training.samples, test: test.samples,
      files: folders.map { role, folder in found.recorded(role, folder.name, folder.pictures) })
    dataset.heldOut = parts.validation.count
    dataset.notes = folders.flatMap { $0.folder.notes + found.notes(of: $0.folder.pictures, in: $0.folder.path) }
    return dataset
  }

  func testSet() throws(DatasetProblem) -> TestSet {
    let parts = try PictureParts(spec.split, folders, classNames)
    try form.requireMemory(for: parts.test.count, folders[0].folder.path)
    let test = try read(parts.test, parts.rows)
    var found = test.found
    let tested = folders.filter(\.role.isOfTest)
    let others = tested.flatMap(\.folder.pictures).filter { found[$0.path] == nil }
    for (file, hash) in zip(others, try PictureDecoding.hashes(of: others)) { found[file.path] = (hash, []) }
    return TestSet(
      samples: test.samples,
      files: tested.map { role, folder in found.recorded(role, folder.name, folder.pictures) })
  }

  private func read(
    _ files: [PictureFile], _ rows: TablePreparation.Rows?
  ) throws(DatasetProblem) -> (samples: Samples, found: PictureFindings) {
    let (input, values, found) = try form.read(files, spec)
    var interface = DataInterface(inputs: [input], target: .classes(classNames))
    interface.rows = rows
    let labels = Samples.Targets.classes(classNames.labels(of: files))
    return (Samples(interface, inputs: [values], targets: labels), found)
  }
}

/// Which pictures train, validate and test.
private struct PictureParts {
  var training: [PictureFile] = []
  var validation: [PictureFile] = []
  var test: [PictureFile] = []
  /// The places of the first folder's pictures in the order of their paths, if a split has divided them.
  var rows: TablePreparation.Rows?

  init(
    _ split: SplitSpec?, _ folders: [(role: DatasetFile.Role, folder: PictureFolder)], _ classNames: [String]
  ) throws(DatasetProblem) {
    training = folders[0].folder.pictures
    if let split {
      let files = training
      try RowSplit.requireEnough(split, files.count, file: folders[0].folder.path, noun: "pictures")
      let strata = split.stratify == .byTarget ? classNames.labels(of: files) : nil
      let rows = RowSplit(split, count: files.count, strata: strata)
      training = rows.training.map { files[Int($0)] }
      validation = rows.validation.map { files[Int($0)] }
      test = rows.test.map { files[Int($0)] }
      self.rows = rows.recorded
    }
    for (role, folder) in folders.dropFirst() {
      let all = Array(1...UInt32(folder.files.count))
      if role == .test {
        test = folder.pictures
        rows?.test = all
      } else {
        validation = folder.pictures
        rows?.validation = all
      }
    }
  }
}

extension [String] {
  /// The place of each picture's class among these names, which include it.
  fileprivate func labels(of files: [PictureFile]) -> [Int32] {
    let places = Dictionary(enumerated().map { ($1, Int32($0)) }) { first, _ in first }
    return files.compactMap { places[$0.className] }
  }
}

extension PictureFolder {
  /// The folders' names, or those of the spec, which must be the same in any order.
  fileprivate func classNames(like written: [String]?) throws(DatasetProblem) -> [String] {
    guard let written else { return classNames }
    guard written.count == classNames.count, Set(written) == Set(classNames) else {
      throw DatasetProblem(
        .option("class_names"), file: path,
        problem: "has the folders \(classNames.joined(separator: ", ")), and not \(written.joined(separator: ", "))",
        hint: "name each folder once, or leave class_names out")
    }
    return written
  }

  fileprivate func requireClasses(_ known: [String]) throws(DatasetProblem) {
    guard let name = classNames.first(where: { !known.contains($0) }) else { return }
    throw DatasetProblem(
      .damaged, file: joined(path, name), problem: "is a class that the training pictures lack",
      hint: "the classes are \(known.joined(separator: ", "))")
  }

  fileprivate var name: String { lastComponent(of: path) }

  fileprivate var notes: [String] { ignored.isEmpty ? [] : ["\(path): \(counted(ignored, "file")) ignored"] }
}
