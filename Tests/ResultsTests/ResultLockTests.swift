import Files
import Foundation
import Results
import Testing

@Suite struct ResultLockTests {
  @Test func theSecondOneIsToldWhoHasIt() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/lock"
    let lock = try ResultLock.acquire(path)
    let problem = #expect(throws: ResultLock.Problem.self) { try ResultLock.acquire(path) }
    #expect(problem == .heldBy(pid: getpid(), path: path))
    #expect(
      problem?.description == "\(path): another process (\(getpid())) is writing this result; wait for it, or stop it")
    lock.release()
  }

  @Test func releasedMeansFree() throws {
    let folder = try TemporaryFolder()
    for _ in 0..<3 {
      let lock = try ResultLock.acquire(folder.path + "/lock")
      lock.release()
      lock.release()
    }
    _ = try ResultLock.acquire(folder.path + "/lock")  // released at once, and the lock with it
    try ResultLock.acquire(folder.path + "/lock").release()
  }

  /// While another thread starts a process, that process has a copy of every descriptor for a moment.
  @Test func releasedMeansFreeWhoeverHasACopyOfTheDescriptor() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/lock"
    let lock = try ResultLock.acquire(path)
    let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").filter {
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + $0)) == path
    }
    let copy = dup(try #require(descriptors.first.flatMap { Int32($0) }))
    defer { close(copy) }
    #expect(ResultLock.isHeld(path))
    lock.release()
    #expect(!ResultLock.isHeld(path))
  }

  /// A lock that can't be taken for another reason is not held.
  @Test func whatAnotherProcessHasIsHeld() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/lock"
    #expect(!ResultLock.isHeld(path))
    let lock = try ResultLock.acquire(path)
    #expect(ResultLock.isHeld(path))
    lock.release()
    #expect(!ResultLock.isHeld(path))
    #expect(!ResultLock.isHeld(folder.path) && !ResultLock.isHeld(folder.path + "/none/lock"))
  }

  @Test func aDeadHolderBlocksNobody() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/lock"
    try AtomicFile.write("4194304\n", to: path)
    let lock = try ResultLock.acquire(path)
    #expect(try AtomicFile.read(path) == Array("\(getpid())\n".utf8))
    lock.release()
  }

  @Test func anotherProcessHoldsAndDies() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/lock"
    let holder = try FlockProcess(path)
    let problem = #expect(throws: ResultLock.Problem.self) { try ResultLock.acquire(path) }
    #expect(problem == .heldBy(pid: 12345, path: path))
    holder.kill()
    try ResultLock.acquire(path).release()
  }

  @Test func aRemovedFileIsNoLock() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/lock"
    let first = try ResultLock.acquire(path)
    unlink(path)
    let second = try ResultLock.acquire(path)
    #expect(throws: ResultLock.Problem.heldBy(pid: getpid(), path: path)) { try ResultLock.acquire(path) }
    first.release()
    #expect(throws: ResultLock.Problem.heldBy(pid: getpid(), path: path)) { try ResultLock.acquire(path) }
    second.release()
  }

  @Test func aMissingFolderIsAFileProblem() {
    let problem = #expect(throws: ResultLock.Problem.self) { try ResultLock.acquire("/nonexistent/lock") }
    #expect(problem?.description == "/nonexistent/lock: open failed: No such file or directory")
  }
}

/// util-linux's `flock`, which every Debian has: a separate process that holds the lock until it is killed.
private struct FlockProcess {
  private let process = Process()

  init(_ path: String) throws {
    try AtomicFile.write("12345\n", to: path)
    process.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
    // With no shell in between, the killed process is the only one that has the lock.
    process.arguments = ["--no-fork", path, "sh", "-c", "echo; exec sleep 60"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    _ = output.fileHandleForReading.availableData
  }

  func kill() {
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}
