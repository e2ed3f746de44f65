import Catalog
import ExperimentSpec
import Glibc
import Testing

/// A folder for one test's specs, removed with it.
final class Folder {
  let path: String

  init() throws {
    var template = Array("/tmp/spec-tests-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit { remove(path) }

  /// Creates the folders in `name`.
  @discardableResult func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let parts = name.split(separator: "/").dropLast()
    for count in parts.indices.map({ $0 + 1 }) { mkdir(path + "/" + parts[..<count].joined(separator: "/"), 0o700) }
    let file = try #require(fopen(path + "/" + name, "w"))
    defer { fclose(file) }
    #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    return path + "/" + name
  }

  @discardableResult func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

  private func remove(_ path: String) {
    if let folder = opendir(path) {
      while let entry = readdir(folder) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { remove(path + "/" + name) }
      }
      closedir(folder)
    }
    _ = Glibc.remove(path)
  }
}

/// The problems that loading reports, with paths relative to the folder. Empty if there are none.
func messages(_ name: String, in folder: Folder, overrides: [String] = [], isSweep: Bool = false) -> String {
  do {
    let path = folder.path + "/" + name
    if isSweep {
      _ = try SweepLoader.load(path, overrides: overrides)
    } else {
      _ = try ExperimentLoader.load(path, overrides: overrides)
    }
    return ""
  } catch {
    return "\(error)".replacing(folder.path + "/", with: "")
  }
}

/// The spec in `text`, or a small complete spec with the keys in `text` replaced.
func load(_ text: String, overrides: [String] = []) throws -> ExperimentSpec {
  let folder = try Folder()
  return try ExperimentLoader.load(try folder.write("spec.yaml", text), overrides: overrides).spec
}

/// A complete spec in three lines.
let complete = "dataset: mnist\nlayers: [flatten]\nloss: mse\n"

/// Asserts the messages of a spec in which a `↓` on a line of its own marks each place that a message must point at.
func expect(
  _ marked: String, _ message: String, isSweep: Bool = false, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  var lines: [Substring] = []
  var places: Set<String> = []
  for line in marked.split(separator: "\n", omittingEmptySubsequences: false) {
    guard line.contains("↓") else {
      lines.append(line)
      continue
    }
    for (index, character) in line.enumerated() where character == "↓" {
      places.insert("spec.yaml:\(lines.count + 1):\(index + 1)")
    }
  }
  let folder = try Folder()
  try folder.write("spec.yaml", lines.joined(separator: "\n"))
  let found = messages("spec.yaml", in: folder, isSweep: isSweep)
  #expect(found == message, sourceLocation: sourceLocation)
  let headers = found.split(separator: "\n").compactMap { line in
    line.firstRange(of: ": error: ").map { String(line[..<$0.lowerBound]) }
  }
  #expect(Set(headers) == places, sourceLocation: sourceLocation)
}

let packageRoot = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

/// The text of a file of the package.
func packageFile(_ name: String) throws -> String {
  let file = try #require(fopen("\(packageRoot)/\(name)", "r"))
  defer { fclose(file) }
  var bytes = [UInt8](repeating: 0, count: 1 << 16)
  bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, file))
  return String(decoding: bytes, as: UTF8.self)
}
