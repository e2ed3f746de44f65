import Glibc
import Threads

/// In which pieces a table is read, and by how many threads. The result does not depend on it.
package struct TablePieces: Sendable {
  /// In bytes.
  package var length: Int
  package var threads: Int

  package init(length: Int, threads: Int) { (self.length, self.threads) = (length, threads) }

  /// Pieces that stay in a core's cache with the numbers in them.
  package static var usual: TablePieces {
    TablePieces(length: 1 << 18, threads: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
  }

  /// Works on pieces at the same time and takes the results one after another, in their order.
  func forEach<Output: Sendable>(
    of count: Int, work: @escaping OrderedPieces<Output, DatasetProblem>.Working,
    take: @escaping OrderedPieces<Output, DatasetProblem>.Taking
  ) throws(DatasetProblem) {
    try OrderedPieces(count, ahead: 2 * threads, work: work, take: take).finish(helpers: threads - 1)
  }
}

/// Objects that are used again and again by whichever thread needs one.
final class Pool<Object: Sendable>: Sendable {
  private let free = Lock<[Object]>([])
  private let make: @Sendable () -> Object

  init(_ make: @escaping @Sendable () -> Object) { self.make = make }

  func take() -> Object { free.withLock { $0.popLast() } ?? make() }
  func giveBack(_ object: Object) { free.withLock { $0.append(object) } }
}

/// Memory for text, which grows when it has to.
///
/// `@unchecked Sendable`: one thread at a time has it.
final class TextBuffer: @unchecked Sendable {
  private var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  private(set) var count = 0

  deinit { memory.deallocate() }

  var bytes: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: UnsafePointer(memory.assumingMemoryBound(to: UInt8.self).baseAddress), count: count)
  }

  /// Reads a part of a file, after which there are zeros in memory.
  func read(_ file: OpenFile, _ range: Range<Int>) throws(DatasetProblem) {
    if memory.count < range.count + Self.zeros {
      memory.deallocate()
      memory = .allocate(byteCount: range.count + Self.zeros, alignment: 64)
    }
    count = try file.read(into: .init(rebasing: memory[..<range.count]), at: range.lowerBound)
    guard count == range.count else { throw file.changed }
    memory[count..<count + Self.zeros].initializeMemory(as: UInt8.self, repeating: 0)
  }

  private static let zeros = 32
}

extension OpenFile {
  var changed: DatasetProblem {
    DatasetProblem(.unreadable, file: path, problem: "changed while it was read", hint: "try again")
  }

  /// How many lines end before a place.
  func lines(before end: Int) throws(DatasetProblem) -> Int {
    let text = TextBuffer()
    var lines = 0
    for start in stride(from: 0, to: end, by: 1 << 20) {
      try text.read(self, start..<min(end, start + 1 << 20))
      lines += text.bytes.count { $0 == UInt8(ascii: "\n") }
    }
    return lines
  }
}
