import Catalog
import Datasets
import Foundation
import Geometry
import Testing

/// IDX files with other names, labels and shapes than MNIST's.
@Suite struct IDXFormTests {
  private func load(
    _ tiny: TinyDataset, _ change: (inout IDX) -> Void = { _ in }
  ) throws(DatasetProblem) -> Dataset {
    var source = IDX(folder: tiny.path)
    change(&source)
    return try DatasetLoader.load(DataSource(source), dataDirectory: nil, trainLimit: nil, testLimit: nil)
  }

  private func refusal(_ tiny: TinyDataset, _ change: (inout IDX) -> Void = { _ in }) -> String {
    do throws(DatasetProblem) {
      _ = try load(tiny, change)
      return "nothing was refused"
    } catch { return error.description.replacing(tiny.path, with: "F") }
  }

  /// EMNIST calls its test files so.
  private func rename(_ tiny: TinyDataset, to set: String) throws {
    try tiny.folder.shell("for f in *idx*; do mv $f \(set)-$(echo $f | sed s/t10k/test/); done; gzip *")
  }

  @Test func theLabelsThatTrainAreTheClasses() throws {
    let tiny = try TinyDataset()
    try tiny.folder.write(idx([12], (0..<12).map { $0 % 3 == 0 ? 26 : 1 }), trainLabels)
    try tiny.folder.write(idx([5], [1, 26, 1, 26, 1]), testLabels)
    let dataset = try load(tiny)
    #expect(dataset.interface.classNames == ["1", "26"] && dataset.test.labels == [0, 1, 0, 1, 0])
    // Their names are in the result, as those of MNIST's digits are not.
    #expect(dataset.hashes != nil)
    #expect(try TinyDataset().load().hashes == nil)
    #expect(try load(tiny) { $0.arrays.classNames = ["a", "z"] }.interface.classNames == ["a", "z"])
  }

  @Test func imagesAreTurned() throws {
    let tiny = try TinyDataset()
    let plain = try tiny.load()
    let turned = try load(tiny) { $0.arrays.transpose = true }
    #expect(turned.interface.input.shape == Shape([2, 3, 1]) && turned.interface.input.isTransposed)
    let (before, after) = (Array(plain.test.pixels[6..<12]), Array(turned.test.pixels[6..<12]))
    #expect(after == [0, 2, 4, 1, 3, 5].map { before[$0] })
  }

  @Test func EMNISTIsFoundAndAskedAbout() throws {
    let tiny = try TinyDataset()
    let plain = try tiny.load()
    try rename(tiny, to: "emnist-letters")
    #expect(
      refusal(tiny) == "F/emnist-letters-\(trainImages).gz: is EMNIST's, whose images lie on their side; "
        + "write transpose: true, or transpose: false if they have been turned")
    let found = try load(tiny) { $0.arrays.transpose = false }
    #expect(found.training == plain.training && found.test == plain.test)
    #expect(found.files.map(\.name)[0] == "emnist-letters-train-images-idx3-ubyte")
    #expect(found.files.map(\.name)[2] == "emnist-letters-test-images-idx3-ubyte")
    try tiny.folder.shell("cp emnist-letters-\(trainImages).gz emnist-digits-\(trainImages).gz")
    #expect(
      refusal(tiny) == "F: holds several data sets: emnist-digits, emnist-letters; name the files of one: "
        + "idx: {train_images: FILE, train_labels: FILE, test_images: FILE, test_labels: FILE}")
    try tiny.folder.shell("rm emnist-letters-*")
    #expect(refusal(tiny) == "F: lacks the training targets of emnist-digits; put the file beside the others")
  }

  @Test func theTestAloneIsThatOfTheWhole() throws {
    let tiny = try TinyDataset()
    try tiny.folder.write(idx([12], (0..<12).map { $0 % 3 == 0 ? 26 : 1 }), trainLabels)
    try tiny.folder.write(idx([5], [1, 26, 1, 26, 1]), testLabels)
    var source = IDX(folder: tiny.path)
    for split in [nil, SplitSpec(validation: 0.2, stratify: .byTarget)] {
      source.arrays.split = split
      let whole = try DatasetLoader.load(DataSource(source), dataDirectory: nil, trainLimit: nil, testLimit: nil)
      let test = try DatasetLoader.loadTest(DataSource(source), dataDirectory: nil, testLimit: nil)
      #expect(test.samples == whole.test && test.files == whole.files.filter(\.role.isOfTest))
      #expect(whole.heldOut == (split == nil ? 0 : 3))
      #expect(whole.interface.rows?.test == (split == nil ? nil : [1, 2, 3, 4, 5]))
    }
  }

  @Test func typesThatDoNotBelongTogether() throws {
    let tiny = try TinyDataset()
    try tiny.folder.write([0, 0, 9, 3] + idx([5, 3, 2], [UInt8](repeating: 1, count: 30))[4...], testImages)
    #expect(
      refusal(tiny) == "F/\(testImages): holds int8, and F/\(trainImages) holds uint8; save both as the same type")
    try tiny.folder.write([0, 0, 13, 1] + idx([5], [UInt8](repeating: 0x3f, count: 20))[4...], testLabels)
    try tiny.folder.write(idx([5, 3, 2], [UInt8](repeating: 1, count: 30)), testImages)
    #expect(
      refusal(tiny)
        == "F/\(testLabels): has 0.7470588088035583 at sample 0, and the loss needs classes, which are whole "
        + "numbers; for regression write loss: mse")
    try tiny.folder.write(idx([12], [UInt8](repeating: 1, count: 12)), trainImages)
    #expect(
      refusal(tiny) == "F/\(trainImages): has 1 dimension, as labels have; images have 3; are two files swapped?")
  }
}
