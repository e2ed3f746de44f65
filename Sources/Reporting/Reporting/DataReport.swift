import Charts
import Datasets
import Text

/// What a data set contains.
public struct DataReport {
  struct Part {
    var name: String
    var images: Int
    var pixels: ArraySlice<UInt8>
    var counts: [Int]
  }

  public let counts: ClassCounts
  let dataset: ImageDataset
  let classNames: [String]
  /// The parts of the data, except those without images.
  let parts: [Part]
  /// For each class that has one, its first test image.
  let samples: [(label: Int, index: Int)]

  public init(_ dataset: ImageDataset, classNames: [String], validationSplit: Double) {
    self.dataset = dataset
    self.classNames = classNames
    counts = ClassCounts(dataset, validationSplit: validationSplit)
    let (training, test) = (dataset.training, dataset.test)
    let split = ValidationSplit(count: training.count, fraction: validationSplit)
    let border = split.training * training.height * training.width
    parts = [
      Part(
        name: "training", images: split.training, pixels: training.pixels[..<border], counts: counts.training),
      Part(
        name: "validation", images: split.validation, pixels: training.pixels[border...], counts: counts.validation),
      Part(name: "test", images: test.count, pixels: test.pixels[...], counts: counts.test),
    ].filter { $0.images > 0 }
    samples = (0..<dataset.classes).compactMap { label in
      test.labels.firstIndex(of: UInt8(label)).map { (label, $0) }
    }
  }

  func shape(_ part: Part) -> [Int] { [part.images, dataset.training.height, dataset.training.width, 1] }

  /// - Parameter width: of the terminal; nil for a file.
  public func text(width: Int?) -> String {
    [shapeTable.text, classTable.text, fileTable.text, pictures(width ?? 80)].joined(separator: "\n")
  }

  private var shapeTable: TextTable {
    TextTable(
      columns: [("images", .left), ("shape", .left), ("elements", .left), ("range", .left)],
      rows: parts.map { part in
        let range = "\(part.pixels.min() ?? 0) to \(part.pixels.max() ?? 0)"
        return [part.name, "\(shape(part))", "unsigned bytes", range]
      })
  }

  private var classTable: TextTable {
    TextTable(
      columns: [("class", .left)] + parts.map { ($0.name, .right) },
      rows: classNames.indices.map { label in
        let name = classNames[label] == String(label) ? "" : " \(classNames[label])"
        return ["\(label)\(name)"] + parts.map { grouped($0.counts[label]) }
      },
      footer: ["images"] + parts.map { grouped($0.images) })
  }

  private var fileTable: TextTable {
    TextTable(
      columns: [("file", .left), ("SHA-256, decompressed", .left)],
      rows: dataset.fileHashes.map { [$0.file, $0.sha256] })
  }

  /// A test image of each class, as many side by side as fit.
  private func pictures(_ width: Int) -> String {
    let test = dataset.test
    let blocks = samples.map { sample in
      let size = test.height * test.width
      let title = "\(classNames[sample.label]) (test image \(sample.index))"
      return [title] + asciiPicture(test.pixels[sample.index * size..<(sample.index + 1) * size], width: test.width)
    }
    let blockWidth = blocks.joined().map(\.terminalColumns).max() ?? 1
    let perRow = max(1, (width + 2) / (blockWidth + 2))
    return stride(from: 0, to: blocks.count, by: perRow).map { start in
      Self.sideBySide(Array(blocks[start..<min(start + perRow, blocks.count)]), blockWidth)
    }.joined(separator: "\n")
  }

  /// The same images as a drawing.
  public var picture: Picture { PredictionPictures.digits(dataset.test, dataset: dataset.name) }

  /// Joins blocks, which must all have as many lines as the first.
  private static func sideBySide(_ blocks: [[String]], _ width: Int) -> String {
    (blocks.first ?? []).indices.map { line in
      blocks.map { $0[line].padded(toWidth: width) }.joined(separator: "  ").trimmedRight + "\n"
    }.joined()
  }
}

extension DataReport {
  /// For other programs.
  public var json: JSONValue {
    .object([
      .init("dataset", .string(dataset.name)),
      .init("parts", .list(parts.map(json))),
      .init("classes", .list(classNames.indices.map(json))),
      .init(
        "files",
        .list(
          dataset.fileHashes.map { .object([.init("name", .string($0.file)), .init("sha256", .string($0.sha256))]) })),
      .init(
        "samples",
        .list(samples.map { .object([.init("class", .integer($0.label)), .init("test_image", .integer($0.index))]) })),
      .init("warnings", .list(counts.warnings.map(JSONValue.string))),
    ])
  }

  private func json(_ part: Part) -> JSONValue {
    .object([
      .init("part", .string(part.name)),
      .init("shape", .list(shape(part).map(JSONValue.integer))),
      .init("element", .string("uint8")),
      .init("minimum", .integer(Int(part.pixels.min() ?? 0))),
      .init("maximum", .integer(Int(part.pixels.max() ?? 0))),
    ])
  }

  private func json(_ label: Int) -> JSONValue {
    .object(
      [.init("class", .integer(label)), .init("name", .string(classNames[label]))]
        + parts.map { .init($0.name, .integer($0.counts[label])) })
  }
}
