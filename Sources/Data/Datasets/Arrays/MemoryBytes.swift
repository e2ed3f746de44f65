/// Bytes that have been read already.
final class MemoryBytes: ByteSource {
  let all: PagedArray<UInt8>
  private var position = 0

  init(_ bytes: PagedArray<UInt8>) { all = bytes }

  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, all.count - position)
    all.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position...].prefix(count))) }
    position += count
    return count
  }

  func requireEnd() {}
}
