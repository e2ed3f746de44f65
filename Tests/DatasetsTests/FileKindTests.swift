import Files
import Foundation
import Testing

/// Files of another kind under the names of a data set's files.
@Suite struct FileKindTests {
  private static let refused = "the download was refused or has moved: open the file to see what it says"
  private static let convert = "write its data as IDX: a header with the sizes, then unsigned bytes"

  @Test(arguments: [
    ("<!DOCTYPE html><html>", "a web page", refused),
    ("\u{FEFF}\r\n <HTML lang=en>", "a web page", refused),
    ("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", "an XML document", refused),
    (
      "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", "a Git LFS pointer",
      "run git lfs pull"
    ),
    ("label,pixel0,pixel1\n5,0,0\n", "a table as text (CSV)", "write csv: FILE and target: COLUMN"),
    ("5\t0\t0\n", "a table as text (CSV)", "write csv: FILE and target: COLUMN"),
    ("Bitte anmelden ü", "a text file", convert),
    ("{\"error\": 404}", "a JSON document", convert),
    ("%PDF-1.7", "a PDF", convert),
  ])
  func textsAreTold(_ text: String, _ kind: String, _ hint: String) throws {
    try expect(Array(text.utf8), kind, hint)
  }

  static let binaries: [(bytes: [UInt8], kind: String, hint: String)] = [
    ([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], "an xz file", "unpack it: unxz"),
    ([0x28, 0xb5, 0x2f, 0xfd, 4], "a zstd file", "unpack it: unzstd"),
    (Array("BZh91AY".utf8), "a bzip2 file", "unpack it: bunzip2"),
    ([UInt8](repeating: 0x61, count: 257) + Array("ustar  ".utf8), "a tar archive", "unpack it: tar -xf"),
    (zip("train-images.idx3-ubyte"), "a ZIP archive", "unpack it: unzip"),
    (zip("x_train.npy"), "a NumPy archive (.npz)", "write npz: FILE"),
    (zip("model/data.pkl"), "a file of PyTorch's (torch.save)", convert),
    (zip("metadata.json"), "a Keras model (.keras)", convert),
    ([0x93] + Array("NUMPY\u{1}\0v\0".utf8), "a NumPy array (.npy)", "write npy: {x_train: FILE, y_train: FILE, …}"),
    ([0x89] + Array("HDF\r\n\u{1a}\n".utf8), "an HDF5 file", "read its arrays with h5py, and save them with np.savez"),
    ([0x89] + Array("PNG\r\n\u{1a}\n".utf8), "a PNG", "write images: FOLDER"),
    ([0xff, 0xd8, 0xff, 0xe0], "a JPEG", "write images: FOLDER"),
    ([0x80, 4, 0x95, 1], "a Python pickle", "load it in Python, if you trust it, and save its arrays with np.savez"),
  ]

  @Test(arguments: binaries)
  func binariesAreTold(_ bytes: [UInt8], _ kind: String, _ hint: String) throws { try expect(bytes, kind, hint) }

  @Test func whatWasPackedIsTold() throws {
    let tiny = try TinyDataset()
    try tiny.folder.shell("tar -czf \(trainImages).gz \(trainImages); rm \(trainImages)")
    #expect(
      tiny.refusal()
        == "\(trainImages).gz: holds a tar archive, not an IDX file of images; unpack it: tar -xf")
    try tiny.folder.shell("printf x | gzip | gzip > \(trainImages).gz")
    #expect(
      tiny.refusal() == "\(trainImages).gz: holds a gzip file, not an IDX file of images; unpack it: gunzip")
  }

  @Test func whatIsUnknownShowsItsStart() throws {
    let tiny = try TinyDataset()
    for bytes: [UInt8] in [[0, 0, 0, 0, 1], [0, 0, 7, 3], [0, 0, 8, 9], [9, 8, 0, 0], [0xc3, 0x28, 1, 2]] {
      try tiny.folder.write(bytes, trainImages)
      let start = bytes.prefix(4).map { String(format: "%02x", $0) }.joined()
      #expect(
        tiny.refusal() == "\(trainImages): starts with 0x\(start), where an IDX file of images starts with 0x00000803; "
          + "name a folder of IDX files")
    }
  }

  @Test(arguments: [
    (0x09, "signed bytes"), (0x0b, "int16"), (0x0c, "int32"), (0x0d, "float32"), (0x0e, "float64"),
  ])
  func otherElementsAreTold(_ type: UInt8, _ name: String) throws {
    let tiny = try TinyDataset()
    try tiny.folder.write([0, 0, type, 3] + idx([12, 3, 2], [])[4...], trainImages)
    #expect(
      tiny.refusalAsMNIST() == "\(trainImages): is an IDX file of \(name), only unsigned bytes are read; "
        + "write each pixel as a byte from 0 to 255")
    let other = try TinyDataset()
    try other.folder.write([0, 0, type, 1] + idx([5], [])[4...], testLabels)
    #expect(
      other.refusalAsMNIST() == "\(testLabels): is an IDX file of \(name), only unsigned bytes are read; "
        + "write each label as a byte")
  }

  @Test(
    arguments: [
      (trainImages, [12], "has 1 dimension, as labels have; images have 3", "are two files swapped?"),
      (
        trainImages, [12, 784], "has 2 dimensions; images have 3: [count, height, width]",
        "write each image as rows and columns"
      ),
      (
        trainImages, [12, 32, 32, 3], "has 4 dimensions: these images are grey",
        "name a data set in colour with dataset: {idx: FOLDER}"
      ),
      (
        testLabels, [5, 10], "has 2 dimensions; labels have 1: [count]", "write each label as one number, not as a row"
      ),
      (testLabels, [5, 3, 2], "has 3 dimensions, as images have; labels have 1", "are two files swapped?"),
    ] as [(String, [UInt32], String, String)])
  func otherDimensionsAreTold(_ file: String, _ sizes: [UInt32], _ problem: String, _ hint: String) throws {
    let tiny = try TinyDataset()
    try tiny.folder.write(idx(sizes, []), file)
    #expect(tiny.refusalAsMNIST() == "\(file): \(problem); \(hint)")
  }

  @Test func theByteOrderOfAMachineIsTold() throws {
    let tiny = try TinyDataset()
    try tiny.folder.write([3, 8, 0, 0, 12, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0], trainImages)
    #expect(
      tiny.refusal() == "\(trainImages): is an IDX file with its bytes in reverse order (little-endian); "
        + "write the header's numbers big-endian")
  }

  /// A text that is cut within a character is still a text.
  @Test func charactersAcrossTheEndOfWhatIsLookedAt() {
    for length in 500...520 {
      let text = String(repeating: "a", count: length) + String(repeating: "€", count: 20)
      #expect(FileKind(text.utf8)?.name == "a text file", "\(length)")
    }
    #expect(FileKind([UInt8](repeating: 0x80, count: 600)) == nil)
    #expect(FileKind([]) == nil)
  }

  private func expect(_ bytes: [UInt8], _ kind: String, _ hint: String) throws {
    let tiny = try TinyDataset()
    try tiny.folder.write(bytes, testImages)
    #expect(tiny.refusal() == "\(testImages): is \(kind), not an IDX file of images; \(hint)")
  }

  /// The start of a ZIP archive that has a file of this name.
  private static func zip(_ name: String) -> [UInt8] {
    Array("PK\u{3}\u{4}".utf8) + [UInt8](repeating: 0, count: 22) + [UInt8(name.utf8.count), 0, 0, 0] + Array(name.utf8)
  }
}
