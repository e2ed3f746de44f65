import Files
import Machine
import Text

/// Where an array is: a file, or a name within one.
struct ArrayPlace: Equatable, Sendable {
  let file: String
  let name: String?

  /// What messages begin with after the file: `'x_train' `.
  var subject: String { name.map { "\(quoted($0)) " } ?? "" }
  /// What messages about another array call it.
  var title: String { name.map { quoted($0) } ?? file }
  /// What is there beside it.
  var siblings: String { name == nil ? "files" : "arrays" }

  func problem(_ problem: String, hint: String, _ kind: DatasetProblem.Kind = .damaged) -> DatasetProblem {
    DatasetProblem(kind, file: file, problem: subject + problem, hint: hint)
  }
}

/// Bytes that come one after another.
protocol ByteSource: AnyObject {
  /// Fills the buffer as far as there are bytes.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetProblem) -> Int
  /// Throws unless everything has been read and is what it was when it was written.
  func requireEnd() throws(DatasetProblem)
}

extension ByteReader: ByteSource {}

extension ByteSource {
  /// The next bytes: `count` of them, unless the file ends.
  func bytes(_ count: Int) throws(DatasetProblem) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let filled = try bytes.withUnsafeMutableBytes { bytes in
      Result { () throws(DatasetProblem) in try read(into: bytes) }
    }.get()
    bytes.removeLast(count - filled)
    return bytes
  }
}

/// An array in a file: what is said of its numbers has been checked, and they are still to be read, once.
struct StoredArray {
  let place: ArrayPlace
  let format: NumberFormat
  /// Whether the first index runs fastest.
  let isColumnMajor: Bool
  /// The first size is the number of samples. None is 0, and the product does not overflow.
  let shape: [Int]
  private let bytes: any ByteSource

  /// - Parameter bytes: exactly those of the numbers are left.
  init(_ place: ArrayPlace, _ format: NumberFormat, isColumnMajor: Bool = false, shape: [Int], _ bytes: any ByteSource)
  {
    (self.place, self.format, self.isColumnMajor) = (place, format, isColumnMajor)
    (self.shape, self.bytes) = (shape, bytes)
  }

  /// The numbers themselves, if they are bytes that have been read already.
  var wholeBytes: PagedArray<UInt8>? { format.type == .uint8 && !isColumnMajor ? (bytes as? MemoryBytes)?.all : nil }

  var count: Int { shape[0] }
  /// Numbers in a sample.
  var size: Int { shape.dropFirst().reduce(1, *) }

  /// All numbers, sample after sample.
  func numbers<Number: ArrayNumber>() throws(DatasetProblem) -> PagedArray<Number> {
    try Self.numbers([self], slots: nil)
  }

  /// The numbers of several arrays with samples alike, one after another.
  ///
  /// - Parameter slots: which place each sample gets; nil for their order.
  static func numbers<Number: ArrayNumber>(
    _ arrays: [StoredArray], slots: [Int]?
  ) throws(DatasetProblem) -> PagedArray<Number> {
    let count = arrays.reduce(0) { $0 + $1.count * $1.size }
    var result: Result<Void, DatasetProblem> = .success(())
    let numbers = PagedArray<Number>(unsafeUninitializedCapacity: count) { buffer, filled in
      let target = UnsafeMutableBufferPointer(rebasing: buffer[..<count])
      result = Result { () throws(DatasetProblem) in
        var first = 0
        for array in arrays {
          try array.read(into: target, slots: slots.map { Array($0[first..<first + array.count]) }, first: first)
          first += array.count
        }
      }
      if case .success = result { filled = count }
    }
    guard let numbers else {
      let needed = Double(count * MemoryLayout<Number>.size)
      throw .memory(arrays[0].place.file, needed: needed, available: AvailableMemory.bytes ?? 0)
    }
    try result.get()
    return numbers
  }

