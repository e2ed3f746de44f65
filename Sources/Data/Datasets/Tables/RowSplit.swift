import Catalog
import Random

/// Which rows train, validate and test.
struct RowSplit: Equatable {
  /// In the order in which they are stored.
  var training: [UInt32]
  /// Ascending, as are those of the test.
  var validation: [UInt32]
  var test: [UInt32]

  /// - Parameters:
  ///   - strata: a number for each row, from 0; rows with the same one are in the same proportion in each part.
  ///   - groups: likewise; rows with the same one stay together.
  init(_ spec: SplitSpec, count: Int, strata: [Int32]? = nil, groups: [Int32]? = nil) {
    let draw = Draw(seed: spec.seed, round: spec.round ?? 1)
    let order = spec.shuffle ? draw.permutation(count, layer: 0) : Array((0..<UInt32(count)).reversed())
    let classes = strata.map { Self.rows(of: $0, draw) }
    // A row alone is a group, too; the only row of a class trains.
    let units =
      classes.map { RowUnits(each: Array($0.filter { $0.count > 1 }.joined())) }
      ?? groups.map { RowUnits(order, groups: $0) } ?? RowUnits(each: order)
    var held = [Bool](repeating: false, count: count)
    func taken(_ portion: Double?) -> [UInt32] {
      let wanted = Self.count(portion, of: count)
      return classes.map { Self.taken(wanted, ofEach: $0, butNot: held) }
        ?? Self.taken(wanted, of: units, butNot: held)
    }
    func hold(_ rows: [UInt32]) -> [UInt32] {
      for row in rows { held[Int(row)] = true }
      return rows.sorted()
    }
    test = hold(Self.dealt(units, spec) ?? taken(spec.test))
    validation = hold(taken(spec.validation))
    training = spec.shuffle ? order : Array(0..<UInt32(count))
    training.removeAll { held[Int($0)] }
  }

  /// The same for data of which each part needs something.
  ///
  /// - Parameters:
  ///   - file: where the samples are, which are called `noun`.
  ///   - strata: nil if the targets are numbers.
  init(
    _ spec: SplitSpec, _ count: Int, file: String, noun: String, strata: [Int32]?
  ) throws(DatasetProblem) {
    try Self.requireEnough(spec, count, file: file, noun: noun)
    if spec.stratify == .byTarget, strata == nil {
      throw DatasetProblem(
        .option("split.stratify"), file: file, problem: "the target has numbers, of which each may be different",
        hint: "leave stratify out")
    }
    self.init(spec, count: count, strata: spec.stratify == .byTarget ? strata : nil)
    let wantsTest = spec.test != nil || spec.fold != nil
    guard training.isEmpty || wantsTest && test.isEmpty else { return }
    throw DatasetProblem(
      .option("split"), file: file,
      problem: "has \(training.count) \(noun) left to train, \(validation.count) to validate and \(test.count) to test",
      hint: "write other portions")
  }

  static func requireEnough(
    _ split: SplitSpec, _ count: Int, file: String, noun: String
  ) throws(DatasetProblem) {
    if let folds = split.folds, folds > count {
      throw DatasetProblem(
        .option("split"), file: file, problem: "has \(count) \(noun), too few for \(folds) folds",
        hint: "write fewer folds")
    }
    let asked = [split.test, split.validation].reduce(0) { $0 + self.count($1, of: count) }
    guard asked >= count else { return }
    throw DatasetProblem(
      .option("split"), file: file,
      problem: "has \(count) \(noun), and the split takes \(asked) of them away from training",
      hint: "leave some to train on: test: 0.2")
  }

  /// As preprocessing.json has them: counted from 1.
  var recorded: TablePreparation.Rows {
    .init(training: training.map { $0 + 1 }, validation: validation.map { $0 + 1 }, test: test.map { $0 + 1 })
  }

  /// A fraction is rounded up.
  static func count(_ portion: Double?, of rows: Int) -> Int {
    guard let portion else { return 0 }
    return portion < 1 ? Int((Double(rows) * portion).rounded(.up)) : Int(portion)
  }

