import Files
import Glibc
import Machine
import Pages
import Processes
import Runs

package enum PictureFormat: String, CaseIterable, Sendable {
  case svg, png

  /// The format for a file name's extension.
  package init?(endingOf path: String) {
    guard let format = Self.allCases.first(where: { path.lowercased().hasSuffix("." + $0.rawValue) }) else {
      return nil
    }
    self = format
  }
}

/// Writes drawings as files of one format.
package struct PictureWriter {
  private let rasterizer: Rasterizer?

  /// - Parameters:
  ///   - option: the one on the command line that asked for the format.
  ///   - alternative: what to do without an SVG renderer.
  /// - Throws: a `Failure` if nothing can render PNG.
  package init(_ format: PictureFormat, option: String, alternative: String) throws {
    rasterizer = format == .png ? try Rasterizer(option: option, alternative: alternative) : nil
  }

  package func write(_ drawing: String, to path: String) throws {
    try writeNamedFile(rasterizer?.png(drawing, for: path) ?? Array(drawing.utf8), to: path)
  }
}

/// Writes a page's pictures into a folder that the user chooses, for a paper or slides.
package struct PictureExport {
  private let folder: String
  private let format: PictureFormat
  private let writer: PictureWriter

  package init(to folder: String, as format: PictureFormat) throws {
    self.folder = folder
    self.format = format
    writer = try PictureWriter(format, option: "--format png", alternative: "leave --format out for SVG")
  }

  /// - Returns: how many files were written.
  package func write(_ pictures: [PictureFile]) throws -> Int {
    for picture in pictures {
      let path = "\(folder)/\(picture.name).\(format.rawValue)"
      try AtomicFile.makeDirectories(Files.folder(of: path), below: folder)
      try writer.write(picture.picture.file, to: path)
    }
    return pictures.count
  }
}

/// The program of librsvg. An SVG renderer is too much to write ourselves, and a library for it would be needed whenever this
/// program starts.
private final class Rasterizer {
  private static let program = "rsvg-convert"
  /// Our own folder, so that no foreign link or file is in the way.
  private let folder: String

  init(option: String, alternative: String) throws {
    do { _ = try ChildProcess.answer(of: Self.program, ["--version"]) } catch {
      throw Failure(
        .missingInput,
        "error: \(option): \(Self.program), which paints the pictures, cannot be started: "
          + "\(String(cString: strerror(error.code))); install it (librsvg2-bin on Debian and Ubuntu), or \(alternative)"
      )
    }
    var template = Array(((environmentVariable("TMPDIR") ?? "/tmp") + "/runner-pictures-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else {
      throw FileProblem(path: environmentVariable("TMPDIR") ?? "/tmp", operation: "create folder", code: errno)
    }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    for name in ["drawing.svg", "painting.png"] { unlink(folder + "/" + name) }
    rmdir(folder)
  }

  /// Twice as large as on the page: 300 dpi at a width of 15 cm.
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
