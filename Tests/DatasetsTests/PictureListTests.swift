import Catalog
import Datasets
import Foundation
import Geometry
import Hashing
import Testing

/// Pictures that a table lists.
@Suite struct PictureListTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.shell("mkdir -p pictures/a pictures/b")
    for index in 0..<6 {
      try folder.write("P5 3 2 255 ".utf8 + [UInt8](repeating: UInt8(10 * index), count: 6), Self.name(index))
    }
    try folder.write(Self.table.utf8, "pictures/list.csv")
  }

  private static func name(_ index: Int) -> String { "pictures/\(index % 2 == 0 ? "a" : "b")/\(index).pgm" }

  private static let table =
    "id,file,kind,size,part\n"
    + (0..<6).map { index in
      "\(index),\(name(index).dropFirst(9)),\(["cat", "dog"][index / 2 % 2]),\(Double(index) / 2),\(["train", "test"][index / 4])\n"
    }.joined()

  private func load(
    needsClasses: Bool = true, _ change: (inout Images) -> Void = { _ in }
  ) throws(DatasetProblem) -> Dataset {
    var images = Images(folder: .path(folder.path + "/pictures/list.csv"))
    (images.file, images.target) = ("file", .one("kind"))
    images.settings.colorMode = .grayscale
    images.split = SplitSpec(test: 2, shuffle: false)
    change(&images)
    return try DatasetLoader.load(
      DataSource(images), dataDirectory: nil, trainLimit: nil, testLimit: nil, needsClasses: needsClasses)
  }

  private func refusal(_ change: (inout Images) -> Void = { _ in }) -> String {
    do throws(DatasetProblem) {
      _ = try load(change)
      return "nothing was refused"
    } catch { return error.description.replacing(folder.path + "/", with: "") }
  }

  @Test func rowsAreReadAsPicturesInFoldersAre() throws {
    let dataset = try load { $0.split = SplitSpec(test: 2, validation: 1, shuffle: false) }
    #expect(dataset.interface.classNames == ["cat", "dog"])
    #expect(dataset.training.pixels == [0, 10, 20, 30].flatMap { [UInt8](repeating: $0, count: 6) })
    #expect(dataset.training.labels == [0, 0, 1, 1] && dataset.test.labels == [0, 0])
    #expect(dataset.heldOut == 1 && dataset.interface.table == nil)
    #expect(dataset.interface.rows == .init(training: [1, 2, 3], validation: [4], test: [5, 6]))
    #expect(dataset.interface.input.shape == Shape([2, 3, 1]) && dataset.interface.input.pictures != nil)
    // The same pictures in folders.
    try folder.shell("mkdir -p F/cat F/dog; cp pictures/*/[01].pgm F/cat; cp pictures/*/[23].pgm F/dog")
    let sorted = try load {
      $0 = Images(folder: .parts(["train": folder.path + "/F", "test": folder.path + "/F"]))
      $0.settings.colorMode = .grayscale
    }
    #expect(sorted.training.inputs == dataset.training.inputs && sorted.training.labels == dataset.training.labels)
  }

  @Test func theTableAndItsPicturesAreRecorded() throws {
    let files = try load().files
    #expect(files.map(\.name) == ["list.csv", "pictures of list.csv"] && files.map(\.role) == [.all, .all])
    #expect(files[0].sha256 == SHA256.hash(Array(Self.table.utf8)).hex && files[1].count == 6)
    let list = try [0, 2, 4, 1, 3, 5].map { index in
      "\(SHA256.hash(try folder.read(Self.name(index))).hex)  \(Self.name(index).dropFirst(9))\n"
    }.joined()
    #expect(files[1].sha256 == SHA256.hash(Array(list.utf8)).hex)
  }

  @Test func numbersCanBePredicted() throws {
    let one = try load(needsClasses: false) { $0.target = .one("size") }
    #expect(one.interface.target == .values(["size"]) && one.training.values == [0, 0.5, 1, 1.5])
    let two = try load(needsClasses: false) { $0.target = .more(["size", "id"]) }
    #expect(two.test.values == [2, 4, 2.5, 5])
  }

  @Test func theTableMaySayTheParts() throws {
    let dataset = try load {
      $0.split = SplitSpec()
      $0.split?.column = "part"
      $0.classNames = ["dog", "cat"]
    }
    #expect(dataset.training.count == 4 && dataset.test.labels == [1, 1])
    try folder.shell(
      "sed 5,7d pictures/list.csv > pictures/train.csv; mkdir other; { head -1 pictures/list.csv; echo 9,5.pgm,dog,1,x; } > other/test.csv; cp pictures/b/5.pgm other"
    )
    let parts = try load {
      $0.folder = .parts(["train": folder.path + "/pictures/train.csv", "test": folder.path + "/other/test.csv"])
      $0.split = nil
    }
    #expect(parts.test.pixels == [UInt8](repeating: 50, count: 6) && parts.test.labels == [1])
    #expect(parts.files.map(\.count) == [nil, 3, nil, 1])
    #expect(parts.files.map(\.role) == [.training, .training, .test, .test] && parts.interface.rows == nil)
  }

  @Test func namesMayStartElsewhere() throws {
    try folder.shell("mkdir tables; mv pictures/list.csv tables")
    let path = folder.path
    #expect(
      refusal { $0.folder = .path(path + "/tables/list.csv") }
        == "tables/list.csv:2: 'a/0.pgm' is no file in tables; "
        + "names start at the table's folder: write folder: FOLDER if the pictures are elsewhere")
    let dataset = try load {
      $0.folder = .path(path + "/tables/list.csv")
      $0.base = FilePath(path + "/pictures")
    }
    #expect(dataset.training.count == 4)
  }

  @Test func mistakesHaveTheirPlace() throws {
    #expect(refusal { $0.file = "fil" }.hasPrefix("pictures/list.csv: has no column 'fil'; did you mean 'file'?"))
    #expect(refusal { $0.target = nil } == "pictures/list.csv: 'file' without 'target'; write target: COLUMN")
    #expect(
      refusal { $0.file = nil } == "pictures/list.csv: 'target' without 'file'; write file: COLUMN, and images: TABLE")
    try folder.write("file,kind\na/0,cat\nb/1.pgm,dog\na/2.pgm,cat\na/4.pgm,dog\n".utf8, "pictures/list.csv")
    #expect(
      refusal() == "pictures/list.csv:2: 'a/0' is no file in pictures; write the names with their ending: a/0.pgm")
    try folder.write("file,kind\na/0.pgm,cat\n,dog\na/2.pgm,cat\na/4.pgm,dog\n".utf8, "pictures/list.csv")
    #expect(refusal() == "pictures/list.csv:3: 'file' is missing; name the picture, or remove the row")
    try folder.write("file,kind\na/0.pgm,cat\nb/1.pgm,dog\na/2.pgm,cat\na/4.pgm,fish\n".utf8, "pictures/list.csv")
    #expect(
      refusal() == "pictures/list.csv:5: the test part has the class 'fish', and no row to train on has it; "
        + "let each part have every class: split: {…, stratify: true}")
    try folder.write("GIF89a".utf8, "pictures/b/1.pgm")
    try folder.write("file,kind\na/0.pgm,cat\nb/1.pgm,dog\na/2.pgm,cat\na/4.pgm,dog\n".utf8, "pictures/list.csv")
    #expect(
      refusal().hasPrefix("pictures/b/1.pgm: is a GIF, where a PNG, JPEG, BMP, PGM or PPM is needed"))
  }
}
