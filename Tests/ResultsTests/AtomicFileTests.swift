import Files
import Foundation
import Testing

@Suite struct AtomicFileTests {
  @Test func whatWasWrittenIsReadBack() throws {
    let folder = try TemporaryFolder()
    let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    for content in [[], [0x0a], bytes] {
      try AtomicFile.write(content, to: folder.path + "/file")
      #expect(try AtomicFile.read(folder.path + "/file") == content)
    }
    #expect(folder.names == ["file"])
  }

  @Test func aFileInTheWorkingFolderNeedsNoFolderInItsName() throws {
    let name = "runner-atomic-file-test-\(getpid())"
    defer { unlink(name) }
    try AtomicFile.write("text", to: name)
    #expect(try AtomicFile.read(name) == Array("text".utf8))
  }

  @Test func theModeIsThatOfAnyNewFile() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write("a", to: folder.path + "/file")
    var status = stat()
    #expect(stat(folder.path + "/file", &status) == 0)
    let mask = try #require(
      String(decoding: AtomicFile.read("/proc/self/status"), as: UTF8.self).firstMatch(of: /Umask:\s+([0-7]+)/)?.1)
    #expect(try status.st_mode & 0o777 == 0o666 & ~#require(mode_t(mask, radix: 8)))
  }

  @Test func aFailureLeavesTheOldFileAndNothingElse() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.makeDirectories(folder.path + "/taken/inside")
    let problem = #expect(throws: FileProblem.self) { try AtomicFile.write("new", to: folder.path + "/taken") }
    #expect(problem?.description == "\(folder.path)/taken: rename failed: Is a directory")
    #expect(folder.names == ["taken"])
  }

  @Test func aMissingFolderIsNamed() {
    let problem = #expect(throws: FileProblem.self) { try AtomicFile.write("a", to: "/nonexistent/results/dense.csv") }
    #expect(problem?.description == "/nonexistent/results/dense.csv: create failed: No such file or directory")
  }

  @Test func aFullDiskIsReported() {
    let full = open("/dev/full", O_WRONLY)
    defer { close(full) }
    let problem = #expect(throws: FileProblem.self) {
      try AtomicFile.writeAll([1, 2, 3], to: full, path: "results/dense.csv")
    }
    #expect(problem?.description == "results/dense.csv: write failed: No space left on device")
  }

  /// A pipe takes 64 KB at a time and its writer sleeps in between, so writes are short and the loop is needed.
  @Test func everythingArrivesThroughAPipe() async throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    let (reading, writing) = (ends[0], ends[1])
    let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let writer = Task.detached {
      defer { close(writing) }
      try AtomicFile.writeAll(bytes, to: writing, path: "pipe")
    }
    let received = try await Task.detached { try AtomicFile.read("/proc/self/fd/\(reading)") }.value
    try await writer.value
    close(reading)
    #expect(received == bytes)
  }

  @Test func aReaderNeverSeesHalfAFile() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/file"
    try AtomicFile.write([UInt8](repeating: 0, count: 200_000), to: path)
    let writer = Task.detached {
      for round in 1...20 {
        try AtomicFile.write([UInt8](repeating: UInt8(round), count: 200_000), to: path)
      }
    }
    for _ in 0..<40 {
      let seen = try AtomicFile.read(path)
      #expect(seen.count == 200_000)
      #expect(Set(seen).count == 1)
    }
    try await writer.value
    #expect(folder.names == ["file"])
  }

  @Test func foldersAreCreatedOnceAndAgain() throws {
    let folder = try TemporaryFolder()
    for path in ["/a/b/c", "/a/b/c", "/a/d/", "/a"] { try AtomicFile.makeDirectories(folder.path + path) }
    try AtomicFile.write("a", to: folder.path + "/a/b/c/file")
    try AtomicFile.makeDirectories("/")
    try AtomicFile.makeDirectories(".")
    #expect(folder.names == ["a"])
  }

  @Test func aFileWhereAFolderShouldBeIsNamed() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write("a", to: folder.path + "/results")
    for path in ["/results", "/results/dense"] {
      let problem = #expect(throws: FileProblem.self) { try AtomicFile.makeDirectories(folder.path + path) }
      #expect(problem?.description == "\(folder.path)\(path): create folder failed: Not a directory")
    }
  }

  @Test func readingWhatIsNotThere() {
    let problem = #expect(throws: FileProblem.self) { try AtomicFile.read("/nonexistent/file") }
    #expect(problem == FileProblem(path: "/nonexistent/file", operation: "open", code: ENOENT))
  }
}

/// A folder of a test's own, removed with everything in it.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "runner-results-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path))?.sorted() ?? [] }
}
