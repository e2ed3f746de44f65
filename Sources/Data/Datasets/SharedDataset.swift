internal import CMemory
import Glibc
import Machine

/// A checked data set in memory that processes inherit, so that not each of them has to inflate and check the files: 0.18 s of
/// processor time for MNIST, of the 0.2 s that it takes to start (2026-11-25).
///
/// The memory has no name, cannot be changed any more, and goes with the last process that holds it, however those end. What is in
/// it is for this very program on this very machine:
///
///     Int × 8      bytes of words, classes; count, height and width of the training images, then of the test images
///     words        name, then each file's name and hash, with a NUL behind each
///     bytes        training pixels, training labels, test pixels, test labels
public final class SharedDataset: Sendable {
  public let descriptor: Int32

  /// Nil where the system has no memory for it; then every process reads the files itself.
  public init?(_ dataset: ImageDataset) {
    let texts = [dataset.name] + dataset.fileHashes.flatMap { [$0.file, $0.sha256] }
    let words: [UInt8] = texts.flatMap { Array($0.utf8) + [0] }
    let (training, test) = (dataset.training, dataset.test)
    let sizes: [Int] = [words.count, dataset.classes] + [training, test].flatMap { [$0.count, $0.height, $0.width] }
    descriptor = cmemory_create("data set")
    guard descriptor >= 0 else { return nil }
    let parts: [[UInt8]] = [words, training.pixels, training.labels, test.pixels, test.labels]
    guard sizes.withUnsafeBytes({ append($0) }), parts.allSatisfy({ $0.withUnsafeBytes { append($0) } }),
      cmemory_seal(descriptor)
    else { return nil }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  private func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var written = 0
    while written < bytes.count {
      let count = write(descriptor, bytes.baseAddress! + written, bytes.count - written)  // not empty, so not nil
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      written += count
    }
    return true
  }
}

extension ImageDataset {
  /// What another process has shared. Nil for a descriptor of anything else.
  public init?(shared descriptor: Int32) {
    guard cmemory_is_sealed(descriptor), var reader = SharedReader(descriptor) else { return nil }
    guard let (sizes, words) = reader.head(), words.count % 2 == 1 else { return nil }
    guard let training = reader.images(sizes[2...4]), let test = reader.images(sizes[5...7]), reader.isAtEnd else {
      return nil
    }
    let files = stride(from: 1, to: words.count, by: 2).map { (file: words[$0], sha256: words[$0 + 1]) }
    self.init(name: words[0], classes: sizes[1], training: training, test: test, fileHashes: files)
  }
}

/// Never asks for more than there is, whatever the sizes say. It reads at explicit offsets, because inherited descriptors share one.
private struct SharedReader {
  private let descriptor: Int32
  private var position = 0
  private var rest: Int

  var isAtEnd: Bool { rest == 0 }

  init?(_ descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    self.descriptor = descriptor
    rest = Int(status.st_size)
  }

  mutating func head() -> (sizes: [Int], words: [String])? {
    guard let bytes = bytes(8 * MemoryLayout<Int>.size) else { return nil }
    let sizes = bytes.withUnsafeBytes { Array($0.bindMemory(to: Int.self)) }
    guard sizes.allSatisfy({ $0 >= 0 }), let words = self.bytes(sizes[0]), words.last == 0 else { return nil }
    let texts = words.dropLast().split(separator: 0, omittingEmptySubsequences: false)
    return (sizes, texts.map { String(decoding: $0, as: UTF8.self) })
  }

  /// - Parameter sizes: count, height, width.
  mutating func images(_ sizes: ArraySlice<Int>) -> LabeledImages? {
    let (count, height, width) = (sizes[sizes.startIndex], sizes[sizes.startIndex + 1], sizes[sizes.startIndex + 2])
    let (image, imageOverflows) = height.multipliedReportingOverflow(by: width)
    let (length, overflows) = image.multipliedReportingOverflow(by: count)
    guard !imageOverflows, !overflows, let pixels = bytes(length), let labels = bytes(count) else { return nil }
    return LabeledImages(height: height, width: width, pixels: pixels, labels: labels)
  }

  private mutating func bytes(_ count: Int) -> [UInt8]? {
    guard count <= rest, AvailableMemory.has(count) else { return nil }
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      let target = UnsafeMutableRawBufferPointer(buffer)
      adviseHugePages(target)
      while filled < count {
        let start = target.baseAddress! + filled  // not empty, so not nil
        let piece = pread(descriptor, start, count - filled, off_t(position + filled))
        if piece < 0 && errno == EINTR { continue }
        guard piece > 0 else { return }
        filled += piece
      }
    }
    guard bytes.count == count else { return nil }
    position += count
    rest -= count
    return bytes
  }
}
