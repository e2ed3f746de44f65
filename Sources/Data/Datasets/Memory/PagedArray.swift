/// Elements in pages of memory of their own, which several processes can have in common.
///
/// An `Array` lies somewhere in the heap, so that another process can only have a copy of it: of large data that is the memory
/// which training needs.
public struct PagedArray<Element: BitwiseCopyable & Equatable & Sendable>: Sendable {
  @usableFromInline var pages: MemoryPages
  public private(set) var count: Int

  /// - Precondition: the pages have room for them.
  init(_ pages: MemoryPages, count: Int) {
    precondition(count * MemoryLayout<Element>.stride <= pages.byteCount)
    (self.pages, self.count) = (pages, count)
  }

  /// As `Array`'s: memory that is not written is zero, and costs nothing. Nil without memory for them.
  init?(
    unsafeUninitializedCapacity capacity: Int,
    initializingWith fill: (UnsafeMutableBufferPointer<Element>, inout Int) -> Void
  ) {
    guard let pages = MemoryPages(capacity * MemoryLayout<Element>.stride) else { return nil }
    var count = 0
    fill(pages.bytes.assumingMemoryBound(to: Element.self), &count)
    self.init(pages, count: count)
  }

  /// As with `Array`, the process ends where there is no memory: data of any size ask for it first.
  public init(_ elements: some Collection<Element>) {
    let copy = PagedArray(unsafeUninitializedCapacity: elements.count) { buffer, count in
      count = buffer.initialize(fromContentsOf: elements)
    }
    // Nil is the system's refusal alone, and nothing can go on without the elements.
    guard let copy else { preconditionFailure("no memory for \(elements.count) elements") }
    self = copy
  }

  public var byteCount: Int { count * MemoryLayout<Element>.stride }

  @inlinable
  public func withUnsafeBufferPointer<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(pages) {} }
    return try body(UnsafeBufferPointer(start: pages.start.assumingMemoryBound(to: Element.self), count: count))
  }

  func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    withUnsafeBufferPointer { body(UnsafeRawBufferPointer($0)) }
  }

  mutating func withUnsafeMutableBufferPointer<Result>(
    _ body: (UnsafeMutableBufferPointer<Element>) -> Result
  ) -> Result {
    if !isKnownUniquelyReferenced(&pages) || !pages.isWritable { self = PagedArray(self) }
    return body(.init(rebasing: pages.bytes.assumingMemoryBound(to: Element.self)[..<count]))
  }

  /// Nothing is copied at the end, nor by the only owner.
  mutating func removeSubrange(_ range: Range<Int>) {
    if range.upperBound < count {
      withUnsafeMutableBufferPointer { elements in
        _ = elements[range.lowerBound...].update(fromContentsOf: elements[range.upperBound...])
      }
    }
    count -= range.count
  }

  /// Takes the last elements away, into pages of their own. The only owner has them twice only a piece at a time.
  ///
  /// - Returns: nil without memory for them; then they are where they were.
  mutating func cut(_ last: Int) -> PagedArray? {
    let left = count - last
    let isOnlyOwner = isKnownUniquelyReferenced(&pages) && pages.isWritable
    let taken = PagedArray(unsafeUninitializedCapacity: last) { target, filled in
      let bytes = UnsafeMutableRawBufferPointer(target)
      for first in stride(from: 0, to: last * MemoryLayout<Element>.stride, by: MemoryPages.pieceLength).reversed() {
        let start = left * MemoryLayout<Element>.stride + first
        let piece = UnsafeRawBufferPointer(
          rebasing: pages.bytes[start..<Swift.min(start + MemoryPages.pieceLength, byteCount)])
        UnsafeMutableRawBufferPointer(rebasing: bytes[first..<first + piece.count]).copyMemory(from: piece)
        if isOnlyOwner { pages.forget(from: start) }
      }
      filled = last
    }
    if taken != nil { count = left }
    return taken
  }
}

extension PagedArray: RandomAccessCollection {
  @inlinable public var startIndex: Int { 0 }
  public var endIndex: Int { count }

  @inlinable
  public subscript(index: Int) -> Element {
    precondition(index >= 0 && index < count)
    return pages.start.assumingMemoryBound(to: Element.self)[index]
  }

  @inlinable
  public func withContiguousStorageIfAvailable<Result>(
    _ body: (UnsafeBufferPointer<Element>) throws -> Result
  ) rethrows -> Result? {
    try withUnsafeBufferPointer(body)
  }
}

extension PagedArray: Equatable {
  public static func == (a: PagedArray, b: PagedArray) -> Bool { a.count == b.count && a.elementsEqual(b) }
}

extension PagedArray: ExpressibleByArrayLiteral {
  public init(arrayLiteral elements: Element...) { self.init(elements) }
}
