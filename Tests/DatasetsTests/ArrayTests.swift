import ArrayFixtures
import Catalog
import Datasets
import Foundation
import Geometry
import Testing

/// What arrays may hold, and everything that makes them refused.
@Suite struct ArrayTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// x with 6 samples of two bytes, y with two classes.
  private static let x = NPYFixture("|u1", [6, 2], (1...12).map { UInt8($0) })
  private static let y = NPYFixture("|u1", [6], [4, 7, 4, 7, 4, 7])

  private func load(
    _ arrays: [String: [UInt8]], needsClasses: Bool = true, _ change: (inout ArrayOptions) -> Void = { _ in }
  ) throws -> Dataset {
    for (name, bytes) in arrays { try folder.write(bytes, name + ".npy") }
    var source = NPY(files: Dictionary(uniqueKeysWithValues: arrays.keys.map { ($0, "\(folder.path)/\($0).npy") }))
    source.arrays.split = SplitSpec(test: 2, shuffle: false)
    change(&source.arrays)
    return try DatasetLoader.load(
      DataSource(source), dataDirectory: nil, trainLimit: nil, testLimit: nil, needsClasses: needsClasses)
  }

  private func refusal(_ load: () throws -> Dataset) -> String {
    do {
      _ = try load()
      return "nothing was refused"
    } catch { return "\(error)".replacing(folder.path + "/", with: "") }
  }

  private func refusal(
    x: [UInt8] = x.bytes, y: [UInt8] = y.bytes, needsClasses: Bool = true,
    _ change: (inout ArrayOptions) -> Void = { _ in }
  ) -> String {
    refusal { try load(["x": x, "y": y], needsClasses: needsClasses, change) }
  }

  // MARK: What is read

  @Test func rowsOfBytesStayAsTheyAre() throws {
    let dataset = try load(["x": Self.x.bytes, "y": Self.y.bytes])
    #expect(dataset.interface.input == .init(Shape([2]), .byte, rescale: 1))
    #expect(dataset.training.pixels == Array(1...8) && dataset.test.pixels == Array(9...12))
    #expect(dataset.interface.classNames == ["4", "7"] && dataset.training.labels == [0, 1, 0, 1])
    #expect(dataset.interface.rows == .init(training: [1, 2, 3, 4], validation: [], test: [5, 6]))
    #expect(dataset.name == folder.path + "/x.npy" && dataset.files.map(\.role) == [.all, .all])
  }

  @Test func classNamesGiveNamesOrAnOrder() throws {
    func classes(_ names: [String], _ labels: [UInt8] = [4, 7, 4, 7, 4, 7]) throws -> [String] {
      let y = NPYFixture("|u1", [6], labels)
      let dataset = try load(["x": Self.x.bytes, "y": y.bytes]) { $0.classNames = names }
      return dataset.training.labels.map { dataset.interface.classNames[Int($0)] }
    }
    #expect(try classes(["cat", "dog"]) == ["cat", "dog", "cat", "dog"])
    #expect(try classes(["7", "4"]) == ["4", "7", "4", "7"])
    #expect(try classes(["a", "b", "c"], [2, 0, 2, 0, 2, 0]) == ["c", "a", "c", "a"])
    #expect(
      refusal { $0.classNames = ["a", "b", "c"] }
        == "y.npy: has the labels '4', '7', and class_names has 3 names; name each label, in their order")
  }

  @Test func theLossDecides() throws {
    let whole = try load(["x": Self.x.bytes, "y": Self.y.bytes], needsClasses: false)
    #expect(whole.interface.target == .values(["y"]) && whole.training.values == [4, 7, 4, 7])
    let floats = NPYFixture("<f4", [6, 1], floats: [0, 1, 0, 1, 1, 0])
    #expect(try load(["x": Self.x.bytes, "y": floats.bytes]).test.labels == [1, 0])
    let halves = NPYFixture("<f4", [6], floats: [0, 1, 0.5, 1, 1, 0])
    #expect(
      refusal(y: halves.bytes) == "y.npy: has 0.5 at sample 2, and the loss needs classes, which are whole numbers; "
        + "for regression write loss: mse")
    let pairs = NPYFixture("<f4", [6, 2], floats: [0, 1, 1, 0, 1, 1, 0, 1, 1, 0, 0, 1])
    #expect(
      refusal(y: pairs.bytes)
        == "y.npy: has a row at sample 2 that is not a 1 among zeros, and the loss needs classes; "
        + "save the number of each sample's class, or for regression write loss: mse")
    #expect(try load(["x": Self.x.bytes, "y": pairs.bytes], needsClasses: false).test.values == [1, 0, 0, 1])
    #expect(
      refusal(needsClasses: false) { $0.classNames = ["a", "b"] }
        == "y.npy: has numbers, which are no classes for this loss; choose a loss for classes, or leave class_names out"
    )
  }

  @Test func samplesAreDrawnAndKeptInProportion() throws {
    let x = NPYFixture("<f4", [40], floats: (0..<40).map(Float.init))
    let y = NPYFixture("|u1", [40], (0..<40).map { $0 % 4 == 0 ? 1 : 0 })
    let dataset = try load(["x": x.bytes, "y": y.bytes]) {
      $0.split = SplitSpec(test: 0.2, validation: 4, stratify: .byTarget)
    }
    #expect((dataset.training.count, dataset.heldOut, dataset.test.count) == (32, 4, 8))
    #expect(dataset.test.labels.count { $0 == 1 } == 2 && dataset.training.labels[28...].count { $0 == 1 } == 1)
    let rows = try #require(dataset.interface.rows)
    #expect(dataset.training.floats == (rows.training + rows.validation).map { Float($0 - 1) })
    #expect(dataset.test.floats == rows.test.map { Float($0 - 1) })
    #expect((rows.training + rows.validation + rows.test).sorted() == Array(1...40))
  }

  /// Neither classes nor anything else comes from the rows that test.
  @Test func aSampleOfTheTestChangesNoTrainingTensor() throws {
    let one = try load(["x": Self.x.bytes, "y": Self.y.bytes])
    let other = NPYFixture("|u1", [6, 2], (1...11).map { UInt8($0) } + [255])
    let changed = try load(["x": other.bytes, "y": NPYFixture("|u1", [6], [4, 7, 4, 7, 4, 4]).bytes])
    #expect(one.training == changed.training && one.test != changed.test)
  }

  @Test func laterSamplesHaveTheClassesOfTheModel() throws {
    func labels(_ names: [String], _ y: [UInt8]) throws -> [Int32] {
      try folder.write(
        ZipFixture(["x_test.npy": Self.x.bytes, "y_test.npy": NPYFixture("|u1", [6], y).bytes]).bytes, "later.npz")
      let interface = DataInterface(inputs: [.init(Shape([2]), .byte, rescale: 1)], target: .classes(names))
      let samples = try PreparedArray.judged(folder.path + "/later.npz", interface)
      #expect(samples.pixels == Array(1...12))
      return samples.labels
    }
    #expect(try labels(["4", "7"], [7, 7, 4, 4, 7, 7]) == [1, 1, 0, 0, 1, 1])
    #expect(try labels(["cat", "dog"], [1, 1, 0, 0, 1, 1]) == [1, 1, 0, 0, 1, 1])
  }

  // MARK: What is refused

  @Test func headersThatCannotBe() {
    let header = "{'descr': '|u1', 'fortran_order': False, 'shape': (6, 2), }"
    let cases: [(String, String)] = [
      (
        header.replacing("(6, 2)", with: "(6, 3)"),
        "is too short: its 82 bytes can't hold the (6, 3) numbers of uint8 its header names; use a whole copy of the file"
      ),
      (
        header.replacing("(6, 2)", with: "(6, 1)"),
        "6 bytes follow the numbers of its header's shape (6, 1); save it again with np.save"
      ),
      (header.replacing("(6, 2)", with: "()"), "is one number; save an array with a number or more for each sample"),
      (header.replacing("(6, 2)", with: "(6, 0)"), "holds nothing: its shape is (6, 0); save samples"),
      (
        header.replacing("(6, 2)", with: "(9223372036854775807, 9223372036854775807)"),
        "is too short: its 118 bytes can't hold the (9223372036854775807, 9223372036854775807) numbers of uint8 its header "
          + "names; use a whole copy of the file"
      ),
      (
        header.replacing("|u1", with: "|O"),
        "holds Python objects, as a pickle that could run any program, not numbers; "
          + "save numbers: np.asarray(x, dtype=\"float32\")"
      ),
      (
        header.replacing("|u1", with: "<U3"),
        "holds texts, not numbers; save numbers: names, y = np.unique(labels, return_inverse=True)"
      ),
      (header.replacing("|u1", with: "<f2"), "holds float16, not numbers; save them as float32: x.astype(\"float32\")"),
      (
        header.replacing("'|u1'", with: "[('a', '<f4')]"),
        "holds records of several fields, not numbers; save each field as an array of numbers"
      ),
      (header.replacing("False", with: "Maybe"), "has no header of NumPy's; save it again with np.save"),
      (header.replacing("'shape'", with: "'shap'"), "has no header of NumPy's; save it again with np.save"),
      (header + "x", "has no header of NumPy's; save it again with np.save"),
    ]
    for (header, problem) in cases {
      #expect(refusal(x: NPYFixture.file(header, [UInt8](repeating: 1, count: 12))) == "x.npy: " + problem, "\(header)")
    }
    var later = Self.x.bytes
    later[6] = 4
    #expect(
      refusal(x: later) == "x.npy: is in version 4 of NumPy's format, and 1 to 3 are read; save it again with np.save")
  }

  @Test func everyCutIsRefused() throws {
    let whole = Self.x.bytes
    for length in 0..<whole.count {
      #expect(refusal(x: Array(whole[..<length])).hasPrefix("x.npy: "), "\(length) bytes")
    }
    #expect(
      refusal(x: Array(whole[..<30])) == "x.npy: ends after 30 bytes, in its header; use a whole copy of the file")
    let archive = ZipFixture(["x.npy": whole, "y.npy": Self.y.bytes]).bytes
    for length in 0..<archive.count {
      #expect(refusal { try npz(Array(archive[..<length])) }.hasPrefix("a.npz: "), "\(length) bytes")
    }
  }

  @Test func arraysThatDoNotBelongTogether() {
    #expect(
      refusal(y: NPYFixture("|u1", [5], [1, 2, 1, 2, 1]).bytes)
        == "y.npy: holds 5 labels, where x.npy holds 6 samples; use two files that belong together")
    #expect(
      refusal { try load(["x": Self.x.bytes]) } == "x.npy: has x without y; save y too")
    #expect(
      refusal { try load(["x": Self.x.bytes, "y": Self.y.bytes]) { $0.split = nil } }
        == "x.npy: has no test part; write split: {test: 0.2}, or save x_test and y_test too")
    let pair = ["x_train": Self.x.bytes, "y_train": Self.y.bytes]
    func with(_ x: NPYFixture, _ y: NPYFixture) -> String {
      refusal { try load(pair.merging(["x_test": x.bytes, "y_test": y.bytes]) { $1 }) { $0.split = nil } }
    }
    #expect(
      with(NPYFixture("|u1", [1, 3], [1, 2, 3]), NPYFixture("|u1", [1], [4]))
        == "x_test.npy: has samples of the shape [3], the training samples have [2]; use files that belong together")
    #expect(
      with(NPYFixture("<f4", [1, 2], floats: [1, 2]), NPYFixture("|u1", [1], [4]))
        == "x_test.npy: holds float32, and x_train.npy holds uint8; save both as the same type")
    #expect(
      with(NPYFixture("|u1", [2, 2], [1, 2, 3, 4]), NPYFixture("|u1", [2], [4, 5]))
        == "y_test.npy: has label 5 at sample 1, which no training sample has; use files that belong together")
    #expect(
      refusal { try load(pair.merging(["x": Self.x.bytes, "y": Self.y.bytes]) { $1 }) }
        == "x_train.npy: has x_train beside x; keep one of them")
    #expect(
      refusal { try load(pair.merging(["x_test": Self.x.bytes, "y_test": Self.y.bytes]) { $1 }) }
        == "x_train.npy: 'split.test' beside x_test.npy; keep one of them")
  }

  @Test func numbersThatAreNone() {
    let x = NPYFixture("<f4", [6], floats: [0, 1, 2, .nan, 4, 5])
    #expect(
      refusal(x: x.bytes) == "x.npy: has nan at sample 3; leave such samples out, or fill them: np.nan_to_num(x)")
    let large = NPYFixture("<f8", [6], doubles: [0, 1e39, 2, 3, 4, 5])
    #expect(
      refusal(x: large.bytes)
        == "x.npy: has 1e+39 at sample 1, too large for single precision; write it in another unit")
    #expect(
      refusal(y: NPYFixture("|u1", [6], [UInt8](repeating: 3, count: 6)).bytes)
        == "y.npy: has only the label 3; a target has at least two classes")
    let many = NPYFixture("<f4", [1002], floats: (0..<1002).map(Float.init))
    #expect(
      refusal(x: many.bytes, y: many.bytes) { $0.split = SplitSpec(test: 1, shuffle: false) }
        == "y.npy: has 1,001 different labels; for regression write loss: mse")
  }

  @Test func shapesThatDoNotFit() {
    #expect(
      refusal { $0.shape = [3, 1] }
        == "x.npy: has 2 numbers in each sample, which are not 3 × 1; write one to three sizes whose product is 2")
    #expect(
      refusal { $0.transpose = true }
        == "x.npy: has samples of the shape [2], which have no height and width; leave transpose out")
    #expect(
      refusal(x: NPYFixture("|u1", [6, 1, 1, 1, 2], [UInt8](repeating: 0, count: 12)).bytes)
        == "x.npy: has the shape (6, 1, 1, 1, 2), and samples have three axes at most: height, width, channels; "
        + "write shape: [height, width, channels]")
    #expect(
      refusal(y: NPYFixture("|u1", [6, 1, 1], [1, 2, 1, 2, 1, 2]).bytes)
        == "y.npy: has the shape (6, 1, 1), where labels have one axis, or two; are two files swapped?")
  }

  // MARK: Archives

  private func npz(_ bytes: [UInt8], _ change: (inout ArrayOptions) -> Void = { _ in }) throws -> Dataset {
    try folder.write(bytes, "a.npz")
    var source = NPZ(file: folder.path + "/a.npz")
    source.arrays.split = SplitSpec(test: 2, shuffle: false)
    change(&source.arrays)
    return try DatasetLoader.load(DataSource(source), dataDirectory: nil, trainLimit: nil, testLimit: nil)
  }

  @Test func archivesThatCannotBeRead() {
    let good = ZipFixture(["x.npy": Self.x.bytes, "y.npy": Self.y.bytes])
    let plain = good.bytes
    func changed(_ place: Int, _ byte: UInt8) -> [UInt8] {
      var bytes = plain
      bytes[place] = byte
      return bytes
    }
    let entry = good.directoryStart
    let cases: [([UInt8], String)] = [
      (changed(entry + 8, 1), "'x' is encrypted; save it without a password"),
      (
        changed(entry + 10, 12),
        "'x' is compressed in ZIP's method 12, and stored and deflated ones are read; save it with np.savez_compressed"
      ),
      (changed(entry + 42, 1), "'x' is not where the archive's directory says; use a whole copy of the file"),
      (
        changed(entry + 20, 0xf0),
        "'x' can't have the 82 bytes that the archive's directory says; use a whole copy of the file"
      ),
      (
        changed(good.directoryStart - 1, 9),
        "'y' is not what was saved: its checksum is another; use a whole copy of the file"
      ),
      (changed(plain.count - 6, 0xff), "has a damaged directory; use a whole copy of the file"),
      (
        ZipFixture(["z.npy": Self.x.bytes]).bytes,
        "has neither x_train nor x: its arrays are 'z'; "
          + "name them so: np.savez(\"data.npz\", x_train=…, y_train=…, x_test=…, y_test=…)"
      ),
      (ZipFixture(["a.txt": [1]]).bytes, "is a ZIP archive, not a NumPy archive (.npz); unpack it: unzip"),
    ]
    for (bytes, problem) in cases { #expect(refusal { try npz(bytes) } == "a.npz: " + problem) }
  }

  @Test func filesOfOtherKindsAreTold() {
    let page = "the download was refused or has moved: open the file to see what it says"
    let kinds: [([UInt8], String)] = [
      (Array("<!DOCTYPE html><html>".utf8), "is a web page, not a NumPy archive (.npz); \(page)"),
      (
        Array("version https://git-lfs.github.com/spec/v1\n".utf8),
        "is a Git LFS pointer, not a NumPy archive (.npz); run git lfs pull"
      ),
      (
        Array("a,b\n1,2\n".utf8),
        "is a table as text (CSV), not a NumPy archive (.npz); write csv: FILE and target: COLUMN"
      ),
      (
        [0x80, 4, 0x95, 1],
        "is a Python pickle, not a NumPy archive (.npz); "
          + "load it in Python, if you trust it, and save its arrays with np.savez"
      ),
      (
        [0x89] + Array("HDF\r\n\u{1a}\n".utf8),
        "is an HDF5 file, not a NumPy archive (.npz); read its arrays with h5py, and save them with np.savez"
      ),
      (
        Self.x.bytes,
        "is a NumPy array (.npy), not a NumPy archive (.npz); write npy: {x_train: FILE, y_train: FILE, …}"
      ),
      ([0x1f, 0x8b, 8, 0], "is a gzip file, not a NumPy archive (.npz); unpack it: gunzip"),
      ([0, 0, 8, 3], "is an IDX file of unsigned bytes, not a NumPy archive (.npz); write idx: FOLDER"),
      ([7, 9], "is not a NumPy archive (.npz); save the arrays with np.savez"),
      ([], "is not a NumPy archive (.npz); save the arrays with np.savez"),
    ]
    for (bytes, problem) in kinds { #expect(refusal { try npz(bytes) } == "a.npz: " + problem) }
    #expect(
      refusal(x: ZipFixture(["x.npy": []]).bytes)
        == "x.npy: is a NumPy archive (.npz), not a NumPy array (.npy); write npz: FILE")
  }
}
