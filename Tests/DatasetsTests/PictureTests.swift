import Catalog
import Datasets
import Foundation
import Geometry
import Testing

/// Pictures as Pillow and TensorFlow read and resize them: Fixtures/pictures.
@Suite struct PictureTests {
  struct Expected: Sendable, CustomTestStringConvertible {
    let name: String
    let picture: Raster

    /// - Parameter line: file, width, height, channels, white, values.
    init(line: Substring) {
      let words = line.split(separator: " ")
      let numbers = words.dropFirst().map { Int($0)! }  // the script writes numbers
      name = String(words[0])
      picture = Raster(
        width: numbers[0], height: numbers[1], channels: numbers[2], white: numbers[3],
        samples: numbers.dropFirst(4).map(UInt16.init))
    }

    var testDescription: String { name }

    static let all = PictureTests.lines("expected.txt").map(Expected.init)
  }

  @Test(arguments: Expected.all) func isReadAsByPillow(_ expected: Expected) throws {
    var picture = try Raster(file: fixture("pictures/" + expected.name))
    #expect(picture.notes == Self.notes[expected.name, default: []])
    picture.notes = []
    #expect(picture == expected.picture)
  }

  private static let notes = [
    "rgba.png": ["its transparent parts were put on black"],
    "grey-alpha.png": ["its transparent parts were put on black"],
    "palette-alpha.png": ["its transparent parts were put on black"],
    "turned.jpg": ["its EXIF orientation is not applied"],
  ]

