import Datasets
import Foundation
import Testing
import Text

/// A folder of a person's own pictures, from its first run to answers about other pictures.
@Suite struct OwnPictureTests {
  private let here = Workspace()

  /// Six red and six green pictures of 6 × 4 to 9 × 7 pixels.
  init() throws {
    for (index, name) in ["red", "green"].enumerated() {
      for number in 0..<6 {
        let (width, height) = (6 + number % 4, 4 + number % 4)
        try here.write(Self.ppm(width, height, channel: index, 140 + 20 * number), to: "own/\(name)/\(number).ppm")
      }
    }
    try here.write(
      """
      dataset: {images: own, image_size: [5, 5], split: {test: 4, stratify: true}}
      layers: [flatten, dense: {units: 2, activation: softmax}]
      loss: categorical_crossentropy
      optimizer: {adam: {learning_rate: 0.05}}
      batch_size: 4
      epochs: 20

      """, to: "own.yaml")
  }

  /// One channel is bright, and all have a gradient.
  private static func ppm(_ width: Int, _ height: Int, channel: Int, _ bright: Int) -> [UInt8] {
    let pixels = (0..<width * height).flatMap { pixel in
      (0..<3).map { UInt8(min(255, ($0 == channel ? bright : 30) + pixel % width * 3)) }
    }
    return Array("P6 \(width) \(height) 255\n".utf8) + pixels
  }

  private func train(_ name: String, _ settings: String...) throws {
    let words = settings.flatMap { ["--set", $0] }.map { "'\($0)'" }.joined(separator: " ")
    let outcome = try here.shell("$RUNNER own.yaml -q --set name=\(name) \(words)")
    try #require(outcome.status == 0, "\(outcome)")
  }

  /// The files of the test part, in its order.
  private func testFiles(_ name: String) throws -> [String] {
    let rows = try JSONValue(text: here.read("results/\(name)/preprocessing.json"))["rows"]?["test"]?.items ?? []
    let files = ["green", "red"].flatMap { kind in (0..<6).map { "own/\(kind)/\($0).ppm" } }
    return rows.compactMap { Int($0.line) }.map { files[$0 - 1] }
  }

  private func answers(_ arguments: String) throws -> CSVTable {
    let outcome = try here.shell("$RUNNER predict \(arguments) --csv")
    #expect(outcome.status == 0 && outcome.stderr.isEmpty, "\(outcome)")
    return try #require(CSVTable(text: outcome.stdout))
  }

  /// However pictures were prepared, a file gets the answer that it got in the test.
  @Test(arguments: [
    [], ["dataset.color_mode=grayscale"], ["dataset.interpolation=area", "dataset.crop_to_aspect_ratio=true"],
    ["dataset.pad_to_aspect_ratio=true", "dataset.rescale=0.01"],
  ])
  func aFileIsReadAsTheDataSetsPicturesWere(_ settings: [String]) throws {
    let words = settings.flatMap { ["--set", $0] }.joined(separator: " ")
    try #require(try here.shell("$RUNNER own.yaml -q \(words)").status == 0)
    let files = try testFiles("own")
    #expect(files.count == 4)
    let read = try answers("own " + files.joined(separator: " "))
    let tested = try answers("own --test 0-3")
    #expect(read.header == ["image", "label", "predicted", "p_green", "p_red", "notes"])
    #expect(read.rows.map { $0[2...] } == tested.rows.map { $0[2...] })
    #expect(tested.rows.map { $0[1] } == files.map { $0.contains("red") ? "red" : "green" })
    let saved = try #require(CSVTable(text: here.read("results/own/predictions.csv")))
    #expect(saved.rows.map { $0[4...] } == read.rows.map { $0[3...4] })
  }

