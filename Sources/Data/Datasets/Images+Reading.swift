import Catalog
import Geometry
import Hashing
import Machine
import Text

extension Images: ReadableDataset {
  func read(dataFolder: String?, needsClasses: Bool) throws(DatasetProblem) -> Dataset {
    if let list { return try PictureList(self, list, needsClasses: needsClasses).dataset() }
    return try PictureReading(self).dataset()
  }

  /// Pictures of other parts are not decoded, only hashed, if they are in a folder with test pictures.
  func readTest(dataFolder: String?, needsClasses: Bool) throws(DatasetProblem) -> TestSet {
    if list != nil {
      let dataset = try read(dataFolder: dataFolder, needsClasses: needsClasses)
      return TestSet(samples: dataset.test, files: dataset.files.filter(\.role.isOfTest))
    }
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
    form = try first.form(spec)
  }

  func dataset() throws(DatasetProblem) -> Dataset {
    try requireMemory(folders.reduce(0) { $0 + $1.folder.files.count })
    let parts = try PictureParts(spec.split, folders, classNames)
    let training = try read(parts.training + parts.validation, parts.rows)
    let test = try read(parts.test, parts.rows)
    // Two parts may be the same folder.
    let found = Dictionary(training.found + test.found) { first, _ in first }
    var dataset = Dataset(
      name: folders[0].folder.path, training: training.samples, test: test.samples,
      files: folders.map { role, folder in folder.recorded(role, folder.pictures.map { found[$0.path]?.hash ?? "" }) })
    dataset.heldOut = parts.validation.count
    dataset.notes = folders.flatMap { $0.folder.notes { found[$0]?.notes ?? [] } }
    return dataset
  }

  func testSet() throws(DatasetProblem) -> TestSet {
    let parts = try PictureParts(spec.split, folders, classNames)
    try requireMemory(parts.test.count)
    let test = try read(parts.test, parts.rows)
    var hashes = Dictionary(test.found.map { ($0.0, $0.1.hash) }) { first, _ in first }
    let tested = folders.filter(\.role.isOfTest)
    let others = tested.flatMap(\.folder.pictures).filter { hashes[$0.path] == nil }
    for (file, hash) in zip(others, try PictureDecoding.hashes(of: others)) { hashes[file.path] = hash }
    return TestSet(
      samples: test.samples,
      files: tested.map { role, folder in folder.recorded(role, folder.pictures.map { hashes[$0.path] ?? "" }) })
  }

  private func requireMemory(_ count: Int) throws(DatasetProblem) {
    let needed = Double(count * form.byteCount)
    guard let available = AvailableMemory.bytes, needed > available else { return }
    throw .memory(folders[0].folder.path, needed: needed, available: available)
  }

  /// - Returns: also the hash of each file, and what is odd about it.
  private func read(
    _ files: [PictureFile], _ rows: TablePreparation.Rows?
  ) throws(DatasetProblem) -> (samples: Samples, found: [(String, (hash: String, notes: [String]))]) {
    let (values, hashes, notes) =
      form.isDeep
      ? try PictureDecoding.decoded(files, form, Samples.Values.words)
      : try PictureDecoding.decoded(files, form, Samples.Values.bytes)
    let input = DataInterface.Input(
      form.shape, values.element, rescale: spec.rescale.map { Float($0) }, pictures: spec.settings)
    var interface = DataInterface(inputs: [input], target: .classes(classNames))
    interface.rows = rows
    let samples = Samples(
      interface, inputs: [values], targets: .classes(classNames.labels(of: files)))
    return (samples, zip(files, zip(hashes, notes)).map { ($0.path, ($1.0, $1.1)) })
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
      training = rows.training.map { files[$0] }
      validation = rows.validation.map { files[$0] }
      test = rows.test.map { files[$0] }
      self.rows = rows.recorded
    }
    for (role, folder) in folders.dropFirst() {
      let all = Array(1...folder.files.count)
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

  /// The first picture decides what the spec leaves open.
  fileprivate func form(_ spec: Images) throws(DatasetProblem) -> PictureDecoding.Form {
    let model = joined(path, files[0])  // no class is empty
    let first = try Raster(file: model)
    let size = spec.imageSize ?? Extent2D(first.height, first.width)
    guard max(size.height, size.width) <= Images.greatestSide else {
      throw DatasetProblem(
        .option("image_size"), file: model,
        problem: "is \(first.width) × \(first.height) pixels, where a model's input has \(Images.greatestSide) at most",
        hint: "write image_size: [height, width], to which all pictures are brought")
    }
    return PictureDecoding.Form(
      settings: spec.settings, size: size, isExact: spec.imageSize == nil, isDeep: first.isDeep, model: files[0])
  }

  /// One hash for all files: of a line for each, as `sha256sum` writes it.
  fileprivate func recorded(_ role: DatasetFile.Role, _ hashes: [String]) -> DatasetFile {
    let list = zip(hashes, files).flatMap { Array("\($0)  \($1)\n".utf8) }
    let name = lastComponent(of: path)
    return DatasetFile(role: role, name: name, sha256: SHA256.hash(list).hex, count: files.count)
  }

  /// Each oddity once, with the pictures that have it.
  fileprivate func notes(_ notes: (_ path: String) -> [String]) -> [String] {
    var pictures: [String: [String]] = [:]
    for file in files { for note in notes(joined(path, file)) { pictures[note, default: []].append(file) } }
    let oddities = pictures.sorted { $0.key < $1.key }.map { "\(path): \(counted($1, "picture")): \($0)" }
    return (ignored.isEmpty ? [] : ["\(path): \(counted(ignored, "file")) ignored"]) + oddities
  }
}
