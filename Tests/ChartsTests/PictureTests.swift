import Charts
import Foundation
import Testing

@Suite struct ConfusionChartTests {
  private func chart(_ counts: [Int], recalls: [String] = ["0.999", "0.500"]) -> String {
    ConfusionChart(title: "m", labels: ["0", "1"], counts: counts, recalls: recalls, description: "d")
      .picture.element(id: "x")
  }

  private func opacities(_ counts: [Int], of look: String) -> [Double] {
    chart(counts).matches(of: /<rect class="([a-z]+)"[^>]* fill-opacity="([0-9.]+)"/)
      .filter { $0.1 == look }.compactMap { Double($0.2) }
  }

  @Test func everyCountStandsInItsCellAndEveryRecallBesideItsRow() {
    let texts = chart([980, 1, 0, 1135]).matches(of: /<text[^>]*>([^<]*)<\/text>/).map { String($0.1) }
    #expect(
      texts == [
        "m", "rows: the label, columns: the prediction", "recall", "0", "0", "0.999", "1", "1", "0.500", "980", "1",
        "·",
        "1135",
      ])
  }

  /// Errors have a hue of their own, shaded by their share of the largest error count, not of all answers: 0.1 + 0.5 ·
  /// 1 ÷ 30 and 0.6.
  @Test func errorsAreShadedByTheLargestError() {
    #expect(opacities([1000, 1, 30, 900], of: "error") == [0.12, 0.6])
    #expect(opacities([1_000_000, 1, 30, 900], of: "error") == [0.12, 0.6])
  }

  /// Shaded by recall, whatever the row's size: all, half, a quarter.
  @Test func hitsAreShadedByTheirRecall() {
    #expect(opacities([7, 0, 0, 9000], of: "shade") == [1, 1])
    #expect(opacities([5, 5, 30, 10], of: "shade") == [0.8, 0.2])
  }

  /// WCAG 2.1's contrast of 4.5 : 1, checked on the lightest and the darkest shade under each ink.
  @Test func numbersAreReadOnEveryShade() throws {
    for scheme in try Scheme.all() {
      for (ink, hue, opacities) in [
        ("ink", "error", [0.1, 0.6]), ("ink", "shade", [0.1, 0.3]), ("paper", "shade", [0.8, 1]),
        // A layer with parameters in a network's picture.
        ("quiet", "shade", [0.1]),
      ] {
        for opacity in opacities {
          let contrast = try scheme.contrast(ink, on: hue, opacity: opacity)
          #expect(contrast >= 4.5, "\(ink) on \(hue) at \(opacity): \(contrast)")
        }
      }
    }
  }

  @Test func anEmptyMatrixIsDrawn() { #expect(!chart([0, 0, 0, 0]).contains("fill-opacity")) }
}

@Suite struct ImageGridTests {
  /// Decoded by Python's zlib and its own reading of the chunks: inverted, the pixels are as they were, and the
  /// checksums are right.
  @Test func picturesAreValidPNG() throws {
    let pixels = (0..<28 * 28).map { UInt8(truncatingIfNeeded: $0 * 7) }
    let tile = ImageGrid.Tile(pixels: pixels, width: 28, lines: ["7"], isWrong: false)
    let svg = ImageGrid(title: "g", tiles: [tile], columns: 1, description: "").picture.file
    let url = try #require(svg.firstMatch(of: /data:image\/png;base64,([A-Za-z0-9+\/=]*)/)).1
    let script = """
      import base64, struct, sys, zlib
      data = base64.b64decode(sys.argv[1], validate=True)
      assert data[:8] == b"\\x89PNG\\r\\n\\x1a\\n"
      chunks, at = {}, 8
      while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + size]
        assert struct.unpack(">I", data[at + 8 + size:at + 12 + size])[0] == zlib.crc32(kind + body)
        chunks[kind], at = body, at + 12 + size
      width, height, depth, colour, *rest = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
      assert (depth, colour, rest) == (8, 0, [0, 0, 0]) and chunks[b"IEND"] == b""
      rows = zlib.decompress(chunks[b"IDAT"])
      assert all(rows[y * (width + 1)] == 0 for y in range(height))
      print(width, height, b"".join(rows[y * (width + 1) + 1:(y + 1) * (width + 1)] for y in range(height)).hex())
      """
    let output = try run("/usr/bin/env", ["python3", "-c", script, String(url)])
    let hex = pixels.map { 255 - $0 }.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    #expect(output == "28 28 \(hex)\n")
  }

  @Test func theWrongOneIsMarkedWithoutColour() {
    let tiles = [false, true].map { ImageGrid.Tile(pixels: [0, 255, 255, 0], width: 2, lines: ["5"], isWrong: $0) }
    let svg = ImageGrid(title: "g", tiles: tiles, columns: 2, description: "").picture.element(id: "x")
    #expect(svg.matches(of: /class="frame"/).count == 1)
    #expect(svg.matches(of: /class="wrong"/).count == 1)
    #expect(svg.contains(">5</text>") && svg.contains(">✗ 5</text>"))
  }

  private func run(_ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }
}

