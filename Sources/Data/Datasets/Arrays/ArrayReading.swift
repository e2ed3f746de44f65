import Catalog
import Machine

/// Arrays on their way to samples.
struct ArrayReading {
  private let arrays: ArraySet
  private let options: ArrayOptions
  private let input: ArrayInput
  private let targets: ArrayTargetReader
  /// Which samples of the training arrays train, validate and test; nil without a split.
  private let rows: RowSplit?

  /// - Parameters:
  ///   - file: where the arrays are, for messages about all of them.
  ///   - key: of the data set in the spec.
  init(
    _ arrays: ArraySet, _ options: ArrayOptions, in file: String, _ key: String, needsClasses: Bool
  ) throws(DatasetProblem) {
    try arrays.requireParts(options.split, in: file, key)
    (self.arrays, self.options) = (arrays, options)
    input = try ArrayInput(arrays.training.inputs, options)
    try arrays.requireMatches(input.kind)
    for pair in arrays.pairs.dropFirst() where try ArrayInput(pair.inputs, options) != input {
      throw pair.inputs.place.problem(
        "holds \(pair.inputs.format.type.rawValue), and \(arrays.training.inputs.place.title) holds "
          + arrays.training.inputs.format.type.rawValue, hint: "save both as the same type")
    }
    try Self.requireMemory(arrays, input, file)
    targets = try ArrayTargetReader(arrays.pairs.map(\.targets), needsClasses: needsClasses)
    rows = try options.split.map { [targets] (split) throws(DatasetProblem) in
      try RowSplit(split, arrays.training.inputs.count, file: file, noun: "samples", strata: targets.strata)
    }
  }

  private static func requireMemory(_ arrays: ArraySet, _ input: ArrayInput, _ file: String) throws(DatasetProblem) {
    let size = Double(input.interface.shape.count * input.interface.element.byteCount)
    // What has been read already needs no more.
    let unread = arrays.pairs.filter { $0.inputs.wholeBytes == nil }
    let needed = unread.reduce(0) { $0 + Double($1.inputs.count) * (size + 8 * Double($1.targets.size)) }
    guard let available = AvailableMemory.bytes, needed > available else { return }
    throw .memory(file, needed: needed, available: available)
  }

  /// Training samples, those of the validation part, and those of the test.
  func dataset(_ name: String, _ files: [DatasetFile]) throws(DatasetProblem) -> Dataset {
    let (target, interface) = try interface()
    let own = [arrays.training, arrays.validation].compactMap(\.self)
    var values = try input.values(own.map(\.inputs), slots: slots)
    let trainingRows = rows.map { $0.training + $0.validation }
    let validation = own.count > 1 ? try targets.targets(1, target, input.kind) : nil
    let right = try targets.targets(0, target, input.kind, trainingRows).joined(validation)
    let cut = try rows.map { (rows) throws(DatasetProblem) in try cutTest(rows, from: &values) }
    let training = Samples(interface, inputs: [values], targets: right)
    let test: Samples
    if let pair = arrays.test {
      test = try samples(pair, target, interface)
    } else {
      let right = try targets.targets(0, target, input.kind, rows?.test ?? [])
      test = Samples(interface, inputs: cut.map { [$0] } ?? [], targets: right)
    }
    var dataset = Dataset(name: name, training: training, test: test, files: files)
    dataset.heldOut = (rows?.validation.count ?? 0) + (arrays.validation?.inputs.count ?? 0)
    return dataset
  }

  private func cutTest(_ rows: RowSplit, from values: inout Samples.Values) throws(DatasetProblem) -> Samples.Values {
    let count = rows.test.count * input.interface.shape.count
    if let cut = values.cut(count) { return cut }
    throw .memory(
      arrays.training.inputs.place.file, needed: Double(count * input.interface.element.byteCount),
      available: AvailableMemory.bytes ?? 0)
  }

  /// The test samples alone, without reading the others' inputs.
  ///
  /// - Parameter pair: the arrays that are only for them.
  func test(_ pair: ArraySet.Pair) throws(DatasetProblem) -> Samples {
    let (target, interface) = try interface()
    return try samples(pair, target, interface)
  }

  /// - Parameter pair: the last of all.
  private func samples(
    _ pair: ArraySet.Pair, _ target: ArrayTarget, _ interface: DataInterface
  ) throws(DatasetProblem) -> Samples {
    Samples(
      interface, inputs: [try input.values([pair.inputs])],
      targets: try targets.targets(arrays.pairs.count - 1, target, input.kind))
  }

  private func interface() throws(DatasetProblem) -> (ArrayTarget, DataInterface) {
    let target = try targets.target(options.classNames, training: rows?.training)
    var interface = DataInterface(inputs: [input.interface], target: target.interface)
    interface.rows = recordedRows
    return (target, interface)
  }

  /// Of an array that is a part by itself, all samples.
  private var recordedRows: TablePreparation.Rows? {
    guard var recorded = rows?.recorded else { return nil }
    if let validation = arrays.validation { recorded.validation = Array(1...UInt32(validation.inputs.count)) }
    if let test = arrays.test { recorded.test = Array(1...UInt32(test.inputs.count)) }
    return recorded
  }

  /// Where each sample of the training and validation arrays goes: the split's test samples are last.
  private var slots: [Int]? {
    guard let rows else { return nil }
    let count = UInt32(arrays.training.inputs.count)
    let others = count..<count + UInt32(arrays.validation?.inputs.count ?? 0)
    let order = rows.training + rows.validation + others + rows.test
    var slots = [Int](repeating: 0, count: order.count)
    for (slot, sample) in order.enumerated() { slots[Int(sample)] = slot }
    return slots
  }
}

extension Samples.Targets {
  /// These, and then others of the same kind.
  fileprivate func joined(_ others: Samples.Targets?) -> Samples.Targets {
    switch (self, others) {
    case (.classes(let own), .classes(let more)): .classes(own + more)
    case (.values(let own), .values(let more)): .values(own + more)
    default: self
    }
  }
}

extension Samples.Values {
  /// Takes the last numbers away; nil without memory for them.
  fileprivate mutating func cut(_ count: Int) -> Samples.Values? {
    switch self {
    case .bytes(var bytes):
      self = .bytes([])
      defer { self = .bytes(bytes) }
      return bytes.cut(count).map(Samples.Values.bytes)
    case .words(var words):
      self = .words([])
      defer { self = .words(words) }
      return words.cut(count).map(Samples.Values.words)
    case .floats(var floats):
      self = .floats([])
      defer { self = .floats(floats) }
      return floats.cut(count).map(Samples.Values.floats)
    }
  }
}