  /// - Parameters:
  ///   - target: of all samples.
  ///   - slots: which place in it each of these samples gets; nil for one after another.
  ///   - first: the first one's place if there are no slots.
  private func read<Number: ArrayNumber>(
    into target: UnsafeMutableBufferPointer<Number>, slots: [Int]?, first: Int
  ) throws(DatasetProblem) {
    guard isColumnMajor, size > 1, count > 1 else { return try readInOrder(into: target, slots: slots, first: first) }
    let columns: PagedArray<Number> = try inFileOrder.numbers()
    let offsets = columnMajorOffsets
    for block in stride(from: 0, to: count, by: 64) {
      for (index, offset) in offsets.enumerated() {
        for sample in block..<min(block + 64, count) {
          let slot = slots?[sample] ?? first + sample
          target.initializeElement(at: slot * size + index, to: columns[offset + sample])
        }
      }
    }
  }

  /// The same bytes as one sample after another, which they are not.
  private var inFileOrder: StoredArray { StoredArray(place, format, shape: shape, bytes) }

  /// Where in a column-major array each number of the first sample is.
  private var columnMajorOffsets: [Int] {
    var offsets = [0]
    var step = count
    for length in shape.dropFirst() {
      offsets = offsets.flatMap { offset in (0..<length).map { offset + $0 * step } }
      step *= length
    }
    return offsets
  }

  /// Some samples at a time, so that they are converted while they are in the cache.
  private func readInOrder<Number: ArrayNumber>(
    into target: UnsafeMutableBufferPointer<Number>, slots: [Int]?, first: Int
  ) throws(DatasetProblem) {
    let sampleBytes = size * format.type.size
    let most = min(count, max(1, pieceLength / sampleBytes))
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: most * sampleBytes, alignment: 16)
    defer { piece.deallocate() }
    for start in stride(from: 0, to: count, by: most) {
      let samples = start..<min(start + most, count)
      let raw = UnsafeMutableRawBufferPointer(rebasing: piece[..<(samples.count * sampleBytes)])
      let read = try bytes.read(into: raw)
      guard read == raw.count else { throw cut(start * sampleBytes + read) }
      if let slots {
        for sample in samples { try convert(raw, samples, sample..<sample + 1, into: target, at: slots[sample]) }
      } else {
        try convert(raw, samples, samples, into: target, at: first + start)
      }
    }
    try bytes.requireEnd()
  }

  /// - Parameters:
  ///   - piece: the bytes of `samples`.
  ///   - some: which of them are converted.
  ///   - slot: the place of the first of them.
  private func convert<Number: ArrayNumber>(
    _ piece: UnsafeMutableRawBufferPointer, _ samples: Range<Int>, _ some: Range<Int>,
    into target: UnsafeMutableBufferPointer<Number>, at slot: Int
  ) throws(DatasetProblem) {
    let sampleBytes = size * format.type.size
    let raw = piece[((some.lowerBound - samples.lowerBound) * sampleBytes)...].prefix(some.count * sampleBytes)
    let numbers = UnsafeMutableBufferPointer(rebasing: target[(slot * size)...].prefix(some.count * size))
    Number.convert(UnsafeRawBufferPointer(rebasing: raw), format, into: numbers)
    guard let bad = numbers.firstIndex(where: { !$0.isValid }) else { return }
    throw invalid(UnsafeRawBufferPointer(rebasing: raw), bad, at: some.lowerBound + bad / size)
  }

  private func cut(_ found: Int) -> DatasetProblem {
    let expected = count * size * format.type.size
    return place.problem("ends after \(found) of the \(expected) bytes its header names", hint: useWholeCopy)
  }

  private func invalid(_ raw: UnsafeRawBufferPointer, _ index: Int, at sample: Int) -> DatasetProblem {
    var number = 0.0
    withUnsafeMutablePointer(to: &number) { pointer in
      let own = UnsafeRawBufferPointer(rebasing: raw[(index * format.type.size)...].prefix(format.type.size))
      Double.convert(own, format, into: UnsafeMutableBufferPointer(start: pointer, count: 1))
    }
    let found = "has \(number) at sample \(sample)"
    return number.isFinite
      ? place.problem(found + ", too large for single precision", hint: "write it in another unit")
      : place.problem(found, hint: "leave such samples out, or fill them: np.nan_to_num(x)")
  }
}
