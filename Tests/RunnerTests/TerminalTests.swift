import Foundation
import Testing

/// On a real terminal, though a pseudo-terminal.
@Suite struct TerminalTests {
  let here = Workspace()

  init() throws { try here.write(tiny, to: "tiny.yaml") }

  @Test func aTerminalShowsABarLikeKerass() throws {
    let text = try onTerminal(["tiny.yaml", "--set", "epochs=1"], columns: 120, ["TERM": "xterm"])
    let lines = text.split(separator: "\r\n")
    #expect(lines[0] == "tiny (tiny.yaml): 6,810 parameters, 540 training images, 9 steps an epoch")
    #expect(lines[1] == "Epoch 1/1")
    let last = try #require(lines[2].split(separator: "\r").last)
    let bar = String(repeating: "━", count: 20)
    #expect(last.hasPrefix("9/9 \u{1B}[32m\(bar)\u{1B}[90m\u{1B}[0m "))
    #expect(last.contains(/step - loss: [0-9.]+ - accuracy: [0-9.]+ - val_loss: [0-9.]+ - val_accuracy: [0-9.]+ *$/))
  }

  @Test func withoutColourThereIsNoEscape() throws {
    let text = try onTerminal(["tiny.yaml", "--set", "epochs=1"], columns: 120, ["TERM": "xterm", "NO_COLOR": "1"])
    #expect(text.contains("9/9 ━━━━━━━━━━━━━━━━━━━━ "))
    #expect(!text.contains("\u{1B}"))
    #expect(!text.contains("\u{8}"))
  }

  @Test func aDumbTerminalGetsLines() throws {
    let text = try onTerminal(["tiny.yaml", "--set", "epochs=1"], columns: 120, ["TERM": "dumb"])
    #expect(text.contains("\r\nEpoch 1/1 - "))
    #expect(!text.contains("━"))
  }

  @Test func noLineIsWiderThanTheTerminal() throws {
    let text = try onTerminal(["tiny.yaml", "--set", "epochs=1"], columns: 40, ["TERM": "xterm", "NO_COLOR": "1"])
    let drawn = text.split(separator: "\r\n").filter { $0.contains("━") }.flatMap { $0.split(separator: "\r") }
    #expect(!drawn.isEmpty)
    #expect(drawn.allSatisfy { $0.count < 40 })
  }

  /// Runs `runner` with stderr on a pseudo-terminal and returns what arrives there.
  private func onTerminal(_ arguments: [String], columns: UInt16, _ environment: [String: String]) throws -> String {
    // Swift's Glibc has no posix_openpt: these are the ioctls behind it, Linux's TIOCSPTLCK and TIOCGPTN.
    let master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var locked: Int32 = 0
    var number: Int32 = 0
    #expect(ioctl(master, 0x4004_5431, &locked) == 0 && ioctl(master, 0x8004_5430, &number) == 0)
    var size = winsize(ws_row: 40, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    #expect(ioctl(master, UInt(TIOCSWINSZ), &size) == 0)
    let slave = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
    #expect(slave >= 0)
    var inherited = ProcessInfo.processInfo.environment
    inherited["NO_COLOR"] = nil
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Workspace.runner)
    process.arguments = arguments
    process.environment = inherited.merging(environment) { $1 }
    process.currentDirectoryURL = URL(fileURLWithPath: here.path)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle(fileDescriptor: slave, closeOnDealloc: false)
    try process.run()
    close(slave)
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    // When the last writer closes, reading fails here instead of reaching an end of file.
    while case let count = read(master, &piece, piece.count), count > 0 { bytes += piece[..<count] }
    process.waitUntilExit()
    close(master)
    #expect(process.terminationStatus == 0)
    return String(decoding: bytes, as: UTF8.self)
  }
}
