import Catalog
import Random

/// Which rows train, validate and test.
struct RowSplit: Equatable {
  /// In the order in which they are stored.
  var training: [Int]
  /// Ascending, as are those of the test.
  var validation: [Int]
  var test: [Int]

  /// - Parameters:
  ///   - strata: a number for each row, from 0; rows with the same one are in the same proportion in each part.
  ///   - groups: likewise; rows with the same one stay together.
  init(_ spec: SplitSpec, count: Int, strata: [Int32]? = nil, groups: [Int32]? = nil) {
    let order = spec.shuffle ? Self.permutation(count, seed: spec.seed, layer: 0) : Array((0..<count).reversed())
    let (test, validation) = (Self.count(spec.test, of: count), Self.count(spec.validation, of: count))
    var parts: (test: [Int], validation: [Int])
    if let strata {
      parts = Self.stratified(spec, strata, test: test, validation: validation)
    } else {
      // A row alone is a group, too.
      let units = groups.map { Self.units(order, $0) } ?? order.map { [$0] }
      parts = Self.taken(units, test: test, validation: validation)
    }
    parts.test.sort()
    parts.validation.sort()
    var held = [Bool](repeating: false, count: count)
    for row in parts.test + parts.validation { held[row] = true }
    self.test = parts.test
    self.validation = parts.validation
    training = (spec.shuffle ? order : Array(0..<count)).filter { !held[$0] }
  }

  /// A fraction is rounded up.
  static func count(_ portion: Double?, of rows: Int) -> Int {
    guard let portion else { return 0 }
    return portion < 1 ? Int((Double(rows) * portion).rounded(.up)) : Int(portion)
  }

  private static func permutation(_ count: Int, seed: UInt64, layer: Int) -> [Int] {
    var order = Array(0..<UInt32(count))
    order.shuffle { attempt in RandomStream(seed: seed, purpose: .split, layer: layer, step: attempt) }
    return order.map(Int.init)
  }

  /// Rows of the same group, the groups in the order of their first rows.
  private static func units(_ order: [Int], _ groups: [Int32]) -> [[Int]] {
    var places: [Int32: Int] = [:]
    var units: [[Int]] = []
    for row in order {
      if let place = places[groups[row]] {
        units[place].append(row)
      } else {
        places[groups[row]] = units.count
        units.append([row])
      }
    }
    return units
  }

  /// Whole units, first for the test, until there are at least as many rows as wanted.
  private static func taken(_ units: [[Int]], test: Int, validation: Int) -> (test: [Int], validation: [Int]) {
    var rest = units[...]
    func take(_ count: Int) -> [Int] {
      var rows: [Int] = []
      while rows.count < count, let unit = rest.popFirst() { rows += unit }
      return rows
    }
    return (take(test), take(validation))
  }

  private static func stratified(
    _ spec: SplitSpec, _ strata: [Int32], test: Int, validation: Int
  ) -> (test: [Int], validation: [Int]) {
    var rows: [[Int]] = Array(repeating: [], count: Int(strata.max() ?? -1) + 1)
    for (row, stratum) in strata.enumerated() { rows[Int(stratum)].append(row) }
    let sizes = rows.map(\.count)
    // One row of each class trains.
    let tests = shares(of: test, sizes, most: sizes.map { max(0, $0 - 1) })
    let validations = shares(of: validation, sizes, most: zip(sizes, tests).map { max(0, $0 - 1 - $1) })
    var parts: (test: [Int], validation: [Int]) = ([], [])
    for (stratum, own) in rows.enumerated() {
      let order = permutation(own.count, seed: spec.seed, layer: stratum).map { own[$0] }
      parts.test += order[..<tests[stratum]]
      parts.validation += order[tests[stratum]...].prefix(validations[stratum])
    }
    return parts
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
