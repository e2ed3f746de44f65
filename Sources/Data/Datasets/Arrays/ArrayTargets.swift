import Catalog
import Text

/// What is right about the samples of an array.
enum ArrayTargets {
  /// Whole numbers, one for each sample; of rows with a single 1, its place.
  case labels([Double])
  /// As many for each sample as there are columns.
  case values([Float])
}

/// The targets of all parts.
struct ArrayTargetReader {
  let parts: [ArrayTargets]
  private let places: [ArrayPlace]
  private let width: Int
  /// Whether rows of a 1 among zeros have become labels.
  private let isOneHot: Bool

  static let mostClasses = 1000

  init(_ arrays: [StoredArray], needsClasses: Bool) throws(DatasetProblem) {
    places = arrays.map(\.place)
    width = arrays[0].size
    for array in arrays {
      guard array.shape.count <= 2 else {
        throw array.place.problem(
          "has the shape \(tuple(array.shape)), where labels have one axis, or two",
          hint: array.shape.count > 2 ? "are two \(array.place.siblings) swapped?" : "")
      }
      guard array.size == width else {
        throw array.place.problem(
          "has \(array.size) numbers for each sample, and \(arrays[0].place.title) has \(width)",
          hint: "use \(array.place.siblings) that belong together")
      }
    }
    if width == 1, needsClasses {
      parts = try arrays.map { (array) throws(DatasetProblem) in .labels(try Self.labels(array)) }
      isOneHot = false
      return
    }
    let values = try arrays.map { (array) throws(DatasetProblem) -> [Float] in Array(try array.numbers() as PagedArray)
    }
    let hot = values.compactMap { [width] in Self.places(ofOnes: $0, width) }
    isOneHot = width > 1 && hot.count == values.count
    parts = isOneHot ? hot.map(ArrayTargets.labels) : values.map(ArrayTargets.values)
    guard isOneHot || !needsClasses else { throw Self.noClasses(arrays, values) }
  }

  private static func labels(_ array: StoredArray) throws(DatasetProblem) -> [Double] {
    let labels = Array(try array.numbers() as PagedArray<Double>)
    guard let bad = labels.firstIndex(where: { $0 != $0.rounded() || $0.magnitude >= 0x1p53 }) else { return labels }
    throw array.place.problem(
      "has \(labels[bad]) at sample \(bad), and the loss needs classes, which are whole numbers",
      hint: "for regression write loss: mse")
  }

  /// Nil if a row is something else than a 1 among zeros.
  private static func places(ofOnes values: [Float], _ width: Int) -> [Double]? {
    guard width > 1 else { return nil }
    var labels: [Double] = []
    labels.reserveCapacity(values.count / width)
    for start in stride(from: 0, to: values.count, by: width) {
      guard let place = place(ofOne: values[start..<start + width]) else { return nil }
      labels.append(Double(place))
    }
    return labels
  }

  private static func place(ofOne row: ArraySlice<Float>) -> Int? {
    guard let one = row.firstIndex(where: { $0 != 0 }), row[one] == 1, row[(one + 1)...].allSatisfy({ $0 == 0 }) else {
      return nil
    }
    return one - row.startIndex
  }

  private static func noClasses(_ arrays: [StoredArray], _ values: [[Float]]) -> DatasetProblem {
    for (array, numbers) in zip(arrays, values) {
      let rows = stride(from: 0, to: numbers.count, by: array.size)
      guard let start = rows.first(where: { place(ofOne: numbers[$0..<$0 + array.size]) == nil }) else { continue }
      return array.place.problem(
        "has a row at sample \(start / array.size) that is not a 1 among zeros, and the loss needs classes",
        hint: "save the number of each sample's class, or for regression write loss: mse")
    }
    return arrays[0].place.problem("has no classes", hint: "save the number of each sample's class")
  }

  /// What the model is asked for.
  ///
  /// - Parameter training: the samples of the first part that train: their labels are the classes.
  func target(_ names: [String]?, training: [UInt32]?) throws(DatasetProblem) -> ArrayTarget {
    guard case .labels(let labels) = parts[0] else {
      if names != nil {
        throw places[0].problem(
          "has numbers, which are no classes for this loss",
          hint: "choose a loss for classes, or leave class_names out",
          .option("class_names"))
      }
      return .values(width == 1 ? ["y"] : (0..<width).map { "y\($0)" })
    }
    let own =
      isOneHot
      ? Set((0..<width).map(Double.init)) : training.map { Set($0.lazy.map { labels[Int($0)] }) } ?? Set(labels)
    return .classes(try ArrayClasses(own.sorted().map { Int($0) }, names, places[0]))
  }

