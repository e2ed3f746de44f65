import Catalog
import Hashing
import Text
import Threads

/// What shows that another reader, or another version of this one, has made the same numbers of the files.
public struct DataHashes: Equatable, Sendable {
  /// SHA-256 of preprocessing.json, hexadecimal.
  public let preprocessing: String
  /// SHA-256 of all numbers that a model gets from the data, in little-endian order: the inputs of training, validation and
  /// test samples as float32, then their targets in the same order, classes as int32 and numbers as float32.
  public let tensors: String

  init(preprocessing: String, tensors: String) { (self.preprocessing, self.tensors) = (preprocessing, tensors) }

  /// Both at the same time: either takes long for millions of rows.
  init(_ dataset: Dataset) {
    let preprocessing = Later {
      var text = HashedText()
      dataset.observedInterface.json.write(to: &text)
      return text.digest.hex
    }
    let tensors = Self.hash(ofTensors: dataset)
    self.init(preprocessing: preprocessing.value, tensors: tensors)
  }

  private static func hash(ofTensors dataset: Dataset) -> String {
    var hash = SHA256()
    let parts = [dataset.training, dataset.test]
    for part in parts {
      for (values, input) in zip(part.inputs, dataset.interface.inputs) { values.update(&hash, input) }
    }
    for part in parts {
      switch part.targets {
      case .classes(let labels): labels.withUnsafeBytes { hash.update($0) }
      case .values(let values): values.withUnsafeBytes { hash.update($0) }
      }
    }
    return hash.finalize().hex
  }
}

/// Text that is hashed piece by piece: the numbers of a large table's rows are not all of them in memory once more as digits.
private struct HashedText: TextOutputStream {
  private var hash = SHA256()
  private var waiting: [UInt8] = []

  mutating func write(_ text: String) {
    waiting += text.utf8
    guard waiting.count >= 1 << 16 else { return }
    hash.update(waiting)
    waiting.removeAll(keepingCapacity: true)
  }

  var digest: SHA256.Digest {
    var whole = hash
    whole.update(waiting)
    return whole.finalize()
  }
}

extension Samples.Values {
  /// As the model gets them.
  fileprivate func update(_ hash: inout SHA256, _ input: DataInterface.Input) {
    switch (self, input.rescale) {
    case (.bytes(let bytes), nil): Self.update(&hash, bytes) { Float($0) / 255 }
    case (.bytes(let bytes), let factor?): Self.update(&hash, bytes) { Float($0) * factor }
    case (.words(let words), nil): Self.update(&hash, words) { Float($0) / 65_535 }
    case (.words(let words), let factor?): Self.update(&hash, words) { Float($0) * factor }
    case (.floats(let floats), nil): floats.withUnsafeBytes { hash.update($0) }
    case (.floats(let floats), let factor?): Self.update(&hash, floats) { $0 * factor }
    }
  }

  /// Some at a time, so that there is no second copy of all.
  private static func update<Element>(
    _ hash: inout SHA256, _ values: PagedArray<Element>, _ convert: (Element) -> Float
  ) {
    for start in stride(from: 0, to: values.count, by: 1 << 16) {
      values[start..<min(values.count, start + 1 << 16)].map(convert).withUnsafeBytes { hash.update($0) }
    }
  }
}
