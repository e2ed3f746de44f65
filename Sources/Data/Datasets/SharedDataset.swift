import Catalog
internal import CMemory
import Glibc
import Machine
import Text

/// A checked data set in memory that child processes inherit, so that not each of them has to inflate and check the files,
/// which is most of their start-up time. All of them have the same pages of memory, whose size therefore counts once.
///
/// The memory has no name, can no longer be changed, and is freed with the last process that has it, however that ends. Its
/// contents are meant for this very program on this very machine:
///
///     Int × 6      length of the words in bytes, training samples, their weights, test samples, their weights, samples held out
///     words        name, interface as JSON, hashes or nothing, then each file's role, name, hash and count, with a NUL after each
///     numbers      inputs, targets and weights of the training samples, then of the test samples; inputs begin at whole pages
public final class SharedDataset: Sendable {
  public let descriptor: Int32

  /// Nil if the system has no memory for it; then every process reads the files itself.
  ///
  /// The inputs move there: whoever has this data set has the shared one from then on.
  public init?(_ dataset: Dataset) {
    let files = dataset.files.flatMap { [$0.role.rawValue, $0.name, $0.sha256, $0.count?.description ?? ""] }
    let hashes = [dataset.hashes?.preprocessing ?? "", dataset.hashes?.tensors ?? ""]
    let words: [UInt8] = ([dataset.name, dataset.interface.json.line] + hashes + files).flatMap { Array($0.utf8) + [0] }
    let sizes = [dataset.training, dataset.test].flatMap { [$0.count, $0.weights?.count ?? 0] }
    descriptor = cmemory_create("data set")
    var writer = SharedWriter(descriptor)
    guard descriptor >= 0, writer.append([words.count] + sizes + [dataset.heldOut]), writer.append(words),
      writer.append(dataset.training), writer.append(dataset.test), cmemory_seal(descriptor)
    else { return nil }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

}

private struct SharedWriter {
  private let descriptor: Int32
  private var position = 0

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  mutating func append(_ samples: Samples) -> Bool {
    for values in samples.inputs {
      let isThere =
        switch values {
        case .bytes(let bytes): move(bytes)
        case .words(let words): move(words)
        case .floats(let floats): move(floats)
        }
      guard isThere else { return false }
    }
    let hasTargets =
      switch samples.targets {
      case .classes(let labels): append(labels)
      case .values(let values): append(values)
      }
    return hasTargets && append(samples.weights ?? [])
  }

  mutating func append<Element: BitwiseCopyable>(_ elements: [Element]) -> Bool {
    elements.withUnsafeBytes { bytes in
      defer { position += bytes.count }
      return writeAll(bytes, descriptor, at: position)
    }
  }

  private mutating func move<Element>(_ values: PagedArray<Element>) -> Bool {
    position = position.roundedUpToPages
    defer { position += values.byteCount }
    return values.pages.move(values.byteCount, to: descriptor, at: position)
  }
}

extension Int {
  fileprivate var roundedUpToPages: Int {
    (self + MemoryPages.alignment - 1) / MemoryPages.alignment * MemoryPages.alignment
  }
}

extension Dataset {
  /// What another process has shared. Nil if the descriptor is of anything else.
  public init?(shared descriptor: Int32) {
    guard cmemory_is_sealed(descriptor), var reader = SharedReader(descriptor), let (counts, words) = reader.head(),
      words.count % 4 == 0, words.count >= 4,
      let interface = (try? JSONValue(text: words[1])).flatMap(DataInterface.init),
      let training = reader.samples(counts.training, interface), let test = reader.samples(counts.test, interface),
      reader.isAtEnd, (0..<max(1, training.count)).contains(counts.heldOut)
    else { return nil }
    var files: [DatasetFile] = []
    for start in stride(from: 4, to: words.count, by: 4) {
      guard let role = DatasetFile.Role(rawValue: words[start]) else { return nil }
      files.append(
        DatasetFile(role: role, name: words[start + 1], sha256: words[start + 2], count: Int(words[start + 3])))
    }
    self.init(name: words[0], training: training, test: test, files: files)
    heldOut = counts.heldOut
    if !words[2].isEmpty { hashes = DataHashes(preprocessing: words[2], tensors: words[3]) }
  }
}

/// Never requests more than there is, whatever the sizes say. Reads at explicit offsets, because inherited descriptors
/// share one.
private struct SharedReader {
  private let descriptor: Int32
  private let size: Int
  private var position = 0

