import Catalog
import Datasets
import Foundation
import Geometry
import Hashing
import Testing

/// Folders of pictures.
@Suite struct ImagesTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for (index, name) in ["1", "2", "10"].enumerated() {
      try write(shade(UInt8(10 * index), 3, 2), "train/\(name)/b.pgm")
      try write(shade(UInt8(10 * index + 1), 3, 2), "train/\(name)/a.ppm")
      try write(shade(UInt8(100 + index), 3, 2), "test/\(name)/x.PGM")
    }
  }

  private func write(_ bytes: [UInt8], _ path: String) throws {
    let url = URL(filePath: folder.path + "/" + path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  /// A PGM of one grey.
  private func shade(_ value: UInt8, _ width: Int, _ height: Int) -> [UInt8] {
    Array("P5 \(width) \(height) 255 ".utf8) + [UInt8](repeating: value, count: width * height)
  }

  private func load(_ change: (inout Images) -> Void = { _ in }) throws(DatasetProblem) -> Dataset {
    var images = Images(folder: .parts(["train": folder.path + "/train", "test": folder.path + "/test"]))
    change(&images)
    return try DatasetLoader.load(DataSource(images), dataDirectory: nil, trainLimit: nil, testLimit: nil)
  }

  private func refusal(
    sourceLocation: SourceLocation = #_sourceLocation, _ change: (inout Images) -> Void = { _ in }
  ) -> String {
    do throws(DatasetProblem) {
      _ = try load(change)
      Issue.record("nothing was refused", sourceLocation: sourceLocation)
      return ""
    } catch { return error.description.replacingOccurrences(of: folder.path + "/", with: "") }
  }

  @Test func classesAreInTheOrderOfTheirNumbersAndFilesInThatOfTheirBytes() throws {
    let dataset = try load { $0.settings.colorMode = .grayscale }
    #expect(dataset.interface.classNames == ["1", "2", "10"])
    #expect(dataset.interface.input.shape == Shape([2, 3, 1]) && dataset.interface.input.element == .byte)
    // 1/a, 1/b, 10/a, 10/b, 2/a, 2/b
    #expect(dataset.training.labels == [0, 0, 2, 2, 1, 1])
    #expect(dataset.training.pixels == [1, 0, 21, 20, 11, 10].flatMap { [UInt8](repeating: $0, count: 6) })
    #expect(dataset.test.labels == [0, 2, 1])
    #expect(dataset.name == folder.path + "/train")
    #expect(dataset.notes.isEmpty && dataset.interface.rows == nil)
  }

  @Test func otherNamesAreOrderedByTheirBytes() throws {
    for part in ["train", "test"] { try folder.shell("mv \(part)/2 \(part)/b; mv \(part)/10 \(part)/Z") }
    #expect(try load().interface.classNames == ["1", "Z", "b"])
    #expect(try load { $0.classNames = ["b", "1", "Z"] }.interface.classNames == ["b", "1", "Z"])
    #expect(try load { $0.classNames = ["b", "1", "Z"] }.test.labels == [1, 2, 0])
    #expect(
      refusal { $0.classNames = ["b", "1"] }
        == "train: has the folders 1, Z, b, and not b, 1; name each folder once, or leave class_names out"
    )
  }

  @Test func theHashIsOfAListAsShasumWritesIt() throws {
    let list = try ["1/a.ppm", "1/b.pgm", "10/a.ppm", "10/b.pgm", "2/a.ppm", "2/b.pgm"].map {
      "\(SHA256.hash(try folder.read("train/" + $0)).hex)  \($0)\n"
    }.joined()
    let files = try load().files
    #expect(files.map(\.name) == ["train", "test"] && files.map(\.role) == [.training, .test])
    #expect(files.map(\.count) == [6, 3])
    #expect(files[0].sha256 == SHA256.hash(Array(list.utf8)).hex)
  }

  @Test func othersAreCountedAndNamed() throws {
    try write([0], "train/Thumbs.db")
    try write([0], "train/1/notes.txt")
    try write(shade(1, 3, 2), "train/loose.pgm")
    try write([0], "train/1/.hidden.png")
    try write([0], "train/.git/a.png")
    try write(shade(7, 3, 2), "train/1/more/deep.pgm")
    let dataset = try load()
    #expect(dataset.training.count == 7)
    #expect(dataset.notes.last == "\(folder.path)/train: 3 files (1/notes.txt, Thumbs.db, loose.pgm) ignored")
  }

  @Test func picturesAreBroughtToOneSize() throws {
    try write(shade(50, 9, 9), "train/1/c.pgm")
    #expect(
      refusal()
        == "train/1/c.pgm: is 9 × 9 pixels, while 1/a.ppm is 3 × 2; write image_size: [height, width], to which all "
        + "pictures are brought")
    let dataset = try load { $0.imageSize = Extent2D(4, 4) }
    #expect(dataset.interface.input.shape == Shape([4, 4, 3]))
    #expect(dataset.training.pixels[96..<144].allSatisfy { $0 == 50 })
    #expect(
      dataset.notes.last
        == "\(folder.path)/train: 1 picture (1/c.pgm): bilinear shrinks them more than twofold and so skips pixels; "
        + "interpolation: area averages them")
  }

  @Test func sixteenBitsStay() throws {
    let deep = Array("P5 1 1 65535 ".utf8) + [0x12, 0x34]
    try folder.shell("rm -r train test")
    for part in ["train", "test"] { for name in ["a", "b"] { try write(deep, "\(part)/\(name)/1.pgm") } }
    let dataset = try load { $0.settings.colorMode = .grayscale }
    #expect(dataset.interface.input.element == .word && dataset.training.inputs == [.words([0x1234, 0x1234])])
    #expect(try load { $0.rescale = 0.5 }.interface.input.rescale == 0.5)
    try write(shade(1, 1, 1), "train/b/2.pgm")
    #expect(
      refusal()
        == "train/b/2.pgm: has 8 bits for each value, while a/1.pgm has 16; convert all pictures to 8 bits, or all to 16"
    )
  }

  @Test func allDamageIsToldAtOnce() throws {
    for name in ["1/a.ppm", "10/b.pgm", "2/b.pgm"] { try write([], "train/" + name) }
    #expect(
      refusal { $0.imageSize = Extent2D(2, 2) } == "train/1/a.ppm: is empty; remove it, or save it again")
    try write(shade(0, 3, 2), "train/1/a.ppm")
    #expect(
      refusal()
        == "train/10/b.pgm: is empty; 1 more picture (train/2/b.pgm) can't be used either; remove it, or save it again")
  }

  @Test func oneFolderIsSplit() throws {
    let split = SplitSpec(test: 2, validation: 1)
    func read(_ split: SplitSpec) throws -> Dataset {
      try load {
        $0.folder = .path(folder.path + "/train")
        $0.split = split
        $0.settings.colorMode = .grayscale
      }
    }
    let (dataset, again) = (try read(split), try read(split))
    #expect(dataset.training.count == 4 && dataset.heldOut == 1 && dataset.test.count == 2)
    #expect(dataset.files.map(\.role) == [.all] && dataset.files == again.files)
    let shades = (dataset.training.pixels + dataset.test.pixels).enumerated().filter { $0.offset % 6 == 0 }.map(
      \.element)
    #expect(shades.sorted() == [0, 1, 10, 11, 20, 21])
    let labels = dataset.training.labels + dataset.test.labels
    #expect(labels == shades.map { Int32($0 / 10) })
    let stratified = try read(SplitSpec(test: 0.5, stratify: .byTarget))
    #expect(Set(stratified.test.labels) == [0, 1, 2] && Set(stratified.training.labels) == [0, 1, 2])
    #expect(
      refusal {
        $0.folder = .path(folder.path + "/train")
        $0.split = SplitSpec(test: 6)
      } == "train: has 6 pictures, and the split takes 6 of them away from training; leave some to train on: test: 0.2")
  }

  /// Pictures are counted in the order of their paths; another division of the same folder is another test.
  @Test func theDivisionIsRecorded() throws {
    func divided(seed: UInt64) throws -> Dataset {
      try load {
        $0.folder = .path(folder.path + "/train")
        $0.split = SplitSpec(test: 2, validation: 1)
        $0.split?.seed = seed
      }
    }
    let (dataset, other) = (try divided(seed: 0), try divided(seed: 1))
    let rows = try #require(dataset.interface.rows)
    #expect((rows.training + rows.validation + rows.test).sorted() == Array(1...6))
    let shades: [UInt8] = [1, 0, 21, 20, 11, 10]
    #expect(rows.test.map { shades[Int($0) - 1] } == [0, 18].map { dataset.test.pixels[$0] })
    #expect(
      (rows.training + rows.validation).map { shades[Int($0) - 1] }
        == [0, 18, 36, 54].map { dataset.training.pixels[$0] })
    #expect(DataInterface(dataset.interface.json) == dataset.interface)
    #expect(rows.test != other.interface.rows?.test && dataset.testRowsHash != other.testRowsHash)
    let mixed = try load { $0.split = SplitSpec(validation: 1) }
    #expect(mixed.interface.rows?.test == [1, 2, 3] && mixed.interface.rows?.training.count == 5)
    #expect(
      refusal {
        $0.folder = .path(folder.path + "/train")
        $0.split = SplitSpec()
        $0.split?.fold = 1
        $0.split?.folds = 7
      } == "train: has 6 pictures, too few for 7 folds; write fewer folds")
  }

  /// What is asked about the test part decodes no other picture, and records the same files.
  @Test func theTestPartIsReadAlone() throws {
    var images = Images(folder: .path(folder.path + "/train"))
    images.split = SplitSpec(test: 2)
    func test() throws -> TestSet { try DatasetLoader.loadTest(DataSource(images), dataDirectory: nil, testLimit: nil) }
    let dataset = try load { $0 = images }
    let whole = try test()
    #expect(whole.samples == dataset.test && whole.files == dataset.files)
    let names = ["1/a.ppm", "1/b.pgm", "10/a.ppm", "10/b.pgm", "2/a.ppm", "2/b.pgm"]
    let rows = try #require(dataset.interface.rows)
    // The first picture decides the size.
    let trained = Int(try #require(rows.training.first { $0 > 1 }))
    try write(Array("P5 3 2 255 ".utf8), "train/" + names[trained - 1])
    #expect(try test().samples == dataset.test && test().files != dataset.files)
    #expect(refusal { $0 = images }.hasPrefix("train/\(names[trained - 1]): is a damaged P"))
    images = Images(folder: .parts(["train": folder.path + "/train", "test": folder.path + "/test"]))
    #expect(try test().samples.labels == [0, 2, 1] && test().files.map(\.name) == ["test"])
  }

  @Test func aValidationFolderIsHeldOut() throws {
    let dataset = try load {
      $0.folder = .parts([
        "train": folder.path + "/train", "validation": folder.path + "/test", "test": folder.path + "/test",
      ])
    }
    #expect(dataset.training.count == 9 && dataset.heldOut == 3)
    #expect(dataset.files.map(\.role) == [.training, .validation, .test])
  }

  @Test func contradictionsAreNamed() {
    let path = folder.path + "/train"
    #expect(
      refusal { $0.folder = .path(path) }
        == "train: has no test part; write split: {test: 0.2}, or images: {train: FOLDER, test: FOLDER}")
    #expect(
      refusal { $0.split = SplitSpec(test: 0.1) } == "train: 'split.test' beside 'images.test'; keep one of them")
    #expect(
      refusal { $0.split = SplitSpec(validation: 0.1, group: "x") }
        == "train: pictures have no columns; write stratify: true, or a folder for each part")
    #expect(
      refusal {
        $0.settings.cropsToAspectRatio = true
        $0.settings.padsToAspectRatio = true
      } == "train: 'pad_to_aspect_ratio' beside 'crop_to_aspect_ratio'; keep one of them")
  }

  @Test func foldersThatAreNoneAreNamed() throws {
    try folder.shell("mkdir flat empty empty/a; cp train/1/a.ppm flat")
    #expect(
      refusal { $0.folder = .parts(["train": folder.path + "/flat", "test": folder.path + "/test"]) }
        == "flat: has no folders, where each class needs a folder with its pictures; sort the pictures into a folder for "
        + "each class")
    #expect(
      refusal { $0.folder = .parts(["train": folder.path + "/empty", "test": folder.path + "/test"]) }
        == "empty/a: holds no picture that ends in .png, .jpg, .jpeg, .bmp, .pgm, .ppm; put pictures into it, or remove it"
    )
    #expect(
      refusal { $0.folder = .parts(["train": folder.path + "/none", "test": folder.path + "/test"]) }
        == "none: is not there: there is no such folder; check the path; a relative one starts at the spec")
    try folder.shell("mv test/2 test/3")
    #expect(
      refusal() == "test/3: is a class that the training pictures lack; the classes are 1, 2, 10")
    try folder.shell("ln -s .. train/1/up")
    #expect(refusal() == "train/1/up: is a link to a folder in which it is; remove the link")
  }
}
