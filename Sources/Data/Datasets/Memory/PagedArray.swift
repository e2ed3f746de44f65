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

  /// Nothing is copied at the end, nor by the only owner.
  mutating func removeSubrange(_ range: Range<Int>) {
    let left = count - range.count
    if range.upperBound < count {
      if !isKnownUniquelyReferenced(&pages) || !pages.isWritable {
        self = PagedArray(self)
      }
      let start = pages.bytes.assumingMemoryBound(to: Element.self).baseAddress! + range.lowerBound  // never nil: pages
      start.update(from: start + range.count, count: count - range.upperBound)
    }
    count = left
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
