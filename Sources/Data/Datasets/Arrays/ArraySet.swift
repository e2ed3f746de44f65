import Catalog

/// The arrays of a data set: inputs and what belongs to them.
struct ArraySet {
  struct Pair {
    let inputs: StoredArray
    let targets: StoredArray
  }

  /// Also those of all samples, if a split is to divide them.
  let training: Pair
  let validation: Pair?
  let test: Pair?

  init(training: Pair, validation: Pair? = nil, test: Pair?) {
    (self.training, self.validation, self.test) = (training, validation, test)
  }

  /// - Parameters:
  ///   - names: of all arrays that there are.
  ///   - file: where they are.
  ///   - key: of the data set in the spec.
  ///   - array: opens one of them.
  init(
    _ names: [String], in file: String, _ key: String, _ array: (String) throws(DatasetProblem) -> StoredArray?
  ) throws(DatasetProblem) {
    func pair(_ ending: String) throws(DatasetProblem) -> Pair? {
      let wanted = ["x" + ending, "y" + ending]
      let missing = wanted.filter { !names.contains($0) }
      guard missing.count < 2 else { return nil }
      guard missing.isEmpty, let inputs = try array(wanted[0]), let targets = try array(wanted[1]) else {
        let other = wanted.first { $0 != missing[0] } ?? ""
        throw DatasetProblem(
          .option(key), file: file, problem: "has \(other) without \(missing[0])", hint: "save \(missing[0]) too")
      }
      return Pair(inputs: inputs, targets: targets)
    }
    let (own, all) = (try pair("_train"), try pair(""))
    if own != nil, all != nil {
      throw DatasetProblem(.option(key), file: file, problem: "has x_train beside x", hint: "keep one of them")
    }
    guard let training = own ?? all else {
      let found = names.isEmpty ? "" : ": its arrays are \(shortList(names))"
      throw DatasetProblem(
        .option(key), file: file, problem: "has neither x_train nor x\(found)",
        hint: "name them so: np.savez(\"data.npz\", x_train=…, y_train=…, x_test=…, y_test=…)")
    }
    self.init(training: training, validation: try pair("_val"), test: try pair("_test"))
  }

  var pairs: [Pair] { [training] + [validation, test].compactMap(\.self) }

  /// Each part has to come from one place.
  func requireParts(_ split: SplitSpec?, in file: String, _ key: String) throws(DatasetProblem) {
    for (part, pair) in [("validation", validation), ("test", test)] {
      guard let pair, let option = split?.option(making: part) else { continue }
      throw DatasetProblem(
        .option("split"), file: file, problem: "'split.\(option)' beside \(pair.inputs.place.title)",
        hint: "keep one of them")
    }
    guard test == nil, split?.option(making: "test") == nil else { return }
    throw DatasetProblem(
      .option(key), file: file, problem: "has no test part",
      hint: "write split: {test: 0.2}, or save x_test and y_test too")
  }

  /// Whether each sample has its target, and the samples of all parts are alike.
  func requireMatches(_ kind: SampleKind) throws(DatasetProblem) {
    for pair in pairs where pair.inputs.count != pair.targets.count {
      let (inputs, targets) = (pair.inputs, pair.targets)
      throw targets.place.problem(
        "holds \(targets.count) labels, where \(inputs.place.title) holds \(inputs.count) \(kind.plural)",
        hint: "use two \(targets.place.siblings) that belong together")
    }
    for pair in pairs.dropFirst() where pair.inputs.shape.dropFirst() != training.inputs.shape.dropFirst() {
      throw pair.inputs.place.problem(
        "has \(kind.plural) of \(kind.sizes(pair.inputs)), the training \(kind.plural) have "
          + kind.sizes(training.inputs, isSecond: true), hint: "use \(pair.inputs.place.siblings) that belong together")
    }
  }
}

extension SampleKind {
  /// - Parameter isSecond: whether it was said before what the numbers are.
  fileprivate func sizes(_ array: StoredArray, isSecond: Bool = false) -> String {
    let sizes = Array(array.shape.dropFirst())
    guard self == .image else { return (isSecond ? "" : "the shape ") + "\(sizes)" }
    return sizes.map(String.init).joined(separator: " × ") + (isSecond ? "" : " pixels")
  }
}
