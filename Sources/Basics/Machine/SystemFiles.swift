import Glibc

/// The small files in which the kernel describes itself, below /proc and /sys.
public struct SystemFiles: Sendable {
  private let root: String

  /// - Parameter root: a folder with a test's files that stands in for `/`.
  public init(root: String = "") { self.root = root }

  /// nil for a file that cannot be read.
  func lines(_ path: String) -> [String]? {
    let descriptor = open(root + path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var text: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 14)
    while text.count < 1 << 20 {
      let count = read(descriptor, &piece, piece.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { break }
      text += piece[..<count]
    }
    return text.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
  }
}