@Suite struct DotChartTests {
  @Test func aRowIsAConfiguration() {
    let rows = [("adam", 0.98), ("sgd", 0.96)].map { DotChart.Row($0, values: [Series.Point(x: $1, y: 0), nil]) }
    let svg = DotChart(
      title: "t", axis: Axis("accuracy"), series: [Series("test", [], look: 0), Series("validation", [], look: 1)],
      rows: rows, description: "d"
    ).picture.element(id: "x")
    #expect(svg.contains(">adam</text>") && svg.contains(">sgd</text>"))
    // A marker for each value, and one in the legend.
    #expect(svg.matches(of: /<circle class="m0"/).count == 3)
  }
}

@Suite struct PictureFileTests {
  private var picture: Picture {
    ImageGrid(
      title: "a & b", tiles: [.init(pixels: [0], width: 1, lines: [], isWrong: false)], columns: 1, description: "x"
    ).picture
  }

  @Test func aFileIsAWholeDocument() throws {
    let file = Picture([picture, picture], columns: 2, title: "both").file
    let parser = XMLParserOutcome(file)
    #expect(parser.problem == nil)
    #expect(parser.names.filter { $0 == "image" }.count == 2)
    #expect(file.contains("<desc id=\"picture-desc\">a &amp; b: x a &amp; b: x</desc>"))
  }

  /// Colours that only browsers understand turn black elsewhere, so every element has its own.
  @Test func aFileNeedsNoStyleSheet() throws {
    let points = [Series.Point(x: 1, y: 0.5, spread: 0.4...0.6), Series.Point(x: 2, y: 0.7)]
    let series = (0..<Series.looks).map { Series("s\($0)", points, look: $0) }
    let pictures = [
      picture, LineChart(title: "l", x: Axis("x"), y: Axis("y"), series: series, description: "").picture,
      DotChart(
        title: "d", axis: Axis("x"), series: series, rows: [.init("r", values: points)], description: ""
      ).picture,
      ConfusionChart(title: "c", labels: ["0"], counts: [1], recalls: ["1.000"], description: "").picture,
      FlowChart(title: "f", parts: FlowLayoutTests.nested).picture,
    ]
    for picture in pictures + [Picture(pictures, columns: 2, title: "all")] {
      let file = picture.file
      for word in ["var(", "@media", "<style", "class=", "style="] { #expect(!file.contains(word), "\(word)") }
      #expect(file.contains("<rect fill=\"#fff\" width="))
      for element in file.matches(of: /<(text|path|rect|circle) [^>]*>/) {
        #expect(element.0.contains(" fill=\"#") || element.0.contains(" fill=\"none\" stroke=\"#"), "\(element.0)")
      }
    }
  }

  /// WCAG 2.1: text 4.5 : 1, lines and markers 3 : 1, against the paper, in each of the three schemes.
  @Test func everyColourIsSeenOnItsPaper() throws {
    for scheme in try Scheme.all() {
      for name in ["ink", "quiet", "shade"] { #expect(try scheme.contrast(name, on: "paper") >= 4.5, "\(name)") }
      #expect(try scheme.contrast("error", on: "paper") >= 3)
      for index in 0..<Series.looks { #expect(try scheme.contrast("s\(index)", on: "paper") >= 3, "s\(index)") }
    }
  }
}

/// The colours of one of the style sheet's schemes.
private struct Scheme {
  private var colours: [Substring: [Double]] = [:]

  static func all() throws -> [Scheme] {
    let schemes = Style.sheet.matches(of: /\.chart\{--ink([^}]*)\}/).map { Scheme("--ink" + $0.1) }
    try #require(schemes.count == 3)
    return schemes
  }

  private init(_ text: String) {
    for match in text.matches(of: /--([a-z0-9]+):#([0-9a-f]+)/) {
      let digits = match.2.count == 3 ? match.2.map { "\($0)\($0)" }.joined() : String(match.2)
      colours[match.1] = stride(from: 0, to: 6, by: 2).map { start in
        Double(Int(digits.dropFirst(start).prefix(2), radix: 16) ?? 0) / 255
      }
    }
  }

  /// - Parameter opacity: that of the background, over the paper.
  func contrast(_ name: String, on ground: String, opacity: Double = 1) throws -> Double {
    let (colour, hue, paper) = try (
      #require(colours[name[...]]), #require(colours[ground[...]]), #require(colours["paper"])
    )
    let under = Self.luminance(zip(hue, paper).map { $0 * opacity + $1 * (1 - opacity) })
    let over = Self.luminance(colour)
    return (max(over, under) + 0.05) / (min(over, under) + 0.05)
  }

  private static func luminance(_ colour: [Double]) -> Double {
    let channels = colour.map { $0 <= 0.03928 ? $0 / 12.92 : Foundation.pow(($0 + 0.055) / 1.055, 2.4) }
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
  }
}

/// What Python's XML parser makes of a document: the elements' names, or its complaint.
private struct XMLParserOutcome {
  var names: [String] = []
  var problem: String?

  init(_ text: String) {
    let script = """
      import sys, xml.etree.ElementTree as tree
      print("\\n".join(e.tag.split("}")[-1] for e in tree.fromstring(sys.stdin.buffer.read()).iter()))
      """
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    do { try process.run() } catch {
      problem = "\(error)"
      return
    }
    input.fileHandleForWriting.write(Data(text.utf8))
    input.fileHandleForWriting.closeFile()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    names = String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    if process.terminationStatus != 0 { problem = "no XML" }
  }
}