  /// Of the samples of a part, in this order.
  func targets(
    _ part: Int, _ target: ArrayTarget, _ kind: SampleKind, _ rows: [UInt32]? = nil
  ) throws(DatasetProblem) -> Samples.Targets {
    switch (parts[part], target) {
    case (.labels(let labels), .classes(let classes)):
      let hint =
        rows == nil
        ? "use \(places[part].siblings) that belong together"
        : "let each part have every class: split: {…, stratify: true}"
      return .classes(
        try classes.indices(of: labels, rows ?? Array(0..<UInt32(labels.count)), places[part], kind, hint: hint))
    case (.values(let values), _):
      guard let rows else { return .values(values) }
      return .values(rows.flatMap { values[Int($0) * width..<(Int($0) + 1) * width] })
    case (.labels, .values): return .values([])  // labels make classes
    }
  }

  /// A number from 0 for each label of the first part, in the order of the labels; nil if there are none.
  var strata: [Int32]? {
    guard case .labels(let labels) = parts[0] else { return nil }
    let ranks = Dictionary(Set(labels).sorted().enumerated().map { ($1, Int32($0)) }) { first, _ in first }
    return labels.map { ranks[$0] ?? 0 }
  }
}

enum ArrayTarget {
  case classes(ArrayClasses)
  case values([String])

  var interface: DataInterface.Target {
    switch self {
    case .classes(let classes): .classes(classes.names)
    case .values(let names): .values(names)
    }
  }
}

/// Which class a label is.
struct ArrayClasses {
  let names: [String]
  private let places: [Int: Int32]

  /// - Parameters:
  ///   - labels: those of the training samples, in order.
  ///   - written: the spec's names: of the labels as numbers from 0, of each label in order, or the labels in another order.
  init(_ labels: [Int], _ written: [String]?, _ place: ArrayPlace) throws(DatasetProblem) {
    guard labels.count <= ArrayTargetReader.mostClasses else {
      throw place.problem(
        "has \(grouped(labels.count)) different labels", hint: "for regression write loss: mse")
    }
    let own = labels.map(String.init)
    names = written ?? own
    guard let indices = Self.indices(labels, own, names) else {
      throw place.problem(
        "has the labels \(shortList(own)), and class_names has \(names.count) names",
        hint: "name each label, in their order", .option("class_names"))
    }
    guard Set(names).count == names.count else {
      throw place.problem("has a class name twice", hint: "name each class once", .option("class_names"))
    }
    guard names.count > 1 else {
      throw place.problem("has only the label \(own[0])", hint: "a target has at least two classes")
    }
    places = Dictionary(zip(labels, indices.map(Int32.init))) { first, _ in first }
  }

  /// Those of a trained model: labels are its names, if these are whole numbers, and otherwise their places.
  init(ofModel names: [String]) {
    self.names = names
    let numbers = names.compactMap { Int($0) }
    let labels = numbers.count == names.count ? numbers : Array(names.indices)
    places = Dictionary(zip(labels, (0..<Int32(names.count)))) { first, _ in first }
  }

  /// The place of each label among the names; nil if they can't be of these labels.
  private static func indices(_ labels: [Int], _ own: [String], _ names: [String]) -> [Int]? {
    if names.count == own.count, Set(names) == Set(own) { return own.compactMap { names.firstIndex(of: $0) } }
    if labels.allSatisfy(names.indices.contains) { return labels }
    return names.count == labels.count ? Array(labels.indices) : nil
  }

  func indices(
    of labels: [Double], _ rows: [UInt32], _ place: ArrayPlace, _ kind: SampleKind, hint: String
  ) throws(DatasetProblem) -> [Int32] {
    var indices: [Int32] = []
    indices.reserveCapacity(rows.count)
    for row in rows {
      let label = Int(labels[Int(row)])
      guard let index = places[label] else {
        throw place.problem(
          "has label \(label) at \(kind.noun) \(row), which no training \(kind.noun) has", hint: hint)
      }
      indices.append(index)
    }
    return indices
  }
}
