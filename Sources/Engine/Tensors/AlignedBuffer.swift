import Glibc

/// Zeroed memory that starts at a cache line and ends with a cache line of slack, so that kernels may read whole vectors
/// beyond the last element.
///
/// `@unchecked Sendable`: the workers of one kernel write disjoint parts, and `Parallelism.forEach` returns only when
/// all are done.
public final class AlignedBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
  public let count: Int
  public let pointer: UnsafeMutablePointer<Element>
  /// Whose memory this is, if not its own.
  private let whole: AlignedBuffer?

  public init(_ count: Int) {
    (self.count, whole) = (count, nil)
    let bytes = (count * MemoryLayout<Element>.stride + 127) / 64 * 64
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    pointer = memory.bindMemory(to: Element.self, capacity: count)
  }

  public convenience init(_ elements: [Element]) {
    self.init(elements.count)
    elements.withUnsafeBufferPointer { pointer.update(from: $0.baseAddress ?? UnsafePointer(pointer), count: $0.count) }
  }

  /// A part of another, which lives as long as this.
  ///
  /// - Parameter start: a multiple of a cache line's elements.
  public init(_ whole: AlignedBuffer, from start: Int, count: Int) {
    (self.count, self.whole) = (count, whole)
    pointer = whole.pointer + start
  }

  deinit { if whole == nil { UnsafeMutableRawPointer(pointer).deallocate() } }

  public var readOnly: UnsafePointer<Element> { UnsafePointer(pointer) }
  public var array: [Element] { Array(UnsafeBufferPointer(start: pointer, count: count)) }
}
