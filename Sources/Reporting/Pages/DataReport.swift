import Catalog
import Charts
import Datasets
import Reporting
import Text

/// What a data set contains.
public struct DataReport {
  struct Part {
    var name: String
    var images: Int
    var range: (minimum: JSONValue, maximum: JSONValue)
    var counts: [Int]
  }

  public let counts: ClassCounts
  let dataset: Dataset
  /// The parts of the data, except those without images.
  let parts: [Part]
  /// The test images; nil if they are not pictures.
  private let pictures: SamplePictures?
  /// For each class that has one, its first test image.
  let samples: [(label: Int, index: Int)]
  private var classNames: [String] { dataset.interface.classNames }
  private var input: DataInterface.Input { dataset.interface.input }
  private var kind: SampleKind { dataset.interface.sampleKind }
  /// Whether classes are called by their names alone.
  private var hasNames: Bool { dataset.hashes != nil }

  public init(_ dataset: Dataset, validationSplit: Double) {
    self.dataset = dataset
    counts = ClassCounts(dataset, validationSplit: validationSplit)
    let (training, test) = (dataset.training, dataset.test)
    let split = dataset.split(validationSplit)
    func part(_ name: String, _ samples: Samples, _ range: Range<Int>, _ counts: [Int]) -> Part {
      // Nothing is known of a part without images, which is left out.
      let ends = samples.inputs[0].ends(range, of: samples.count) ?? (.null, .null)
      return Part(name: name, images: range.count, range: ends, counts: counts)
    }
    parts = [
      part("training", training, 0..<split.training, counts.training),
      part("validation", training, split.training..<training.count, counts.validation),
      part("test", test, 0..<test.count, counts.test),
    ].filter { $0.images > 0 }
    pictures = SamplePictures(test)
    samples = pictures?.firstOfEachClass ?? []
  }

  /// Each with its next step.
  public var warnings: [String] { counts.warnings + dataset.notes }

  func shape(_ part: Part) -> [Int] { [part.images] + input.shape.dimensions }

  /// - Parameter width: of the terminal; nil for a file.
  public func text(width: Int?) -> String {
    let classes = classNames.isEmpty ? nil : classTable.text
    let parts = [
      shapeTable.text, dataset.leftOut.map { $0 + "\n" }, classes, tableText, fileTable.text, drawings(width ?? 80),
    ]
    return parts.compactMap(\.self).joined(separator: "\n")
  }

  private var shapeTable: TextTable {
    TextTable(
      columns: [(kind.plural, .left), ("shape", .left), ("elements", .left), ("range", .left)],
      rows: parts.map { part in
        let range = "\(part.range.minimum.line) to \(part.range.maximum.line)"
        return [part.name, "\(shape(part))", input.element.words, range]
      })
  }

  private var classTable: TextTable {
    TextTable(
      columns: [("class", .left)] + parts.map { ($0.name, .right) },
      rows: classNames.indices.map { label in
        [hasNames ? classNames[label] : labelled(label, classNames)] + parts.map { grouped($0.counts[label]) }
      },
      footer: [kind.plural] + parts.map { grouped($0.images) })
  }

  private var fileTable: TextTable {
    TextTable(
      columns: [("file", .left), ("SHA-256, decompressed", .left)],
      rows: dataset.files.map { file in
        [file.name + (file.count.map { " (\(counted($0, "file")))" } ?? ""), file.sha256]
      })
  }

  /// A test image of each class, as many side by side as fit.
  private func drawings(_ width: Int) -> String {
    guard let pictures else { return "" }
    let blocks = samples.prefix(Self.mostDrawn).map { sample in
      let picture = pictures.greyThumbnail(of: sample.index, side: 40)
      return ["\(classNames[sample.label]) (test image \(sample.index))"]
        + asciiPicture(picture.pixels[...], width: picture.width)
    }
    let blockWidth = blocks.joined().map(\.terminalColumns).max() ?? 1
    let perRow = max(1, (width + 2) / (blockWidth + 2))
    return stride(from: 0, to: blocks.count, by: perRow).map { start in
      Self.sideBySide(Array(blocks[start..<min(start + perRow, blocks.count)]), blockWidth)
    }.joined(separator: "\n")
  }

  private static let mostDrawn = 20

  /// The same images as a drawing, or what the columns of a table hold.
  public var picture: Picture? {
    pictures.map { PredictionPictures.digits($0, dataset: dataset.name, hasNames: hasNames) } ?? columns
  }

  private var columns: Picture? {
    let count = parts.first { $0.name == "training" }?.images ?? 0
    let distributions = dataset.training.distributions(0..<count)
    return ColumnPictures(dataset: dataset.name, distributions: distributions, count: count).picture
  }

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
    let columns: [JSONValue.Member] = columnsJSON.map { [.init("columns", $0)] } ?? []
    let start: [JSONValue.Member] = [
      .init("dataset", .string(dataset.name)),
      .init("parts", .list(parts.map(json))),
      .init("classes", .list(classNames.indices.map(json))),
    ]
    let end: [JSONValue.Member] = [
      .init(
        "files",
        .list(
          dataset.files.map { .object([.init("name", .string($0.name)), .init("sha256", .string($0.sha256))]) })),
      .init(
        "samples",
        .list(samples.map { .object([.init("class", .integer($0.label)), .init("test_image", .integer($0.index))]) })),
      .init("warnings", .list(warnings.map(JSONValue.string))),
    ]
    return .object(start + columns + end)
  }

  private func json(_ part: Part) -> JSONValue {
    .object([
      .init("part", .string(part.name)),
      .init("shape", .list(shape(part).map(JSONValue.integer))),
      .init("element", .string(input.element.name)),
      .init("minimum", part.range.minimum),
      .init("maximum", part.range.maximum),
    ])
  }

  private func json(_ label: Int) -> JSONValue {
    .object(
      [.init("class", .integer(label)), .init("name", .string(classNames[label]))]
        + parts.map { .init($0.name, .integer($0.counts[label])) })
  }
}

extension DataInterface.Element {
  fileprivate var words: String {
    switch self {
    case .byte: "unsigned bytes"
    case .word: "unsigned numbers of 16 bits"
    case .float: "numbers"
    }
  }
}

extension Samples.Values {
  /// The smallest and the largest number in some samples; nil if there are none.
  fileprivate func ends(_ samples: Range<Int>, of count: Int) -> (minimum: JSONValue, maximum: JSONValue)? {
    let size = self.count / count
    return ends(samples.lowerBound * size..<samples.upperBound * size).map { ends in
      if case .floats = self { return (.float(ends.minimum), .float(ends.maximum)) }
      return (.integer(Int(ends.minimum)), .integer(Int(ends.maximum)))
    }
  }
}
