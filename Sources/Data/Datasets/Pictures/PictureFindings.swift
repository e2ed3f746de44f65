import Catalog
import Geometry
import Hashing
import Machine
import Text

/// What was found in files of pictures, by their paths.
typealias PictureFindings = [String: (hash: String, notes: [String])]

extension PictureFindings {
  /// One hash for all files: of a line for each, as `sha256sum` writes it, in the order of their names.
  func recorded(_ role: DatasetFile.Role, _ name: String, _ files: [PictureFile]) -> DatasetFile {
    var hashes: [String: String] = [:]
    for file in files { hashes[file.name] = self[file.path]?.hash }
    let names = hashes.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let list = names.flatMap { Array("\(hashes[$0] ?? "")  \($0)\n".utf8) }
    return DatasetFile(role: role, name: name, sha256: SHA256.hash(list).hex, count: names.count)
  }

  /// Each oddity once, with the pictures that have it.
  func notes(of files: [PictureFile], in place: String) -> [String] {
    var pictures: [String: [String]] = [:]
    for file in files { for note in self[file.path]?.notes ?? [] { pictures[note, default: []].append(file.name) } }
    return pictures.sorted { $0.key < $1.key }.map { "\(place): \(counted($1, "picture")): \($0)" }
  }
}

extension PictureDecoding.Form {
  /// - Parameter first: decides what the spec leaves open.
  init(_ spec: Images, like first: PictureFile) throws(DatasetProblem) {
    let picture = try Raster(file: first.path)
    let size = spec.imageSize ?? Extent2D(picture.height, picture.width)
    guard max(size.height, size.width) <= Images.greatestSide else {
      throw DatasetProblem(
        .option("image_size"), file: first.path,
        problem:
          "is \(picture.width) × \(picture.height) pixels, where a model's input has \(Images.greatestSide) at most",
        hint: "write image_size: [height, width], to which all pictures are brought")
    }
    self.init(
      settings: spec.settings, size: size, isExact: spec.imageSize == nil, isDeep: picture.isDeep, model: first.name)
  }

  func requireMemory(for count: Int, _ place: String) throws(DatasetProblem) {
    let needed = Double(count * byteCount)
    guard let available = AvailableMemory.bytes, needed > available else { return }
    throw .memory(place, needed: needed, available: available)
  }

  /// The pictures in this form, and what they are to a model.
  func read(
    _ files: [PictureFile], _ spec: Images
  ) throws(DatasetProblem) -> (input: DataInterface.Input, values: Samples.Values, found: PictureFindings) {
    let (values, hashes, notes) =
      isDeep
      ? try PictureDecoding.decoded(files, self, Samples.Values.words)
      : try PictureDecoding.decoded(files, self, Samples.Values.bytes)
    let input = DataInterface.Input(
      shape, values.element, rescale: spec.rescale.map { Float($0) }, pictures: spec.settings)
    let found = zip(files, zip(hashes, notes)).map { ($0.path, (hash: $1.0, notes: $1.1)) }
    return (input, values, PictureFindings(found) { first, _ in first })
  }
}
