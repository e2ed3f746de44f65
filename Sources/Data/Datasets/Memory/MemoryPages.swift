import Glibc

/// Whole pages of memory: this process's own, or those of a file in memory that several processes have.
///
/// `@unchecked Sendable`: whoever has made it writes into it before anyone else has it; `PagedArray` writes only as its one owner.
@usableFromInline final class MemoryPages: @unchecked Sendable {
  @usableFromInline let start: UnsafeMutableRawPointer
  let byteCount: Int
  private(set) var isWritable: Bool

  var bytes: UnsafeMutableRawBufferPointer { .init(start: start, count: byteCount) }

  /// Zeros, which cost no memory until something else is written. Nil if the system has no such memory.
  init?(_ byteCount: Int) {
    guard let start = map(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS) else { return nil }
    (self.start, self.byteCount, isWritable) = (start, byteCount, true)
    adviseHugePages(bytes)
  }

  /// A part of a sealed file in memory, to be read. Nil if it can't be mapped.
  ///
  /// - Parameter offset: a multiple of `alignment`.
  init?(_ descriptor: Int32, at offset: Int, _ byteCount: Int) {
    guard let start = map(nil, byteCount, PROT_READ, MAP_PRIVATE | MAP_POPULATE, descriptor, offset) else { return nil }
    (self.start, self.byteCount, isWritable) = (start, byteCount, false)
  }

  deinit { munmap(start, max(1, byteCount)) }

  /// What a page's size divides, on every machine that Linux runs on.
  static let alignment = 1 << 16
  /// How much is there twice at most.
  static let pieceLength = 1 << 24

  /// Copies the first bytes into a file in memory, piece by piece, and puts the file's pages in the place of its own: they are at the
  /// same address as before with the same contents for everyone who reads them, and there is one copy.
  ///
  /// - Returns: whether the file has all of them.
  func move(_ count: Int, to descriptor: Int32, at offset: Int) -> Bool {
    for first in stride(from: 0, to: count, by: Self.pieceLength) {
      let piece = UnsafeRawBufferPointer(start: start + first, count: min(Self.pieceLength, count - first))
      guard writeAll(piece, descriptor, at: offset + first),
        map(start + first, piece.count, PROT_READ, MAP_PRIVATE | MAP_FIXED | MAP_POPULATE, descriptor, offset + first)
          != nil
      else { return false }
      isWritable = false
    }
    return true
  }
}

extension MemoryPages {
  /// Gives the memory after a place back; zeros are there from then on.
  func forget(from place: Int) {
    let first = (place + Self.alignment - 1) / Self.alignment * Self.alignment
    if first < byteCount { madvise(start + first, byteCount - first, MADV_DONTNEED) }
  }
}

private func map(
  _ place: UnsafeMutableRawPointer?, _ count: Int, _ protection: Int32, _ flags: Int32, _ descriptor: Int32 = -1,
  _ offset: Int = 0
) -> UnsafeMutableRawPointer? {
  let memory = mmap(place, max(1, count), protection, flags, descriptor, off_t(offset))
  return memory == MAP_FAILED ? nil : memory
}

/// Writes all bytes at a place in a file.
func writeAll(_ bytes: UnsafeRawBufferPointer, _ descriptor: Int32, at offset: Int) -> Bool {
  var written = 0
  while written < bytes.count {
    // Not empty, so not nil.
    let count = pwrite(descriptor, bytes.baseAddress! + written, bytes.count - written, off_t(offset + written))
    if count < 0 && errno == EINTR { continue }
    guard count > 0 else { return false }
    written += count
  }
  return true
}

/// Asks for huge pages for a large buffer, which saves most of its page faults (`perf stat` shows them). Only advice: a
/// refusal changes nothing.
private func adviseHugePages(_ buffer: UnsafeMutableRawBufferPointer) {
  let page = 4096
  guard let start = buffer.baseAddress?.alignedUp(toMultipleOf: page), buffer.count > 1 << 22 else { return }
  madvise(start, buffer.count - page, MADV_HUGEPAGE)
}
