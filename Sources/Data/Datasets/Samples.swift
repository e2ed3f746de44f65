import Catalog

/// The samples of one part of a data set: a model's inputs, and the targets for its outputs.
public struct Samples: Sendable, Equatable {
  /// The numbers of an input, sample after sample, as they were read.
  public enum Values: Sendable, Equatable {
    case bytes(PagedArray<UInt8>)
    case words(PagedArray<UInt16>)
    case floats(PagedArray<Float>)
  }

  public enum Targets: Sendable, Equatable {
    /// For each sample, the index of its class in the interface.
    case classes([Int32])
    /// A number for each of the interface's names, sample after sample.
    case values([Float])
  }

  public let interface: DataInterface
  public private(set) var count: Int
  /// As many as the interface has.
  public private(set) var inputs: [Values]
  public private(set) var targets: Targets
  /// How much each sample counts in the loss: finite, not negative. Nil if all count 1.
  public private(set) var weights: [Float]?

  /// - Precondition: everything matches the interface: see ``fits(_:_:_:_:)``.
  public init(_ interface: DataInterface, inputs: [Values], targets: Targets, weights: [Float]? = nil) {
    precondition(Self.fits(interface, inputs, targets, weights))
    self.interface = interface
    self.inputs = inputs
    self.targets = targets
    self.weights = weights
    count = Self.count(targets, interface)
  }

  /// Whether all have the same number of samples and the interface's elements and kind of target, and each label is that of
  /// a class: kernels use it as an index.
  public static func fits(
    _ interface: DataInterface, _ inputs: [Values], _ targets: Targets, _ weights: [Float]? = nil
  ) -> Bool {
    let count = count(targets, interface)
    if let weights {
      guard weights.count == count, weights.allSatisfy({ $0.isFinite && $0 >= 0 }) else { return false }
    }
    let areInputs =
      inputs.count == interface.inputs.count
      && zip(inputs, interface.inputs).allSatisfy { $0.element == $1.element && $0.count == count * $1.shape.count }
    switch (targets, interface.target) {
    case (.classes(let labels), .classes(let names)):
      return areInputs && labels.allSatisfy { (0..<Int32(names.count)).contains($0) }
    case (.values(let values), .values(let names)): return areInputs && values.count == count * names.count
    case (.classes, .values), (.values, .classes): return false
    }
  }

  private static func count(_ targets: Targets, _ interface: DataInterface) -> Int {
    switch targets {
    case .classes(let labels): labels.count
    case .values(let values): values.count / interface.outputs
    }
  }

  /// Drops some samples; nothing is copied unless the arrays are shared.
  mutating func remove(_ samples: Range<Int>) {
    for (index, input) in interface.inputs.enumerated() { inputs[index].remove(samples.scaled(input.shape.count)) }
    switch targets {
    case .classes(var labels):
      targets = .classes([])
      labels.removeSubrange(samples)
      targets = .classes(labels)
    case .values(var values):
      targets = .values([])
      values.removeSubrange(samples.scaled(interface.outputs))
      targets = .values(values)
    }
    weights?.removeSubrange(samples)
    count -= samples.count
  }

  /// The class of each sample; empty if the targets are values.
  public var labels: [Int32] { if case .classes(let labels) = targets { labels } else { [] } }

  /// How many of these samples each class has; empty if the targets are values.
  public func classCounts(_ samples: Range<Int>) -> [Int] {
    guard case .classes(let labels) = targets else { return [] }
    var counts = Array(repeating: 0, count: interface.outputs)
    for label in labels[samples] { counts[Int(label)] += 1 }
    return counts
  }

  /// In memory.
  public var byteCount: Int {
    let targetCount =
      switch targets {
      case .classes(let labels): labels.count
      case .values(let values): values.count
      }
    let weightCount = weights?.count ?? 0
    return inputs.reduce(4 * (targetCount + weightCount)) { $0 + $1.byteCount }
  }
}

extension Samples.Values {
  public var element: DataInterface.Element {
    switch self {
    case .bytes: .byte
    case .words: .word
    case .floats: .float
    }
  }

  public var count: Int {
    switch self {
    case .bytes(let bytes): bytes.count
    case .words(let words): words.count
    case .floats(let floats): floats.count
    }
  }

  public var byteCount: Int {
    switch self {
    case .bytes(let bytes): bytes.byteCount
    case .words(let words): words.byteCount
    case .floats(let floats): floats.byteCount
    }
  }

  fileprivate mutating func remove(_ range: Range<Int>) {
    switch self {
    case .bytes(var bytes):
      self = .bytes([])
      bytes.removeSubrange(range)
      self = .bytes(bytes)
    case .words(var words):
      self = .words([])
      words.removeSubrange(range)
      self = .words(words)
    case .floats(var floats):
      self = .floats([])
      floats.removeSubrange(range)
      self = .floats(floats)
    }
  }
  public static func bytes(_ bytes: [UInt8]) -> Samples.Values { .bytes(PagedArray(bytes)) }
  public static func words(_ words: [UInt16]) -> Samples.Values { .words(PagedArray(words)) }
  public static func floats(_ floats: [Float]) -> Samples.Values { .floats(PagedArray(floats)) }
}

extension Range<Int> {
  /// Of the numbers of samples with `size` numbers each.
  fileprivate func scaled(_ size: Int) -> Range<Int> { lowerBound * size..<upperBound * size }
}

extension Samples.Values {
  /// The smallest and the largest number in some places; nil if there are none. Every element of the other kinds is exact as a `Float`.
  public func ends(_ places: Range<Int>) -> (minimum: Float, maximum: Float)? {
    switch self {
    case .bytes(let bytes): Self.ends(bytes, places).map { (Float($0), Float($1)) }
    case .words(let words): Self.ends(words, places).map { (Float($0), Float($1)) }
    case .floats(let floats): Self.ends(floats, places)
    }
  }

  private static func ends<Number: Comparable>(_ numbers: PagedArray<Number>, _ places: Range<Int>) -> (Number, Number)?
  {
    numbers.withUnsafeBufferPointer { buffer in
      guard var (least, most) = buffer[places].first.map({ ($0, $0) }) else { return nil }
      for number in buffer[places] {
        if number < least { least = number }
        if most < number { most = number }
      }
      return (least, most)
    }
  }
}