  @Test func plainColourMap() throws {
    let folder = try TemporaryFolder()
    try folder.write("P3 2 1 3 # red, grey\n 3 0 0\n 1 1 1\n".utf8, "a.ppm")
    #expect(
      try Raster(file: folder.path + "/a.ppm")
        == Raster(width: 2, height: 1, channels: 3, samples: [255, 0, 0, 85, 85, 85]))
  }

  struct Resized: Sendable, CustomTestStringConvertible {
    let words: [Substring]

    var method: String { String(words[0]) }
    var numbers: [Double] { words.dropFirst().map { Double($0)! } }  // the script writes numbers
    var testDescription: String { words.prefix(6).joined(separator: " ") }

    static let all = PictureTests.lines("resized.txt").map { Resized(words: $0.split(separator: " ")) }
  }

  /// To the nearest whole number, which may be either of two in the middle between them. With 16 bits, in which a unit is 257, it is
  /// within 1e-4 of white.
  @Test(arguments: Resized.all, [1, 257]) func isResizedAsByTensorFlow(_ resized: Resized, unit: Int) throws {
    let numbers = resized.numbers
    let (height, width, channels) = (Int(numbers[0]), Int(numbers[1]), Int(numbers[2]))
    let picture = Raster(
      width: width, height: height, channels: channels, white: 255 * unit,
      samples: (0..<height * width * channels).map { UInt16(($0 * 37 + 11) % 256 * unit) })
    var settings = PictureSettings()
    settings.colorMode = channels == 1 ? .grayscale : .rgb
    settings.interpolation = PictureSettings.Interpolation(rawValue: resized.method) ?? .bilinear
    settings.cropsToAspectRatio = resized.method == "crop"
    settings.padsToAspectRatio = resized.method == "pad"
    let made = try picture.prepared(settings, size: Extent2D(Int(numbers[3]), Int(numbers[4])), "")
    let expected = numbers.dropFirst(5)
    #expect(made.samples.count == expected.count)
    let tolerance = 0.5 / Double(unit) + 1e-3
    #expect(unit == 1 || tolerance / 255 < 1e-4)
    for (value, number) in zip(made.samples, expected) {
      guard (Double(value) / Double(unit) - number).magnitude <= tolerance else {
        Issue.record("\(value) for \(number)")
        return
      }
    }
  }

  @Test func coloursBecomeGreyAndGreysColours() throws {
    let picture = Raster(width: 2, height: 1, channels: 3, samples: [255, 0, 0, 10, 20, 30])
    // (299 · 255 + 500) ÷ 1000, and (299 · 10 + 587 · 20 + 114 · 30 + 500) ÷ 1000
    #expect(picture.converted(channels: 1).samples == [76, 18])
    #expect(picture.converted(channels: 1).converted(channels: 3).samples == [76, 76, 76, 18, 18, 18])
    #expect(picture.converted(channels: 3) == picture)
  }

  @Test func aWordForEachOtherFile() throws {
    let folder = try TemporaryFolder()
    #expect(
      refusal(fixture("pictures/cmyk.jpg")) == "cmyk.jpg: is a JPEG in CMYK, the colours of print; convert it to RGB")
    let needed = "where a PNG, JPEG, BMP, PGM or PPM is needed"
    let files: [(String, String)] = [
      ("", "is empty; remove it, or save it again"),
      ("GIF89a", "is a GIF, \(needed); convert it to PNG, or move it elsewhere"),
      ("version https://git-lfs.github.com/spec/v1\n", "is a Git LFS pointer, \(needed); run git lfs pull"),
      (
        "<!DOCTYPE html>",
        "is a web page, \(needed); the download was refused or has moved: open the file to see what it says"
      ),
    ]
    for (content, problem) in files {
      try folder.write(content.utf8, "a.jpg")
      #expect(refusal(folder.path + "/a.jpg") == "a.jpg: " + problem)
    }
  }

  /// Every truncation is refused, and no change of a byte is a trap, a hang, or a picture of another size.
  @Test(arguments: [
    "rgba.png", "rgb-16.png", "palette.png", "420.jpg", "progressive.jpg", "rgb.bmp", "palette.bmp", "rgb.ppm",
  ])
  func damageIsRefused(_ name: String) throws {
    let whole = [UInt8](try Data(contentsOf: URL(filePath: fixture("pictures/" + name))))
    for length in 0..<whole.count {
      #expect(throws: DatasetProblem.self, "\(length) bytes") { try Raster(Array(whole[..<length]), "a") }
    }
    var random = SystemRandomNumberGenerator()
    for _ in 0..<300 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      if let picture = try? Raster(bytes, "a") {
        #expect(picture.samples.allSatisfy { $0 <= picture.white }, "\(bytes)")
      }
    }
  }

  /// Both carry tables, and none of what they claim is believed.
  @Test func sizesAreCheckedBeforeMemoryIsTaken() throws {
    let folder = try TemporaryFolder()
    var jpeg = [UInt8](try Data(contentsOf: URL(filePath: fixture("pictures/420.jpg"))))
    let frame = try #require(jpeg.indices.first { jpeg[$0...].starts(with: [0xff, 0xc0]) })
    jpeg.replaceSubrange(frame + 5..<frame + 9, with: [0xff, 0xdc, 0xff, 0xdc])
    try folder.write(jpeg, "a")
    let limit = "a side may have 1 to 16384, the picture 67108864; make it smaller"
    #expect(refusal(folder.path + "/a") == "a: is 65500 × 65500 pixels; \(limit)")
    var bmp = [UInt8](try Data(contentsOf: URL(filePath: fixture("pictures/rgb.bmp"))))
    bmp.replaceSubrange(18..<26, with: [0, 0x20, 0, 0, 0, 0x20, 0, 0])
    try folder.write(bmp, "a")
    #expect(
      refusal(folder.path + "/a")
        == "a: is a damaged BMP (it has 120 of 201326592 bytes of pixels); save it again")
  }

  fileprivate static func lines(_ name: String) -> [Substring] {
    ((try? String(contentsOfFile: fixture("pictures/" + name), encoding: .utf8)) ?? "").split(separator: "\n")
  }

  /// The message that refuses a file, without its folder.
  private func refusal(_ path: String, sourceLocation: SourceLocation = #_sourceLocation) -> String {
    do throws(DatasetProblem) {
      _ = try Raster(file: path)
      Issue.record("nothing was refused", sourceLocation: sourceLocation)
      return ""
    } catch {
      let folder = URL(filePath: path).deletingLastPathComponent().path + "/"
      return error.description.replacingOccurrences(of: folder, with: "")
    }
  }
}
