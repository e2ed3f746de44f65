import Catalog

/// Some samples of many.
extension Samples {
  /// - Parameter indices: of these samples, in any order.
  public func selected(_ indices: [Int]) -> Samples {
    let targets: Targets =
      switch self.targets {
      case .classes(let labels): .classes(indices.map { labels[$0] })
      case .values(let values): .values(values.selected(indices, size: interface.outputs))
      }
    return Samples(
      interface, inputs: zip(inputs, interface.inputs).map { $0.selected(indices, size: $1.shape.count) },
      targets: targets, weights: weights.map { weights in indices.map { weights[$0] } })
  }
}

extension Samples.Values {
  /// One after another.
  ///
  /// - Precondition: all are stored as the element is.
  public static func joined(_ values: [Samples.Values], like element: DataInterface.Element) -> Samples.Values {
    switch element {
    case .byte:
      .bytes(values.flatMap { values -> PagedArray<UInt8> in if case .bytes(let bytes) = values { bytes } else { [] } })
    case .word:
      .words(
        values.flatMap { values -> PagedArray<UInt16> in if case .words(let words) = values { words } else { [] } })
    case .float:
      .floats(
        values.flatMap { values -> PagedArray<Float> in if case .floats(let floats) = values { floats } else { [] } })
    }
  }

  fileprivate func selected(_ indices: [Int], size: Int) -> Samples.Values {
    switch self {
    case .bytes(let bytes): .bytes(bytes.selected(indices, size: size))
    case .words(let words): .words(words.selected(indices, size: size))
    case .floats(let floats): .floats(floats.selected(indices, size: size))
    }
  }
}

extension RandomAccessCollection where Index == Int {
  /// Of samples with `size` numbers each.
  fileprivate func selected(_ indices: [Int], size: Int) -> [Element] {
    var found: [Element] = []
    found.reserveCapacity(indices.count * size)
    for index in indices { found += self[index * size..<(index + 1) * size] }
    return found
  }
}