  private struct Draw {
    let seed: UInt64
    let round: Int

    func permutation(_ count: Int, layer: Int) -> [UInt32] {
      var order = Array(0..<UInt32(count))
      order.shuffle { attempt in
        RandomStream(seed: seed, purpose: .split, layer: layer, epoch: round - 1, step: attempt)
      }
      return order
    }
  }

  /// Whole units, until there are at least as many rows as wanted.
  private static func taken(_ count: Int, of units: RowUnits, butNot held: [Bool]) -> [UInt32] {
    var rows: [UInt32] = []
    for unit in units {
      if rows.count >= count { break }
      if !held[Int(unit[unit.startIndex])] { rows += unit }
    }
    return rows
  }

  /// The rows of each class in the order in which they are drawn.
  private static func rows(of strata: [Int32], _ draw: Draw) -> [[UInt32]] {
    var rows: [[UInt32]] = Array(repeating: [], count: Int(strata.max() ?? -1) + 1)
    for (row, stratum) in strata.enumerated() { rows[Int(stratum)].append(UInt32(row)) }
    return rows.enumerated().map { stratum, own in draw.permutation(own.count, layer: stratum).map { own[Int($0)] } }
  }

  /// In the proportion of the classes. One row of each class trains.
  private static func taken(_ count: Int, ofEach classes: [[UInt32]], butNot held: [Bool]) -> [UInt32] {
    let free = classes.map { $0.filter { !held[Int($0)] } }
    let shares = shares(of: count, classes.map(\.count), most: free.map { max(0, $0.count - 1) })
    return zip(free, shares).flatMap { $0.prefix($1) }
  }

  /// Each unit goes to the fold with the fewest rows, the first of equals: rows one by one in turn, class after class.
  ///
  /// - Returns: the rows of the spec's fold; nil if it has none.
  private static func dealt(_ units: RowUnits, _ spec: SplitSpec) -> [UInt32]? {
    guard let fold = spec.fold, let folds = spec.folds else { return nil }
    var sizes = Array(repeating: 0, count: folds)
    var rows: [UInt32] = []
    for unit in units {
      let next = sizes.indices.min { sizes[$0] < sizes[$1] } ?? 0
      sizes[next] += unit.count
      if next == fold - 1 { rows += unit }
    }
    return rows
  }

  /// A total in proportion to sizes, by the largest remainders; of equal ones the earlier.
  private static func shares(of total: Int, _ sizes: [Int], most: [Int]) -> [Int] {
    let all = sizes.reduce(0, +)
    guard all > 0 else { return sizes }
    var shares = zip(sizes, most).map { min($1, $0 * total / all) }
    let remainders = sizes.map { $0 * total % all }
    let order = sizes.indices.sorted { (remainders[$0], -$0) > (remainders[$1], -$1) }
    var left = total - shares.reduce(0, +)
    while left > 0 {
      let before = left
      for index in order where left > 0 && shares[index] < most[index] {
        shares[index] += 1
        left -= 1
      }
      if left == before { break }
    }
    return shares
  }
}

/// Rows that stay together: none is empty.
private struct RowUnits: RandomAccessCollection {
  private let rows: [UInt32]
  /// Where each begins and the last one ends; nil if each is one row, of which there may be millions.
  private let bounds: [Int]?

  init(each rows: [UInt32]) { (self.rows, bounds) = (rows, nil) }

  /// Those of the same group, the groups in the order of their first rows.
  init(_ order: [UInt32], groups: [Int32]) {
    var places: [Int32: Int] = [:]
    var units: [[UInt32]] = []
    for row in order {
      if let place = places[groups[Int(row)]] {
        units[place].append(row)
      } else {
        places[groups[Int(row)]] = units.count
        units.append([row])
      }
    }
    rows = Array(units.joined())
    bounds = units.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
  }

  var startIndex: Int { 0 }
  var endIndex: Int { bounds.map { $0.count - 1 } ?? rows.count }
  subscript(unit: Int) -> ArraySlice<UInt32> {
    bounds.map { rows[$0[unit]..<$0[unit + 1]] } ?? rows[unit...unit]
  }
}