  var isAtEnd: Bool { position == size }
  private var rest: Int { size - position }

  init?(_ descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    self.descriptor = descriptor
    size = Int(status.st_size)
  }

  struct Count {
    let samples: Int
    let weights: Int
  }

  mutating func head() -> (counts: (training: Count, test: Count, heldOut: Int), words: [String])? {
    guard let sizes: [Int] = elements(6), let words: [UInt8] = elements(sizes[0]), words.last == 0 else { return nil }
    let texts = words.dropLast().split(separator: 0, omittingEmptySubsequences: false)
    let counts = stride(from: 1, to: 5, by: 2).map { Count(samples: sizes[$0], weights: sizes[$0 + 1]) }
    return ((counts[0], counts[1], sizes[5]), texts.map { String(decoding: $0, as: UTF8.self) })
  }

  mutating func samples(_ counts: Count, _ interface: DataInterface) -> Samples? {
    let count = counts.samples
    var inputs: [Samples.Values] = []
    for input in interface.inputs {
      let values: Samples.Values? =
        switch input.element {
        case .byte: pages(count, input.shape.count).map { .bytes($0) }
        case .word: pages(count, input.shape.count).map { .words($0) }
        case .float: pages(count, input.shape.count).map { .floats($0) }
        }
      guard let values else { return nil }
      inputs.append(values)
    }
    let targets: Samples.Targets? =
      switch interface.target {
      case .classes: elements(count).map(Samples.Targets.classes)
      case .values(let names): elements(count, names.count).map(Samples.Targets.values)
      }
    guard let targets, let weights: [Float] = elements(counts.weights) else { return nil }
    let given = counts.weights > 0 ? weights : nil
    guard Samples.fits(interface, inputs, targets, given) else { return nil }
    return Samples(interface, inputs: inputs, targets: targets, weights: given)
  }

  /// Inputs stay where they are.
  private mutating func pages<Element>(_ samples: Int, _ size: Int) -> PagedArray<Element>? {
    position = min(position.roundedUpToPages, self.size)
    guard let (count, bytes) = lengths(samples, size, MemoryLayout<Element>.stride),
      let pages = MemoryPages(descriptor, at: position, bytes)
    else { return nil }
    position += bytes
    return PagedArray(pages, count: count)
  }

  private mutating func elements<Element: BitwiseCopyable>(_ count: Int, _ size: Int = 1) -> [Element]? {
    guard let (elements, bytes) = lengths(count, size, MemoryLayout<Element>.stride), AvailableMemory.has(bytes) else {
      return nil
    }
    let read = [Element](unsafeUninitializedCapacity: elements) { buffer, filled in
      if fill(UnsafeMutableRawBufferPointer(buffer)) { filled = elements }
    }
    guard read.count == elements else { return nil }
    position += bytes
    return read
  }

  private func lengths(_ count: Int, _ size: Int, _ stride: Int) -> (elements: Int, bytes: Int)? {
    let (elements, overflows) = count.multipliedReportingOverflow(by: size)
    guard !overflows, elements >= 0, elements <= rest / stride else { return nil }
    return (elements, elements * stride)
  }

  private func fill(_ target: UnsafeMutableRawBufferPointer) -> Bool {
    var filled = 0
    while filled < target.count {
      let start = target.baseAddress! + filled  // not empty, so not nil
      let piece = pread(descriptor, start, target.count - filled, off_t(position + filled))
      if piece < 0 && errno == EINTR { continue }
      guard piece > 0 else { return false }
      filled += piece
    }
    return true
  }
}
