import Charts
import Foundation
import Testing

@Suite struct HeatMapTests {
  private func map(_ counts: [Int]) -> String {
    HeatMap(
      title: "m", rowTitle: "the label", columnTitle: "the prediction", labels: ["0", "1"], counts: counts,
      description: "d"
    ).picture.element(id: "x")
  }

  @Test func everyCountStandsInItsCell() {
    let texts = map([980, 1, 0, 1135]).matches(of: /<text[^>]*>([^<]*)<\/text>/).map { String($0.1) }
    #expect(
      texts == ["m", "rows: the label, columns: the prediction", "0", "0", "1", "1", "980", "1", "·", "1135"])
  }

  /// One error among a thousand hits is shaded, and more errors are darker.
  @Test func fewErrorsAreSeen() {
    let shades = map([1000, 1, 30, 900]).matches(of: /fill-opacity="([0-9.]+)"/).compactMap { Double($0.1) }
    #expect(shades.count == 4)
    #expect(shades[1] == 0.12)
    #expect(shades[1] < shades[2] && shades[2] <= 0.36)
    #expect(shades[0] == 1 && shades[3] > 0.85)
  }

  @Test func anEmptyMatrixIsDrawn() { #expect(!map([0, 0, 0, 0]).contains("fill-opacity")) }
}

@Suite struct ImageGridTests {
  /// Decoded by Python's zlib and its own reading of the chunks: the pixels as they were, in the negative, and checksums right.
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
    // A marker a value, and one in the legend.
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
    #expect(file.contains("prefers-color-scheme:dark"))
  }

  /// WCAG 2.1: text 4.5 : 1, lines and markers 3 : 1, against the paper, in each of the three schemes.
  @Test func everyColourIsSeenOnItsPaper() throws {
    let schemes = Style.sheet.matches(of: /\.chart\{--ink([^}]*)\}/).map { "--ink" + $0.1 }
    #expect(schemes.count == 3)
    for scheme in schemes {
      var colours: [Substring: Double] = [:]
      for match in scheme.matches(of: /--([a-z0-9]+):#([0-9a-f]+)/) { colours[match.1] = luminance(String(match.2)) }
      let paper = try #require(colours["paper"])
      func contrast(_ name: String) throws -> Double {
        let colour = try #require(colours[name[...]])
        return (max(colour, paper) + 0.05) / (min(colour, paper) + 0.05)
      }
      for name in ["ink", "quiet", "shade"] { #expect(try contrast(name) >= 4.5, "\(name) in \(scheme)") }
      for index in 0..<Series.looks { #expect(try contrast("s\(index)") >= 3, "s\(index) in \(scheme)") }
    }
  }

  private func luminance(_ hex: String) -> Double {
    let digits = hex.count == 3 ? hex.map { "\($0)\($0)" }.joined() : hex
    let channels = stride(from: 0, to: 6, by: 2).map { start -> Double in
      let value = Double(Int(digits.dropFirst(start).prefix(2), radix: 16) ?? 0) / 255
      return value <= 0.03928 ? value / 12.92 : Foundation.pow((value + 0.055) / 1.055, 2.4)
    }
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