  @Test func otherFormatsAndOneOutput() throws {
    try train("one", "layers[1].dense={units: 1, activation: sigmoid}", "loss=binary_crossentropy")
    try here.write(Self.bmp(7, 7, channel: 1, 200), to: "mine.bmp")
    let table = try answers("one mine.bmp own/red/0.ppm")
    #expect(table.rows.map { $0[2] } == ["green", "red"])
    for row in table.rows { #expect(abs((Double(row[3]) ?? 0) + (Double(row[4]) ?? 0) - 1) < 1e-6) }
    let text = try here.run("predict", "one", "mine.bmp")
    #expect(text.stdout.hasPrefix("mine.bmp: green\n") && text.stdout.contains(#/green +[01]\./#))
    let json = try JSONValue(text: here.run("predict", "one", "--test", "0", "--json").stdout)
    #expect(json.items?[0]["label"] == .string("green") && json.items?[0]["outputs"]?.items?.count == 2)
  }

  /// Bottom row first, blue before green before red.
  private static func bmp(_ width: Int, _ height: Int, channel: Int, _ bright: UInt8) -> [UInt8] {
    func little(_ number: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(number >> (8 * $0) & 255) } }
    let row = (0..<width).flatMap { _ in (0..<3).map { 2 - $0 == channel ? bright : 30 } }
    let padded = row + [UInt8](repeating: 0, count: (4 - row.count % 4) % 4)
    let pixels = (0..<height).flatMap { _ in padded }
    let info = little(40, 4) + little(width, 4) + little(height, 4) + little(1, 2) + little(24, 2)
    return Array("BM".utf8) + little(54 + pixels.count, 4) + little(0, 4) + little(54, 4) + info
      + [UInt8](repeating: 0, count: 24) + pixels
  }

  @Test func inkIsNotGuessedInPhotographs() throws {
    try train("own", "dataset.color_mode=grayscale")
    for option in ["--invert", "--as-is"] {
      let outcome = try here.run("predict", "own", "own/red/0.ppm", option)
      #expect(outcome.status == 64)
      #expect(
        outcome.stderr
          == "error: \(option): 'own' was trained on pictures that are no drawings in ink, and reads others as it read "
          + "them; leave \(option) out\n")
    }
    let missing = try here.run("predict", "own", "none.png", "own/red/0.ppm")
    #expect(missing.status == 66 && missing.stdout.hasPrefix("own/red/0.ppm: "))
  }

  @Test func coloursAreDrawn() throws {
    let outcome = try here.run("data", "own.yaml", "--pictures", "own.svg")
    #expect(outcome.status == 0, "\(outcome)")
    #expect(
      outcome.stdout.contains(
        """
        file            SHA-256, decompressed
        ──────────────  ────────────────────────────────────────────────────────────────
        own (12 files)
        """) && outcome.stdout.contains("\ngreen          4     2\nred            4     2\n"), "\(outcome.stdout)")
    let pictures = try here.read("own.svg").split(separator: "data:image/png;base64,").dropFirst()
    #expect(pictures.count == 2)
    for (index, picture) in pictures.enumerated() {
      let data = try #require(Data(base64Encoded: String(picture.prefix { $0 != "\"" })))
      try here.write([UInt8](data), to: "drawn.png")
      let drawn = try Raster(file: here.path + "/drawn.png")
      #expect((drawn.width, drawn.height, drawn.channels) == (5, 5, 3))
      // Green is first.
      let (red, green) = (drawn.samples[0], drawn.samples[1])
      #expect(index == 0 ? green > red + 50 : red > green + 50)
    }
    try train("own")
    let page = try here.run("report", "own")
    #expect(page.status == 0)
    #expect(try here.read("results/report.html").contains("own: the first test image of each class"))
  }

  @Test func theOrderOfClassesIsAPlainLine() throws {
    let outcome = try here.run("validate", "own.yaml")
    #expect(outcome.stderr == "own: classes in this order: green, red\n")
    try train("own")
    let files = try JSONValue(text: here.read("results/own.json"))["data"]?["files"]?.items?.first
    #expect(files?["file"] == .string("own") && files?["count"] == .integer(12))
  }
}
