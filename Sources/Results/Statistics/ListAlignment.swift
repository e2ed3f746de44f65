/// Which elements of two lists belong together: the cheapest way from one list to the other, as in R. Wagner and M. Fischer, "The
/// string-to-string correction problem", Journal of the ACM, 1974.
public enum ListAlignment {
  /// What two elements cost that stand for each other; to leave one out on either side costs 2.
  public typealias Cost = Int

  public static let same: Cost = 0
  /// Alike enough to be compared: cheaper than leaving out both.
  public static let similar: Cost = 1
  public static let different: Cost = 3

  private static let leftOut: Cost = 2

  /// Pairs of places in the order of both lists; nil where the other list has nothing. Of equally cheap ways the one that leaves out
  /// elements of the first list first.
  public static func pairs<Element>(
    _ a: [Element], _ b: [Element], cost: (Element, Element) -> Cost
  ) -> [(a: Int?, b: Int?)] {
    // costs[i][j]: from a[i...] to b[j...].
    var costs = [[Cost]](repeating: [Cost](repeating: 0, count: b.count + 1), count: a.count + 1)
    for i in (0...a.count).reversed() {
      for j in (0...b.count).reversed() where i < a.count || j < b.count {
        let without = [
          i < a.count ? costs[i + 1][j] + leftOut : nil, j < b.count ? costs[i][j + 1] + leftOut : nil,
        ]
        let both = i < a.count && j < b.count ? costs[i + 1][j + 1] + cost(a[i], b[j]) : nil
        costs[i][j] = (without + [both]).compactMap(\.self).min() ?? 0
      }
    }
    var pairs: [(a: Int?, b: Int?)] = []
    var (i, j) = (0, 0)
    while i < a.count || j < b.count {
      if i < a.count, j < b.count, costs[i][j] == costs[i + 1][j + 1] + cost(a[i], b[j]) {
        pairs.append((i, j))
        (i, j) = (i + 1, j + 1)
      } else if i < a.count, costs[i][j] == costs[i + 1][j] + leftOut {
        pairs.append((i, nil))
        i += 1
      } else {
        pairs.append((nil, j))
        j += 1
      }
    }
    return pairs
  }
}
