import ArgumentParser
import Files
import Glibc
import Reporting

enum PictureFormat: String, ExpressibleByArgument, CaseIterable {
  case svg, png
}

/// Writes a page's pictures into a folder of the reader's choice, for a paper or slides.
struct PictureExport {
  private let folder: String
  private let format: PictureFormat
  private let rasterizer: Rasterizer?

  /// - Throws: a `Failure` where there is nothing to paint PNG with.
  init(to folder: String, as format: PictureFormat) throws {
    self.folder = folder
    self.format = format
    rasterizer = format == .png ? try Rasterizer() : nil
  }

  /// - Returns: how many files were written.
  func write(_ pictures: [PictureFile]) throws -> Int {
    for picture in pictures {
      let path = "\(folder)/\(picture.name).\(format.rawValue)"
      try AtomicFile.makeDirectories(runner.folder(of: path), below: folder)
      let drawing = picture.picture.file
      try AtomicFile.write(rasterizer?.png(drawing, for: path) ?? Array(drawing.utf8), to: path)
    }
    return pictures.count
  }
}

/// librsvg's program. To paint SVG is not for us to write, and a library for it would have to be there at every start.
private final class Rasterizer {
  private static let program = "rsvg-convert"
  /// Of our own, so that nobody else's link or file is in the way.
  private let folder: String

  init() throws {
    do { _ = try ChildProcess.answer(of: Self.program, ["--version"]) } catch {
      throw Failure(
        .missingInput,
        "error: --format png: \(Self.program), which paints the pictures, cannot be started: "
          + "\(String(cString: strerror(error.code))); install it (librsvg2-bin on Debian and Ubuntu), or leave --format out "
          + "for SVG")
    }
    var template = Array(((Console.environment("TMPDIR") ?? "/tmp") + "/runner-pictures-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else {
      throw FileProblem(path: Console.environment("TMPDIR") ?? "/tmp", operation: "create folder", code: errno)
    }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    for name in ["drawing.svg", "painting.png"] { unlink(folder + "/" + name) }
    rmdir(folder)
  }

  /// Twice as large as on the page: 300 dots an inch at a width of 15 cm.
  func png(_ drawing: String, for path: String) throws -> [UInt8] {
    let (source, target) = (folder + "/drawing.svg", folder + "/painting.png")
    try AtomicFile.write(drawing, to: source)
    let answer = try ChildProcess.answer(of: Self.program, ["--zoom", "2", "--output", target, source])
    guard answer.outcome == .exited(0) else {
      let reason = answer.stderr.split(separator: "\n").first.map { ": \($0)" } ?? ""
      throw Failure(.inputOutput, "error: \(path): \(Self.program) failed\(reason)")
    }
    return try AtomicFile.read(target)
  }
}
