import Glibc
import Machine
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

/// Memory that grows when it has to, and goes back to the system with its owner: what the heap keeps of many megabytes would count
/// as long as the process lives.
struct GrowingPages<Element: BitwiseCopyable> {
  private var pages: MemoryPages?
  private(set) var capacity = 0

  /// Nothing is there as long as there is no room.
  var start: UnsafeMutablePointer<Element>? { pages?.start.assumingMemoryBound(to: Element.self) }

  /// - Returns: false without memory for as many.
  mutating func makeRoom(_ count: Int) -> Bool {
    guard capacity < count else { return true }
    (pages, capacity) = (nil, 0)
    pages = MemoryPages(count * MemoryLayout<Element>.stride)
    capacity = pages == nil ? 0 : count
    return pages != nil
  }
}

/// A part of a file.
///
/// `@unchecked Sendable`: one thread at a time has it.
final class TextBuffer: @unchecked Sendable {
  private var memory = GrowingPages<UInt8>()
  private(set) var count = 0

  var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: memory.start, count: count) }

  /// Reads it; there are zeros in memory after it.
  func read(_ file: OpenFile, _ range: Range<Int>) throws(DatasetProblem) {
    guard memory.makeRoom(range.count + Self.zeros), let start = memory.start else {
      throw .memory(file.path, needed: Double(range.count), available: AvailableMemory.bytes ?? 0)
    }
    count = try file.read(into: UnsafeMutableRawBufferPointer(start: start, count: range.count), at: range.lowerBound)
    guard count == range.count else { throw file.changed }
    (start + count).update(repeating: 0, count: Self.zeros)
  }

  /// More than any reader looks at beyond the end.
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
